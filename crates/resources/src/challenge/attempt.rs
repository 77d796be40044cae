//! The attempt that waits for its customer: found by the id in the page's address.

use acquiring::sandbox::{Challenge, ChallengeResult};
use db::{Record, Table};
use kernel::Key;
use kernel::ids::{PaymentAttemptId, PaymentIntentId, SetupIntentId};
use serde::{Deserialize, Serialize};
use wire::{ApiError, Ctx};

use crate::payment_intents::{self, PaymentIntent};
use crate::setup_intents::{self, SetupIntent};

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
    /// Whether the page stands in a frame of the browser library, which is told what came of it.
    #[serde(default)]
    pub in_frame: bool,
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
    let in_frame = use_stripe_sdk || return_url.is_none();
    ctx.tx.insert(Attempt {
        id: id.clone(),
        subject,
        return_url,
        in_frame,
    });
    (id, next_action)
}

/// Whether the customer still has to decide.
pub async fn is_open(ctx: &Ctx<'_>, attempt: &Attempt) -> Result<bool, ApiError> {
    Ok(match &attempt.subject {
        Subject::Payment(intent) => {
            let intent = ctx.tx.get::<PaymentIntent>(intent.key()).await?;
            intent.is_some_and(|intent| intent.awaits(&attempt.id))
        }
        Subject::Setup(intent) => {
            let intent = ctx.tx.get::<SetupIntent>(intent.key()).await?;
            intent.is_some_and(|intent| intent.awaits(&attempt.id))
        }
    })
}

/// The customer has closed the page: the authentication has failed.
pub async fn give_up(ctx: &mut Ctx<'_>, attempt: &Attempt) -> Result<(), ApiError> {
    let failed = ChallengeResult::Failed;
    match &attempt.subject {
        // A failed authentication asks no acquirer for anything.
        Subject::Payment(intent) => drop(payment_intents::authenticate(ctx, intent, &attempt.id, failed).await?),
        Subject::Setup(intent) => drop(setup_intents::authenticate(ctx, intent, &attempt.id, failed).await?),
    }
    Ok(())
}

/// Writes an attempt that waits for its customer, or for its end.
pub fn begin(ctx: &mut Ctx<'_>, subject: Subject, return_url: Option<String>) -> PaymentAttemptId {
    let id: PaymentAttemptId = ctx.tx.id();
    ctx.tx.insert(Attempt {
        id: id.clone(),
        subject,
        return_url,
        in_frame: false,
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
