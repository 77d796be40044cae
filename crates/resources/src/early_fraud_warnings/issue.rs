//! How a warning comes to be, in the commit that captures the funds, and what takes its point away.

use acquiring::sandbox::{After, Dispute};
use db::{Origin, Stored};
use kernel::Timestamp;
use serde_json::json;
use wire::{ApiError, Ctx};

use super::EarlyFraudWarning;
use crate::charges::{self, Charge};

/// Issues the warning that the sandbox has in store for a charge whose funds were captured just now.
pub fn follow(ctx: &mut Ctx<'_>, charge: &mut Stored<Charge>) {
    let reported = After::of(charges::behavior(charge)).early_fraud_warning;
    let Some(fraud_type) = reported.filter(|_| !ctx.livemode()) else {
        return;
    };
    let warning = ctx.tx.insert(EarlyFraudWarning {
        id: ctx.tx.id(),
        object: Default::default(),
        actionable: true,
        charge: charge.id.clone(),
        // As disputes are.
        created: Timestamp::from_seconds(ctx.now().seconds() + Dispute::DELAY_SECONDS),
        fraud_type: fraud_type.as_str().to_owned(),
        livemode: charge.livemode,
        payment_intent: charge.payment_intent.clone(),
    });
    charge.private.early_fraud_warning = Some(warning.id.clone());
    ctx.tx.update(charge);
    // No request asked for it.
    let origin = ctx.tx.origin().clone();
    ctx.tx.set_origin(Origin::default());
    ctx.tx.event("radar.early_fraud_warning.created", &warning.object, None);
    ctx.tx.set_origin(origin);
}

/// A warning is of use until its charge is refunded in full or disputed.
pub async fn recheck(ctx: &mut Ctx<'_>, charge: &Charge) -> Result<(), ApiError> {
    let Some(id) = &charge.private.early_fraud_warning else {
        return Ok(());
    };
    let Some(mut warning) = ctx.tx.get::<EarlyFraudWarning>(id.key()).await? else {
        return Ok(());
    };
    let actionable = !charge.refunded && !charge.disputed;
    if warning.actionable != actionable {
        let previous = json!({"actionable": warning.actionable});
        warning.actionable = actionable;
        ctx.tx.update(&warning);
        ctx.tx
            .event("radar.early_fraud_warning.updated", &warning.object, Some(previous));
    }
    Ok(())
}
