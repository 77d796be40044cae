//! `POST /v1/payment_intents/{id}/cancel`, and holds that nobody captured in time.

use db::Stored;
use wire::timer::TimerCtx;
use wire::{Answer, ApiError, Ctx, Params};

use super::error::Error;
use super::{PaymentIntent, Status};
use crate::charges::Charge;

/// The timer's kind; its subject is the intent.
pub const EXPIRE_HOLD: &str = "payment_intent.expire_hold";

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let intent = super::get(ctx, ctx.path("id")).await?;
    if !intent.status.may_cancel() {
        return Err(Error::NotCancelable { status: intent.status }.about(&intent));
    }
    let reason = params.text("cancellation_reason").map(str::to_owned);
    let intent = cancel(ctx, intent, reason, Release::Refunded).await?;
    Ok(Answer::written(&ctx.tx, &intent))
}

/// How a hold ends: by the merchant's word, or because its time is over.
#[derive(Clone, Copy)]
enum Release {
    Refunded,
    Expired,
}

/// Cancels an intent and lets go of what is held.
async fn cancel(
    ctx: &mut Ctx<'_>,
    mut intent: Stored<PaymentIntent>,
    reason: Option<String>,
    release: Release,
) -> Result<Stored<PaymentIntent>, ApiError> {
    let held = match (intent.status, &intent.latest_charge) {
        (Status::RequiresCapture, Some(charge)) => ctx.tx.get::<Charge>(charge.key()).await?,
        (
            Status::RequiresCapture
            | Status::RequiresPaymentMethod
            | Status::RequiresConfirmation
            | Status::RequiresAction
            | Status::Processing
            | Status::Succeeded
            | Status::Canceled,
            _,
        ) => None,
    };
    let now = ctx.now();
    intent.cancel(reason, now);
    ctx.tx.update(&intent);
    if let Some(mut charge) = held.filter(|charge| charge.is_hold()) {
        charge.release();
        ctx.tx.update(&charge);
        match release {
            Release::Refunded => {
                ctx.tx.event("payment_intent.canceled", &intent.object, None);
                ctx.tx.event("charge.refunded", &charge.object, None);
            }
            Release::Expired => {
                ctx.tx.event("charge.expired", &charge.object, None);
                ctx.tx.event("payment_intent.canceled", &intent.object, None);
            }
        }
    } else {
        ctx.tx.event("payment_intent.canceled", &intent.object, None);
    }
    Ok(intent)
}

/// A hold whose time is over. Does nothing if it was captured or canceled before.
pub async fn on_expire_hold(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    let intent = ctx.tx.get::<PaymentIntent>(ctx.subject()).await?;
    if let Some(intent) = intent.filter(|intent| intent.status == Status::RequiresCapture) {
        cancel(ctx, intent, Some("expired".to_owned()), Release::Expired).await?;
    }
    Ok(())
}
