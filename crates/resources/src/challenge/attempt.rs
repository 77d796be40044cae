//! The attempt that waits for its customer: found by the id in the page's address.

use acquiring::sandbox::Challenge;
use db::{Record, Table};
use kernel::Key;
use kernel::ids::{PaymentAttemptId, PaymentIntentId, SetupIntentId};
use serde::{Deserialize, Serialize};
use wire::Ctx;

pub static PAYMENT_ATTEMPTS: Table = Table {
    name: "payment_attempts",
    columns: &[],
    indexes: &[],
};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attempt {
    pub id: PaymentAttemptId,
    pub subject: Subject,
    pub return_url: Option<String>,
}

/// What the customer authenticates for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Payment(PaymentIntentId),
    Setup(SetupIntentId),
}

/// Starts a challenge: the attempt, and the `next_action` that leads the customer to it.
pub fn start(
    ctx: &mut Ctx<'_>,
    subject: Subject,
    challenge: &Challenge,
    return_url: Option<String>,
    use_stripe_sdk: bool,
) -> (PaymentAttemptId, serde_json::Value) {
    let id: PaymentAttemptId = ctx.tx.id();
    let next_action = super::next_action(ctx, &id, challenge, return_url.as_deref(), use_stripe_sdk);
    ctx.tx.insert(Attempt {
        id: id.clone(),
        subject,
        return_url,
    });
    (id, next_action)
}

/// Writes an attempt that waits for its customer, or for its end.
pub fn begin(ctx: &mut Ctx<'_>, subject: Subject, return_url: Option<String>) -> PaymentAttemptId {
    let id: PaymentAttemptId = ctx.tx.id();
    ctx.tx.insert(Attempt {
        id: id.clone(),
        subject,
        return_url,
    });
    id
}

impl Record for Attempt {
    type Private = ();

    fn table() -> &'static Table {
        &PAYMENT_ATTEMPTS
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        Vec::new()
    }
}
