//! When the cardholder is asked, and what is recorded of it.
//!
//! | rule | on-session | off-session |
//! | --- | --- | --- |
//! | attempted (any other card) | approved; on request an acknowledged attempt | approved |
//! | unless set up | challenge | as set up before, else refused |
//! | always | challenge | refused |
//! | already set up | challenge | approved |
//! | on request | challenge only on request | approved |
//! | lookup fails | approved; on request with a processing error | approved |
//! | lookup fails and declines | declined at once | refused |
//! | not supported | approved; on request noted | approved |
//!
//! Attaching asks nobody, and a mail or telephone order cannot. A set-up counts as on-session.

use super::{
    Authorization, Challenge, ChallengeKind, ChallengeResult, Purpose, ThreeDSecure, ThreeDSecureFlow,
    ThreeDSecureRequest, ThreeDSecureResult,
};
use crate::cards::Network;
use crate::refusal::PaymentError;
use crate::seed::Seed;

const VERSION: &str = "2.2.0";

#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    Attempted,
    UnlessSetUp(ChallengeKind),
    Always(ChallengeKind),
    AlreadySetUp(ChallengeKind),
    OnRequest(ChallengeKind),
    LookupFails,
    LookupFailsAndDeclines,
    NotSupported,
}

/// Where an authorization stands after authentication.
pub(super) enum Step {
    /// On to the issuer, with what `card.three_d_secure` shows.
    Proceed(Option<ThreeDSecure>),
    Challenge(Challenge),
    /// Refused without asking the issuer.
    Refuse(PaymentError),
    /// Sent without the authentication it needs, and declined.
    Decline(PaymentError),
}

pub(super) fn step(rule: Rule, request: &Authorization) -> Step {
    match request.challenge {
        Some(ChallengeResult::Passed) => return Step::Proceed(Some(authenticated(request))),
        Some(ChallengeResult::Failed) => return Step::Refuse(failure(request.purpose)),
        None => {}
    }
    if request.moto || request.purpose == Purpose::Attach {
        return Step::Proceed(None);
    }
    match request.off_session() {
        Some(set_up_before) => off_session(rule, set_up_before),
        None => on_session(rule, request),
    }
}

fn off_session(rule: Rule, set_up_before: bool) -> Step {
    match rule {
        Rule::UnlessSetUp(_) if set_up_before => Step::Proceed(None),
        Rule::UnlessSetUp(_) | Rule::Always(_) | Rule::LookupFailsAndDeclines => {
            Step::Refuse(PaymentError::AUTHENTICATION_REQUIRED)
        }
        Rule::AlreadySetUp(_) | Rule::Attempted | Rule::OnRequest(_) | Rule::LookupFails | Rule::NotSupported => {
            Step::Proceed(None)
        }
    }
}

fn on_session(rule: Rule, request: &Authorization) -> Step {
    let is_requested = match request.request_three_d_secure {
        ThreeDSecureRequest::Any | ThreeDSecureRequest::Challenge => true,
        ThreeDSecureRequest::Automatic => false,
    };
    let on_request = |result| Step::Proceed(is_requested.then(|| without_challenge(result, request)));
    match rule {
        Rule::UnlessSetUp(kind) | Rule::Always(kind) | Rule::AlreadySetUp(kind) => challenge(kind, request),
        Rule::OnRequest(kind) if is_requested => challenge(kind, request),
        Rule::OnRequest(_) => Step::Proceed(None),
        Rule::LookupFailsAndDeclines => Step::Decline(PaymentError::GENERIC_DECLINE),
        Rule::Attempted => on_request(ThreeDSecureResult::AttemptAcknowledged),
        Rule::LookupFails => on_request(ThreeDSecureResult::ProcessingError),
        Rule::NotSupported => on_request(ThreeDSecureResult::NotSupported),
    }
}

fn challenge(kind: ChallengeKind, request: &Authorization) -> Step {
    Step::Challenge(Challenge {
        kind,
        transaction_id: transaction_id(request),
        server_transaction_id: Seed::new(request.seed, "3ds server").uuid(),
        directory_server_name: request.network().as_str(),
        version: VERSION,
    })
}

fn authenticated(request: &Authorization) -> ThreeDSecure {
    ThreeDSecure {
        authentication_flow: Some(ThreeDSecureFlow::Challenge),
        electronic_commerce_indicator: Some(indicator(request.network(), "05", "02")),
        result: ThreeDSecureResult::Authenticated,
        transaction_id: Some(transaction_id(request)),
        version: Some(VERSION),
    }
}

fn without_challenge(result: ThreeDSecureResult, request: &Authorization) -> ThreeDSecure {
    let (indicator, reached_the_server) = match result {
        ThreeDSecureResult::AttemptAcknowledged => (Some(indicator(request.network(), "06", "01")), true),
        ThreeDSecureResult::Authenticated | ThreeDSecureResult::NotSupported | ThreeDSecureResult::ProcessingError => {
            (None, false)
        }
    };
    ThreeDSecure {
        authentication_flow: None,
        electronic_commerce_indicator: indicator,
        result,
        transaction_id: reached_the_server.then(|| transaction_id(request)),
        version: reached_the_server.then_some(VERSION),
    }
}

/// Mastercard numbers the degrees of authentication unlike everybody else.
fn indicator(network: Network, usual: &'static str, mastercard: &'static str) -> &'static str {
    if network == Network::Mastercard {
        mastercard
    } else {
        usual
    }
}

/// From the seed, so the challenge and the charge after it show the same, if the caller keeps the seed.
fn transaction_id(request: &Authorization) -> String {
    Seed::new(request.seed, "3ds transaction").uuid()
}

fn failure(purpose: Purpose) -> PaymentError {
    match purpose {
        Purpose::Payment(_) => PaymentError::PAYMENT_AUTHENTICATION_FAILURE,
        Purpose::Setup | Purpose::Attach => PaymentError::SETUP_AUTHENTICATION_FAILURE,
    }
}
