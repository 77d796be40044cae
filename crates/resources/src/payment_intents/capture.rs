//! `POST /v1/payment_intents/{id}/capture`

use kernel::Money;
use wire::{Answer, ApiError, Ctx, Params};

use super::error::Error;
use super::{PaymentIntent, Status, options, settings};
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
