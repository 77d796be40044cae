//! `POST /v1/payment_intents/{id}/cancel`, and holds that nobody captured in time.

use acquiring::acquirer::{self, Declined};
use db::Stored;
use kernel::ids::PaymentIntentId;
use wire::timer::TimerCtx;
use wire::{Answer, ApiError, Ctx, Params};

use super::capture::not_done;
use super::error::Error;
use super::{PaymentIntent, Status, settle_debit};
use crate::attempts::{self, Call, Outcome, Pace, Work};
use crate::charges::Charge;
use crate::refusal;
use crate::reviews;

/// The timer's kind; its subject is the intent.
pub const EXPIRE_HOLD: &str = "payment_intent.expire_hold";

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let intent = super::get(ctx, ctx.path("id")).await?;
    if !intent.status.may_cancel() && !settle_debit::may_be_stopped(ctx, &intent).await? {
        return Err(Error::NotCancelable { status: intent.status }.about(&intent));
    }
    let reason = params.text("cancellation_reason").map(str::to_owned);
    if let Some(held) = held_outside(ctx, &intent).await? {
        return Ok(begin(ctx, intent, held, reason, "charge.refunded", Pace::Request));
    }
    let intent = cancel(ctx, intent, reason, "charge.refunded").await?;
    Ok(Answer::written(&ctx.tx, &intent))
}

/// What is held by an acquirer far away, which must be told.
async fn held_outside(ctx: &Ctx<'_>, intent: &PaymentIntent) -> Result<Option<(Stored<Charge>, Call)>, ApiError> {
    let Some(charge) = held(ctx, intent).await? else {
        return Ok(None);
    };
    let call = attempts::needs_call_about(ctx, charge.private.authorization)?;
    Ok(call.map(|call| (charge, call)))
}

/// Begins to let go of a hold.
fn begin(
    ctx: &mut Ctx<'_>,
    mut intent: Stored<PaymentIntent>,
    (held, call): (Stored<Charge>, Call),
    reason: Option<String>,
    charge_event: &str,
    pace: Pace,
) -> Answer {
    let work = Work::Void {
        intent: intent.id.clone(),
        charge: held.id.clone(),
        reason,
        event: charge_event.to_owned(),
    };
    let attempt = attempts::begin(ctx, work, call, pace);
    intent.process_hold(attempt);
    ctx.tx.update(&intent);
    ctx.tx.event("payment_intent.processing", &intent.object, None);
    Answer::Outside(attempt)
}

/// What the acquirer's answer to a void makes of the payment.
pub async fn settle(
    ctx: &mut Ctx<'_>,
    intent: &PaymentIntentId,
    reason: Option<String>,
    charge_event: &str,
    outcome: Outcome,
) -> Result<Answer, ApiError> {
    let mut intent = attempts::row::<PaymentIntent>(ctx, intent.key()).await?;
    let error = match outcome {
        // Nothing is held there, whether by this void or before it.
        Outcome::Answered(
            acquirer::Answer::Voided | acquirer::Answer::Declined(Declined::Voided | Declined::NoSuchAuthorization),
        ) => {
            intent.keep_hold();
            let intent = cancel(ctx, intent, reason, charge_event).await?;
            return Ok(Answer::written(&ctx.tx, &intent));
        }
        Outcome::Answered(acquirer::Answer::Declined(declined)) => refusal::declined("cancellation", declined),
        Outcome::Nothing => refusal::not_processed(),
        Outcome::Answered(answer) => return Err(attempts::unexpected(intent.id.key(), &answer)),
    };
    intent.keep_hold();
    let charge = held(ctx, &intent).await?.ok_or_else(ApiError::internal)?;
    Ok(not_done(ctx, intent, &charge, error))
}

/// What tells of the end of a hold whose time is over.
const EXPIRED: &str = "charge.expired";

/// Cancels an intent and lets go of what is held. `charge_event` tells of the hold's end.
async fn cancel(
    ctx: &mut Ctx<'_>,
    mut intent: Stored<PaymentIntent>,
    reason: Option<String>,
    charge_event: &str,
) -> Result<Stored<PaymentIntent>, ApiError> {
    let held = held(ctx, &intent).await?;
    let stopped = settle_debit::stop(ctx, &intent).await?;
    let now = ctx.now();
    intent.cancel(reason, now);
    ctx.tx.update(&intent);
    if let Some(mut charge) = held {
        reviews::close(ctx, &charge, reviews::ClosedReason::Canceled).await?;
        charge.release();
        ctx.tx.update(&charge);
        // A hold that ran out ends its payment; one that was canceled ends with it.
        let expired = charge_event == EXPIRED;
        if expired {
            ctx.tx.event(charge_event, &charge.object, None);
        }
        ctx.tx.event("payment_intent.canceled", &intent.object, None);
        if !expired {
            ctx.tx.event(charge_event, &charge.object, None);
        }
    } else {
        ctx.tx.event("payment_intent.canceled", &intent.object, None);
    }
    if let Some(charge) = stopped {
        ctx.tx.event("charge.failed", &charge.object, None);
    }
    Ok(intent)
}

/// The charge whose funds wait to be captured.
async fn held(ctx: &Ctx<'_>, intent: &PaymentIntent) -> Result<Option<Stored<Charge>>, ApiError> {
    let charge = match (intent.status, &intent.latest_charge) {
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
    Ok(charge.filter(|charge| charge.is_hold()))
}

/// A hold whose time is over. Does nothing if it was captured or canceled before.
pub async fn on_expire_hold(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    let intent = ctx.tx.get::<PaymentIntent>(ctx.subject()).await?;
    if let Some(intent) = intent.filter(|intent| intent.status == Status::RequiresCapture) {
        let reason = Some("expired".to_owned());
        match held_outside(ctx, &intent).await? {
            Some(held) => drop(begin(ctx, intent, held, reason, EXPIRED, Pace::Timer)),
            None => drop(cancel(ctx, intent, reason, EXPIRED).await?),
        }
    }
    Ok(())
}
