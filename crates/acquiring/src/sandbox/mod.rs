//! The built-in acquirer of test mode: what the issuer, the networks and the risk check would say.
//!
//! Pure. `script` says what each test card does, `three_d_secure` when the cardholder is asked first, `risk` who is
//! blocked or reviewed, `after` what happens once the charge stands. [`authorize`] goes through them in the order a
//! payment does: risk, authentication, issuer, the account's rules on checks.
//!
//! Source: API reference, "Testing"; recorded and observed behaviour.

mod after;
mod book;
mod decision;
mod request;
mod risk;
mod script;
mod three_d_secure;

pub use after::{
    After, CaseType, Dispute, DisputeReason, FraudType, RefundBehavior, RefundEnd, RefundPlan, payout_failure,
};
pub use book::{Position, Sandbox};
pub use decision::{
    Approval, Challenge, ChallengeKind, CheckResult, Checks, Decision, NetworkStatus, Outcome, OutcomeType, Refusal,
    RiskLevel, SellerMessage, ThreeDSecure, ThreeDSecureFlow, ThreeDSecureResult,
};
pub use request::{Authorization, Card, ChallengeResult, Given, Presence, Purpose, ThreeDSecureRequest};
pub use risk::RiskRules;

use crate::refusal::PaymentError;
use crate::seed::Seed;
use script::{CheckScript, Issuer, Script};
use three_d_secure::Step;

/// Decides an authorization. The same request gives the same decision, to the last figure.
#[must_use]
pub fn authorize(request: &Authorization) -> Decision {
    let script = Script::of(request.card.behavior);
    if request.pays() && risk::blocks(script.risk, request.rules) {
        return Decision::Blocked(refuse(request, script, PaymentError::FRAUDULENT, Refused::ByRisk));
    }
    let authentication = match three_d_secure::step(script.three_d_secure, request) {
        Step::Proceed(authentication) => authentication,
        Step::Challenge(challenge) => return Decision::RequiresAction(challenge),
        Step::Refuse(error) => return Decision::Declined(refuse(request, script, error, Refused::BeforeAsking)),
        Step::Decline(error) => return Decision::Declined(refuse(request, script, error, Refused::ByIssuer(None))),
    };
    if let Some(error) = issuer_declines(script.issuer, request) {
        let refused = match script.issuer {
            Issuer::NotACard => Refused::BeforeAsking,
            Issuer::Approves
            | Issuer::Declines(_)
            | Issuer::DeclinesCharges(_)
            | Issuer::DeclinesGivenCvc(_)
            | Issuer::DeclinesOffSession(_) => Refused::ByIssuer(authentication),
        };
        return Decision::Declined(refuse(request, script, error, refused));
    }
    let checks = checks(script.checks, request.given);
    if let Some(rule) = risk::broken_rule(checks, request.rules) {
        return Decision::Blocked(refuse(
            request,
            script,
            rule.error,
            Refused::ByRule(rule.name, authentication),
        ));
    }
    Decision::Approved(approve(request, script, checks, authentication))
}

/// Whose word the refusal was; decides what the charge shows, or whether there is one.
enum Refused {
    /// No network was asked: no charge row is written.
    BeforeAsking,
    ByIssuer(Option<ThreeDSecure>),
    ByRisk,
    /// The account's rule of this name, after the issuer had approved.
    ByRule(&'static str, Option<ThreeDSecure>),
}

fn issuer_declines(issuer: Issuer, request: &Authorization) -> Option<PaymentError> {
    match issuer {
        Issuer::Approves => None,
        Issuer::Declines(error) => Some(error),
        Issuer::NotACard => Some(PaymentError::INCORRECT_NUMBER),
        Issuer::DeclinesCharges(error) => request.pays().then_some(error),
        Issuer::DeclinesGivenCvc(error) => request.given.cvc.then_some(error),
        Issuer::DeclinesOffSession(error) => request.off_session().is_some().then_some(error),
    }
}

fn approve(request: &Authorization, script: Script, checks: Checks, three_d_secure: Option<ThreeDSecure>) -> Approval {
    Approval {
        outcome: risk::approved_outcome(script.risk, request),
        checks,
        three_d_secure,
        network: request.network(),
        network_transaction_id: Seed::new(request.seed, "network transaction").characters(b"0123456789", 15),
        authorization_code: Seed::new(request.seed, "authorization code").characters(b"0123456789", 6),
        after: if request.pays() { script.after } else { After::NOTHING },
    }
}

fn refuse(request: &Authorization, script: Script, error: PaymentError, refused: Refused) -> Refusal {
    let (outcome, three_d_secure, checks) = match refused {
        Refused::BeforeAsking => (None, None, Checks::before_use(request.given)),
        Refused::ByIssuer(authentication) => {
            let outcome = risk::declined_outcome(&error, script.risk, request);
            (
                Some(outcome),
                authentication,
                declined_checks(&error, script.checks, request.given),
            )
        }
        Refused::ByRisk => {
            let outcome = risk::blocked_outcome(script.risk, request);
            (
                Some(outcome),
                None,
                Checks::all(request.given, CheckResult::Unavailable),
            )
        }
        Refused::ByRule(name, authentication) => {
            let outcome = risk::rule_outcome(name, script.risk, request);
            (
                Some(outcome),
                authentication,
                self::checks(script.checks, request.given),
            )
        }
    };
    // A declined attach names an empty parameter where there is none; as recorded.
    let param = match request.purpose {
        Purpose::Attach => error.param.or(Some("")),
        Purpose::Payment(_) | Purpose::Setup => error.param,
    };
    let outcome = outcome.filter(|_| request.pays());
    Refusal {
        error: PaymentError { param, ..error },
        outcome,
        checks,
        three_d_secure,
    }
}

fn checks(script: CheckScript, given: Given) -> Checks {
    let result = |is_given: bool, result| is_given.then_some(result);
    Checks {
        address_line1: result(given.line1, script.line1),
        address_postal_code: result(given.postal_code, script.postal_code),
        cvc: result(given.cvc, script.cvc),
    }
}

/// An issuer that declines for the security code has checked it and found it wrong.
fn declined_checks(error: &PaymentError, script: CheckScript, given: Given) -> Checks {
    let mut checks = checks(script, given);
    if *error == PaymentError::INCORRECT_CVC && given.cvc {
        checks.cvc = Some(CheckResult::Fail);
    }
    checks
}
