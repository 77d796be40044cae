//! The step that the original takes about two seconds for: the charge shows its balance transaction.

use db::{Stored, Tx};
use serde_json::json;
use wire::ApiError;
use wire::timer::TimerCtx;

use super::Charge;

/// The timer's kind; its subject is the charge.
pub const PUBLISH: &str = "charge.publish";

/// Shows what was booked, with `charge.updated`. Does nothing if it is shown already.
pub fn publish(tx: &mut Tx<'_>, charge: &mut Stored<Charge>) {
    if charge.balance_transaction.is_some() || charge.private.balance_transaction.is_none() {
        return;
    }
    charge.balance_transaction = charge.private.balance_transaction.clone();
    tx.update(charge);
    tx.event(
        "charge.updated",
        &charge.object,
        Some(json!({"balance_transaction": null})),
    );
}

/// When the timer is due.
pub async fn on_publish(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    if let Some(mut charge) = ctx.tx.get::<Charge>(ctx.subject()).await? {
        publish(&mut ctx.tx, &mut charge);
    }
    Ok(())
}
