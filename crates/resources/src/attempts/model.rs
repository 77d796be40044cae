//! An attempt as it is stored.

use acquiring::acquirer::Answer;
use kernel::ids::{ChargeId, PaymentIntentId, PaymentMethodId, RefundId, SetupIntentId};
use kernel::{Key, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wire::faults::When;

use crate::payment_intents::Terms;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attempt {
    /// The acquirer knows it by this.
    pub id: Key,
    /// And the void that takes it back, should nobody want it any more, by this.
    pub void: Key,
    pub created: Timestamp,
    pub work: Work,
    /// The fault that the sandbox meets on request: before the call arrives, or after.
    pub struck: Option<When>,
    /// Calls that told nothing, for the pauses between them.
    pub rounds: u32,
    /// The timer that asks next; others about this attempt are out of date.
    pub timer: Key,
    /// None while the outcome is unknown.
    pub settled: Option<Settled>,
}

/// What was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    Pay {
        intent: PaymentIntentId,
        method: PaymentMethodId,
        terms: Box<Terms>,
        /// How the customer's authentication ended, if there was one.
        challenge: Option<String>,
        seed: u64,
    },
    SetUp {
        intent: SetupIntentId,
        method: PaymentMethodId,
        challenge: Option<String>,
        seed: u64,
        return_url: Option<String>,
        use_stripe_sdk: bool,
    },
    Capture {
        intent: PaymentIntentId,
        charge: ChargeId,
        /// Minor units of the charge's currency.
        amount: i64,
    },
    Void {
        intent: PaymentIntentId,
        charge: ChargeId,
        reason: Option<String>,
        /// The event that tells of the hold's end.
        event: String,
    },
    Refund {
        refund: RefundId,
        charge: ChargeId,
        shows: Shows,
    },
}

/// What a request for a refund answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shows {
    Refund,
    Charge,
}

/// How it ended, as far as the request's answer depends on it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    Done,
    /// The error that was answered, or would have been.
    Failed(Value),
}

/// What is known in the end.
#[derive(Clone, Debug)]
pub enum Outcome {
    Answered(Answer),
    /// It never happened, and cannot any more.
    Nothing,
}

impl Attempt {
    /// What an approval's charge remembers, for captures and refunds. The sandbox's own need none.
    pub fn authorization(&self) -> Option<Key> {
        self.struck.is_none().then_some(self.id)
    }
}

impl Work {
    /// An authorization is given up if it takes too long; what follows one is not.
    pub fn can_be_given_up(&self) -> bool {
        match self {
            Work::Pay { .. } | Work::SetUp { .. } => true,
            Work::Capture { .. } | Work::Void { .. } | Work::Refund { .. } => false,
        }
    }
}
