//! `POST /v1/charges/{id}`

use serde_json::{Value, json};
use wire::params::Field;
use wire::{Answer, ApiError, Ctx, Params};

use crate::customers;
use crate::parts::{Shipping, previous_attributes};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut charge = super::get(ctx, ctx.path("id")).await?;
    let before = charge.object.clone();
    params.change_text("description").apply(&mut charge.description);
    params.change_text("receipt_email").apply(&mut charge.receipt_email);
    params.change_text("transfer_group").apply(&mut charge.transfer_group);
    if let Some(shipping) = params.hash("shipping") {
        charge.shipping = Some(Shipping::of_payment(shipping));
    }
    if let Some(fraud) = params.hash("fraud_details") {
        charge.fraud_details = match fraud.change_text("user_report") {
            Field::Set(report) => json!({"user_report": report}),
            Field::Clear | Field::Absent => Value::Object(Default::default()),
        };
    }
    if let Some(customer) = params.text("customer") {
        let customer = customers::named(ctx, "customer", customer).await?;
        if charge.customer.as_ref().is_some_and(|own| *own != customer.id) {
            let message = "The charge already has a customer; it cannot be given to another one.";
            return Err(ApiError::refused(message).param("customer"));
        }
        charge.customer = Some(customer.id.clone());
    }
    charge.metadata.merge(params);
    ctx.tx.update(&charge);
    if let Some(previous) = previous_attributes(&before, &charge.object) {
        ctx.tx.event("charge.updated", &charge.object, Some(previous));
    }
    super::create::answer(ctx, &charge)
}
