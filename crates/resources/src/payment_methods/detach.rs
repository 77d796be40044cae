//! `POST /v1/payment_methods/{id}/detach`: out of use for good.

use db::Stored;
use serde_json::json;
use wire::{Answer, ApiError, Ctx, Params};

use super::PaymentMethod;
use crate::customers;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let method = super::get(ctx, ctx.path("id")).await?;
    if method.customer.is_none() {
        let message = "The payment method you provided is not attached to a customer so detachment is impossible.";
        return Err(ApiError::refused(message));
    }
    if let Some(customer) = &method.customer {
        customers::forget_default(ctx, customer.as_str(), &method.id).await?;
    }
    let method = detach(ctx, method);
    super::shown(ctx, &method)
}

/// Takes the payment method from its customer, with the event.
pub fn detach(ctx: &mut Ctx<'_>, mut method: Stored<PaymentMethod>) -> Stored<PaymentMethod> {
    let before = method.customer.take();
    method.consume();
    ctx.tx.update(&method);
    ctx.tx.event(
        "payment_method.detached",
        &method.object,
        Some(json!({"customer": before})),
    );
    method
}
