//! `POST /v1/payment_intents/{id}/capture`

use kernel::Money;
use wire::{Answer, ApiError, Ctx, Params};

use super::error::Error;
use super::{PaymentIntent, Status, settings};
use crate::charges::{self, Booking, Charge};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut intent = super::get(ctx, ctx.path("id")).await?;
    let amount = capturable(&intent, params.int("amount_to_capture"))?;
    let charge = match &intent.latest_charge {
        Some(charge) => ctx.tx.get::<Charge>(charge.key()).await?,
        None => None,
    };
    let mut charge = charge.ok_or_else(ApiError::internal)?;
    settings::apply(ctx, &mut intent.object, params).await?;
    charge.capture(amount);
    charge.statement_descriptor = intent
        .statement_descriptor
        .clone()
        .or_else(|| charge.statement_descriptor.clone());
    charges::book(ctx, &mut charge, Booking::Later)?;
    ctx.tx.update(&charge);
    intent.succeed(charge.id.clone(), amount.minor_units());
    ctx.tx.update(&intent);
    ctx.tx.event("charge.captured", &charge.object, None);
    ctx.tx.event("payment_intent.succeeded", &intent.object, None);
    charges::publish_now(ctx, &mut charge);
    Ok(Answer::written(&ctx.tx, &intent))
}

/// What is captured: the amount asked for, or all that is held.
fn capturable(intent: &PaymentIntent, asked: Option<i64>) -> Result<Money, ApiError> {
    match intent.status {
        Status::RequiresCapture => {}
        Status::Succeeded if intent.amount_received < intent.amount => {
            return Err(Error::RemainderReleased.about(intent));
        }
        status @ (Status::RequiresPaymentMethod
        | Status::RequiresConfirmation
        | Status::RequiresAction
        | Status::Processing
        | Status::Succeeded
        | Status::Canceled) => return Err(Error::NotCapturable { status }.about(intent)),
    }
    let amount = asked.unwrap_or(intent.amount_capturable);
    if amount < 1 {
        return Err(ApiError::integer_below("amount_to_capture", 1).kept());
    }
    if amount > intent.amount_capturable {
        return Err(Error::CaptureTooLarge.about(intent));
    }
    Ok(Money::new(amount, intent.currency))
}
