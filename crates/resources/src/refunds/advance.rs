//! What becomes of a refund later: the bank has it and gives it a reference, or sends it back.

use std::time::Duration;

use acquiring::acquirer;
use acquiring::sandbox::RefundEnd;
use db::Stored;
use kernel::Money;
use kernel::ids::{BalanceTransactionId, RefundId};
use serde_json::json;
use wire::timer::TimerCtx;
use wire::{ApiError, Ctx};

use super::create::REFERENCE_SECONDS;
use super::{Refund, Status, events};
use crate::attempts::{self, Outcome};
use crate::balance_transactions::{self, Kind, New};
use crate::charges::{self, Charge};
use crate::early_fraud_warnings;
use crate::parts::previous_attributes;

/// The timer's kind; its subject is the refund.
pub const ADVANCE: &str = "refund.advance";

/// Ends a refund as the sandbox has it in store. Does nothing if it has ended before.
pub async fn on_advance(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    let Some(mut refund) = ctx.tx.get::<Refund>(ctx.subject()).await? else {
        return Ok(());
    };
    let before = refund.object.clone();
    match (refund.status, refund.private.fails_with.clone()) {
        (Status::Pending | Status::Succeeded, Some(reason)) => fail(ctx, refund, reason).await,
        (Status::Pending | Status::Succeeded, None) => {
            refund.succeed();
            refund.trace(reference(ctx));
            if let Some(previous) = previous_attributes(&before, &refund.object) {
                ctx.tx.update(&refund);
                events::updated(&mut ctx.tx, &refund.object, previous);
            }
            Ok(())
        }
        // The customer did not say where to in time.
        (Status::RequiresAction, _) => fail(ctx, refund, "unknown".to_owned()).await,
        (Status::Failed | Status::Canceled, _) => Ok(()),
    }
}

/// Sixteen digits, as the acquirer would give.
fn reference(ctx: &Ctx<'_>) -> String {
    const REFERENCES: u64 = 10_000_000_000_000_000;
    format!("{:016}", ctx.app.chance.below(REFERENCES))
}

/// What the acquirer's answer makes of a refund that it was asked for.
pub async fn settle(ctx: &mut Ctx<'_>, id: &RefundId, outcome: Outcome) -> Result<(), ApiError> {
    let mut refund = attempts::row::<Refund>(ctx, id.key()).await?;
    if refund.status != Status::Pending {
        return Ok(());
    }
    let previous = json!({"status": refund.status});
    match outcome {
        Outcome::Answered(acquirer::Answer::Refunded(plan)) => {
            let (seconds, end) = plan.then.unwrap_or((REFERENCE_SECONDS, RefundEnd::Succeeded));
            refund.private.fails_with = match end {
                RefundEnd::Failed { reason } => Some(reason.to_owned()),
                RefundEnd::Succeeded => None,
            };
            let due = ctx.now().plus(Duration::from_secs(seconds.unsigned_abs()));
            ctx.tx.timer(ADVANCE, refund.id.key(), due);
            if !plan.starts_pending {
                refund.succeed();
            }
            ctx.tx.update(&refund);
            if !plan.starts_pending {
                events::updated(&mut ctx.tx, &refund.object, previous);
            }
            Ok(())
        }
        Outcome::Answered(acquirer::Answer::Declined(_)) | Outcome::Nothing => {
            fail(ctx, refund, "declined".to_owned()).await
        }
        Outcome::Answered(answer) => Err(attempts::unexpected(refund.id.key(), &answer)),
    }
}

/// The money comes back to the merchant, and the charge is as if it had not been refunded.
pub(super) async fn fail(ctx: &mut Ctx<'_>, mut refund: Stored<Refund>, reason: String) -> Result<(), ApiError> {
    let previous = json!({"status": refund.status});
    let (returned, charge) = give_back(ctx, &refund).await?;
    refund.fail(reason, Some(returned));
    ctx.tx.update(&refund);
    events::failed(&mut ctx.tx, &refund.object, previous);
    early_fraud_warnings::recheck(ctx, &charge).await
}

/// Books the money back, and the charge without the refund.
pub(super) async fn give_back(
    ctx: &mut Ctx<'_>,
    refund: &Refund,
) -> Result<(BalanceTransactionId, Stored<Charge>), ApiError> {
    let charge = match &refund.charge {
        Some(charge) => ctx.tx.get::<Charge>(charge.key()).await?,
        None => None,
    };
    let mut charge = charge.ok_or_else(ApiError::internal)?;
    let amount = refund.amount();
    let availability = charges::availability(&charge, ctx.now());
    let available_on = match availability {
        ledger::Availability::Now => ctx.now(),
        ledger::Availability::On(at) => at,
    };
    let returned = New {
        kind: Kind::RefundFailure,
        source: refund.id.as_str().to_owned(),
        amount,
        fee: Money::zero(amount.currency()),
        available_on,
        availability,
        description: Some("REFUND FAILURE".to_owned()),
    };
    let returned = balance_transactions::record(&mut ctx.tx, returned)?;
    charge.remove_refund(amount).map_err(|_| ApiError::internal())?;
    ctx.tx.update(&charge);
    Ok((returned, charge))
}
