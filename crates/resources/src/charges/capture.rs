//! `POST /v1/charges/{id}/capture`: charges of payment intents are captured through their intent.

use wire::{Answer, ApiError, Ctx, Params};

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let charge = super::get(ctx, ctx.path("id")).await?;
    Err(match (&charge.payment_intent, charge.captured) {
        (_, true) => ApiError::refused(format!("Charge {} has already been captured.", charge.id))
            .code("charge_already_captured"),
        (Some(intent), false) => ApiError::refused(format!(
            "Charge {} was created by a PaymentIntent. Capture it with POST /v1/payment_intents/{intent}/capture.",
            charge.id
        )),
        (None, false) => ApiError::refused(format!("Charge {} cannot be captured.", charge.id)),
    })
}
