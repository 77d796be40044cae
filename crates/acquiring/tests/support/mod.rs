//! What the tests of the sandbox share.

#![allow(dead_code, reason = "each test file is a program of its own and uses a part")]

use acquiring::cards::{Behavior, test_cards};
use acquiring::sandbox::{
    Authorization, Card, Decision, Given, Presence, Purpose, Refusal, RiskRules, ThreeDSecureRequest, authorize,
};
use kernel::{Currency, Money};

pub const ALL_GIVEN: Given = Given {
    cvc: true,
    postal_code: true,
    line1: true,
};
pub const ON: Purpose = Purpose::Payment(Presence::OnSession);
pub const OFF: Purpose = Purpose::Payment(Presence::OffSession { set_up_before: false });
pub const OFF_SET_UP: Purpose = Purpose::Payment(Presence::OffSession { set_up_before: true });

pub fn pay(behavior: Behavior) -> Authorization {
    let card = test_cards()
        .find(|card| card.behavior == behavior)
        .expect("every behavior has a card");
    Authorization {
        purpose: ON,
        card: Card::from(card),
        amount: Money::new(1000, Currency::USD),
        given: ALL_GIVEN,
        moto: false,
        request_three_d_secure: ThreeDSecureRequest::Automatic,
        challenge: None,
        rules: RiskRules::default(),
        preferred_network: None,
        seed: 4711,
    }
}

pub fn for_purpose(behavior: Behavior, purpose: Purpose) -> Decision {
    authorize(&Authorization {
        purpose,
        ..pay(behavior)
    })
}

/// A decision in a word.
pub fn word(decision: &Decision) -> &'static str {
    match decision {
        Decision::Approved(approval) if approval.needs_review() => "review",
        Decision::Approved(_) => "approved",
        Decision::RequiresAction(_) => "challenge",
        Decision::Blocked(_) => "blocked",
        Decision::Declined(refusal) => refusal.error.decline_code.unwrap_or(refusal.error.code),
    }
}

pub fn refusal(decision: Decision) -> Refusal {
    match decision {
        Decision::Declined(refusal) | Decision::Blocked(refusal) => refusal,
        Decision::Approved(_) | Decision::RequiresAction(_) => panic!("not refused: {decision:?}"),
    }
}
