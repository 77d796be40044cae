//! What each test card does, one arm a scenario.

use super::CheckResult::{self, Fail, Pass, Unavailable};
use super::after::After;
use super::risk::Risk;
use super::three_d_secure::Rule;
use super::{ChallengeKind, RefundBehavior};
use crate::cards::Behavior;
use crate::refusal::PaymentError;

/// The parts that a scenario is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Script {
    pub issuer: Issuer,
    pub risk: Risk,
    pub checks: CheckScript,
    pub three_d_secure: Rule,
    pub after: After,
}

/// What the issuer says.
#[derive(Debug, Clone, Copy)]
pub(super) enum Issuer {
    Approves,
    Declines(PaymentError),
    /// Saving the card is fine.
    DeclinesCharges(PaymentError),
    DeclinesGivenCvc(PaymentError),
    DeclinesOffSession(PaymentError),
    /// There is no issuer: the number is wrong.
    NotACard,
}

/// How a check ends, if what it checks was given.
#[derive(Debug, Clone, Copy)]
pub(super) struct CheckScript {
    pub line1: CheckResult,
    pub postal_code: CheckResult,
    pub cvc: CheckResult,
}

/// Everything goes well.
const PLAIN: Script = Script {
    issuer: Issuer::Approves,
    risk: Risk::Normal,
    checks: CheckScript {
        line1: Pass,
        postal_code: Pass,
        cvc: Pass,
    },
    three_d_secure: Rule::Attempted,
    after: After::NOTHING,
};

impl Script {
    pub(super) const fn of(behavior: Behavior) -> Self {
        use Behavior as B;
        use ChallengeKind::{Fingerprint, Redirect};
        use Issuer::{DeclinesCharges, DeclinesGivenCvc, DeclinesOffSession};
        use PaymentError as E;
        match behavior {
            B::Success | B::CaptchaChallenge | B::PinCard | B::PayoutCouldNotProcess => PLAIN,

            B::GenericDecline => declines(E::GENERIC_DECLINE),
            B::InsufficientFunds => declines(E::INSUFFICIENT_FUNDS),
            B::LostCard => declines(E::LOST_CARD),
            B::StolenCard => declines(E::STOLEN_CARD),
            B::ExpiredCard => declines(E::EXPIRED_CARD),
            B::ProcessingError => declines(E::PROCESSING_ERROR),
            B::CardVelocityExceeded => declines(E::CARD_VELOCITY_EXCEEDED),
            B::Fraudulent => declines(E::FRAUDULENT),
            B::IncorrectNumber => issuer(Issuer::NotACard),
            B::IncorrectCvc => issuer(DeclinesGivenCvc(E::INCORRECT_CVC)),
            B::AttachOkChargeFails => issuer(DeclinesCharges(E::GENERIC_DECLINE)),
            B::AttachOkChargeFailsLostCard => issuer(DeclinesCharges(E::LOST_CARD)),
            B::AttachOkChargeFailsStolenCard => issuer(DeclinesCharges(E::STOLEN_CARD)),
            B::MandateFail => issuer(DeclinesOffSession(E::MANDATE_CANCELED)),

            B::RadarBlock => risk(Risk::HighestAlwaysBlocked),
            B::RiskHighest => risk(Risk::Highest),
            B::RiskElevated => risk(Risk::Elevated),
            B::CvcCheckFail => checks(Pass, Pass, Fail, Risk::Normal),
            B::CvcCheckFailElevated => checks(Pass, Pass, Fail, Risk::Elevated),
            B::PostalCheckFail => checks(Pass, Fail, Pass, Risk::Normal),
            B::PostalCheckFailElevated => checks(Pass, Fail, Pass, Risk::Elevated),
            B::Line1CheckFail => checks(Fail, Pass, Pass, Risk::Normal),
            B::AddressChecksFail => checks(Fail, Fail, Pass, Risk::Normal),
            B::AddressChecksUnavailable => checks(Unavailable, Unavailable, Pass, Risk::Normal),

            B::DisputeFraudulent => after(After::DISPUTED_AS_FRAUD),
            B::DisputeProductNotReceived => after(After::DISPUTED_AS_NOT_RECEIVED),
            B::DisputeInquiry => after(After::INQUIRED),
            B::DisputeMultiple => after(After::DISPUTED_TWICE),
            B::DisputeCe3 => after(After::DISPUTED_DESPITE_HISTORY),
            B::DisputeCompliance => after(After::COMPLIANCE_CASE),
            B::EarlyFraudWarning => after(After::REPORTED_AS_FRAUD),
            B::RefundAsyncSuccess => after(After::refunds(RefundBehavior::PendingThenSucceeded)),
            B::RefundAsyncFailure => after(After::refunds(RefundBehavior::SucceededThenFailed)),
            B::BypassPending => after(After::FUNDS_AT_ONCE),

            B::ThreeDSecureUnlessSetUp => three_d_secure(Rule::UnlessSetUp(Redirect)),
            B::ThreeDSecureAlways => three_d_secure(Rule::Always(Redirect)),
            B::ThreeDSecureAlreadySetUp => three_d_secure(Rule::AlreadySetUp(Redirect)),
            B::ThreeDSecure2Required
            | B::ThreeDSecureMobileOutOfBand
            | B::ThreeDSecureMobileOtp
            | B::ThreeDSecureMobileSingleSelect
            | B::ThreeDSecureMobileMultiSelect => three_d_secure(Rule::Always(Fingerprint)),
            // A set-up may free it from the challenge, never from the decline.
            B::ThreeDSecureThenInsufficientFunds => Self {
                issuer: DeclinesCharges(E::INSUFFICIENT_FUNDS),
                ..three_d_secure(Rule::UnlessSetUp(Redirect))
            },
            B::ThreeDSecureThenGenericDecline => Self {
                issuer: DeclinesCharges(E::GENERIC_DECLINE),
                ..three_d_secure(Rule::Always(Redirect))
            },
            B::ThreeDSecureLookupErrorDeclined => three_d_secure(Rule::LookupFailsAndDeclines),
            B::ThreeDSecureOptional => three_d_secure(Rule::OnRequest(Fingerprint)),
            B::ThreeDSecureOptionalError => three_d_secure(Rule::LookupFails),
            B::ThreeDSecureNotSupported => three_d_secure(Rule::NotSupported),
        }
    }
}

const fn issuer(issuer: Issuer) -> Script {
    Script { issuer, ..PLAIN }
}

const fn declines(error: PaymentError) -> Script {
    issuer(Issuer::Declines(error))
}

const fn risk(risk: Risk) -> Script {
    Script { risk, ..PLAIN }
}

const fn checks(line1: CheckResult, postal_code: CheckResult, cvc: CheckResult, risk: Risk) -> Script {
    Script {
        checks: CheckScript {
            line1,
            postal_code,
            cvc,
        },
        risk,
        ..PLAIN
    }
}

const fn after(after: After) -> Script {
    Script { after, ..PLAIN }
}

const fn three_d_secure(rule: Rule) -> Script {
    Script {
        three_d_secure: rule,
        ..PLAIN
    }
}
