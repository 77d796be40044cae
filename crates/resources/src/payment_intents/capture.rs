//! `POST /v1/payment_intents/{id}/capture`

use std::time::Duration;

use acquiring::acquirer;
use db::Stored;
use kernel::Money;
use kernel::ids::{ChargeId, PaymentIntentId};
use wire::{Answer, ApiError, Ctx, Params};

use super::error::{Error, with_intent};
use super::{EXPIRE_HOLD, PaymentIntent, Status, options, settings};
use crate::attempts::{self, Call, Outcome, Pace, Work};
use crate::charges::{self, Booking, Charge};
use crate::{disputes, early_fraud_warnings, refusal};

/// How long after an acquirer would not let go of an expired hold it is asked again.
const RETRY_EXPIRY: Duration = Duration::from_secs(3_600);

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut intent = super::get(ctx, ctx.path("id")).await?;
    let amount = capturable(&intent, params.int("amount_to_capture"))?;
    if params.boolean("final_capture") == Some(false) {
        return Err(Error::OnlyOneCapture.about(&intent));
    }
    let charge = match &intent.latest_charge {
        Some(charge) => ctx.tx.get::<Charge>(charge.key()).await?,
        None => None,
    };
    let charge = charge.ok_or_else(ApiError::internal)?;
    settings::apply(ctx, &mut intent.object, params).await?;
    if let Some(call) = attempts::needs_call_about(ctx, charge.private.authorization)? {
        return Ok(begin(ctx, intent, &charge, amount, call));
    }
    captured(ctx, intent, charge, amount).await
}

fn begin(ctx: &mut Ctx<'_>, mut intent: Stored<PaymentIntent>, charge: &Charge, amount: Money, call: Call) -> Answer {
    let work = Work::Capture {
        intent: intent.id.clone(),
        charge: charge.id.clone(),
        amount: amount.minor_units(),
    };
    let attempt = attempts::begin(ctx, work, call, Pace::Request);
    intent.process_hold(attempt);
    ctx.tx.update(&intent);
    ctx.tx.event("payment_intent.processing", &intent.object, None);
    Answer::Outside(attempt)
}

/// What the acquirer's answer to a capture makes of the payment.
pub async fn settle(
    ctx: &mut Ctx<'_>,
    intent: &PaymentIntentId,
    charge: &ChargeId,
    amount: i64,
    outcome: Outcome,
) -> Result<Answer, ApiError> {
    let intent = attempts::row::<PaymentIntent>(ctx, intent.key()).await?;
    let charge = attempts::row::<Charge>(ctx, charge.key()).await?;
    let amount = Money::new(amount, charge.currency);
    match outcome {
        Outcome::Answered(acquirer::Answer::Captured) => captured(ctx, intent, charge, amount).await,
        Outcome::Answered(acquirer::Answer::Declined(declined)) => {
            Ok(not_done(ctx, intent, &charge, refusal::declined("capture", declined)))
        }
        Outcome::Nothing => Ok(not_done(ctx, intent, &charge, refusal::not_processed())),
        Outcome::Answered(answer) => Err(attempts::unexpected(intent.id.key(), &answer)),
    }
}

/// The acquirer will not capture, or not let go: the funds are held as before, until their time is over.
pub(super) fn not_done(
    ctx: &mut Ctx<'_>,
    mut intent: Stored<PaymentIntent>,
    charge: &Charge,
    error: ApiError,
) -> Answer {
    intent.keep_hold();
    ctx.tx.update(&intent);
    ctx.tx
        .event("payment_intent.amount_capturable_updated", &intent.object, None);
    // Its timer may have come while the acquirer was asked.
    if charge.capture_before().is_some_and(|until| until <= ctx.now()) {
        let later = ctx.now().plus(RETRY_EXPIRY);
        ctx.tx.timer(EXPIRE_HOLD, intent.id.key(), later);
    }
    Answer::Failed(with_intent(error, &intent))
}

/// Claims held funds and writes what follows.
async fn captured(
    ctx: &mut Ctx<'_>,
    mut intent: Stored<PaymentIntent>,
    mut charge: Stored<Charge>,
    amount: Money,
) -> Result<Answer, ApiError> {
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
    disputes::follow(ctx, &mut charge).await?;
    ctx.tx.event("payment_intent.succeeded", &intent.object, None);
    early_fraud_warnings::follow(ctx, &mut charge);
    charges::publish_now(ctx, &mut charge);
    Ok(Answer::written(&ctx.tx, &intent))
}

/// What is captured: the amount asked for, or all that is held.
fn capturable(intent: &PaymentIntent, asked: Option<i64>) -> Result<Money, ApiError> {
    match intent.status {
        Status::RequiresCapture => {}
        // Captured before, be it in full. An intent that never held anything is told its status instead.
        Status::Succeeded if options::only_holds(intent) => return Err(Error::RemainderReleased.about(intent)),
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

#[cfg(test)]
mod tests {
    use kernel::ids::PaymentIntentId;
    use kernel::{Currency, Timestamp};

    use super::super::model::CaptureMethod;
    use super::*;

    /// An intent of 20 dollars; `left` of it is held, `received` captured.
    fn intent(method: CaptureMethod, status: Status, left: i64, received: i64) -> PaymentIntent {
        let id = PaymentIntentId::parse("pi_300000000001abcdefghijkl").unwrap();
        let amount = Money::new(2000, Currency::USD);
        let mut intent = PaymentIntent::new(id, String::new(), amount, Timestamp::from_seconds(1), false);
        intent.capture_method = method;
        intent.status = status;
        intent.amount_capturable = left;
        intent.amount_received = received;
        intent
    }

    #[test]
    fn only_what_is_held_is_captured_and_only_once() {
        use CaptureMethod::{AutomaticAsync, Manual};
        let released = "because the remainder of the authorized amount has been released.";
        let cases = [
            (intent(Manual, Status::RequiresCapture, 2000, 0), None, Ok(2000)),
            (intent(Manual, Status::RequiresCapture, 2000, 0), Some(1), Ok(1)),
            (
                intent(Manual, Status::RequiresCapture, 2000, 0),
                Some(2001),
                Err("greater than the amount you can capture"),
            ),
            (
                intent(Manual, Status::RequiresCapture, 2000, 0),
                Some(0),
                Err("greater than or equal to 1"),
            ),
            (intent(Manual, Status::Succeeded, 0, 2000), None, Err(released)),
            (intent(Manual, Status::Succeeded, 0, 1200), None, Err(released)),
            (
                intent(AutomaticAsync, Status::Succeeded, 0, 2000),
                None,
                Err("has a status of succeeded"),
            ),
            (
                intent(Manual, Status::Canceled, 0, 0),
                None,
                Err("has a status of canceled"),
            ),
        ];
        for (intent, asked, expected) in cases {
            match (capturable(&intent, asked), expected) {
                (Ok(amount), Ok(expected)) => assert_eq!(amount.minor_units(), expected),
                (Err(error), Err(part)) => assert!(error.message().contains(part), "{}", error.message()),
                (found, expected) => panic!("{found:?} instead of {expected:?}"),
            }
        }
    }
}
