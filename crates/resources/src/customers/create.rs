//! `POST /v1/customers`

use db::Stored;
use kernel::ids::CustomerId;
use wire::{Answer, ApiError, Ctx, Params};

use super::{Customer, Entry, settings};
use crate::payment_methods::{self, PaymentMethod};
use crate::tax_ids;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    refuse_test_clock(params)?;
    let id: CustomerId = ctx.tx.id();
    let prefix = ctx.app.chance.alphanumeric(8).to_ascii_uppercase();
    let mut customer = Customer::new(id, ctx.now(), ctx.livemode(), prefix);
    settings::apply(&mut customer, params)?;
    if let Some(source) = params.text("source") {
        let method = payment_methods::from_token(ctx, "source", source).await?;
        customer.default_source = Some(method.id.clone());
        save_source(ctx, method, &customer.id, params)?;
    }
    if let Some(method) = params.text("payment_method") {
        let method = payment_methods::named(ctx, "payment_method", method).await?;
        payment_methods::save(ctx, method, &customer.id)?;
    }
    set_default(ctx, &mut customer, params).await?;
    let id = customer.id.clone();
    let stored = ctx.tx.insert(Entry::Live(Box::new(customer)));
    ctx.tx.event("customer.created", &stored.object, None);
    tax_ids::of_new_customer(ctx, &id, params).await?;
    Ok(Answer::written(&ctx.tx, &stored))
}

/// A card from a token: tried first, unless the request says that it need not be.
pub(super) fn save_source(
    ctx: &mut Ctx<'_>,
    source: Stored<PaymentMethod>,
    customer: &CustomerId,
    params: &Params,
) -> Result<(), ApiError> {
    match params.boolean("validate") {
        Some(false) => payment_methods::attach(ctx, source, customer)?,
        Some(true) | None => payment_methods::save(ctx, source, customer)?,
    };
    Ok(())
}

/// `invoice_settings[default_payment_method]`: only a method of this customer can be its default.
pub(super) async fn set_default(ctx: &mut Ctx<'_>, customer: &mut Customer, params: &Params) -> Result<(), ApiError> {
    let Some(settings) = params
        .hash("invoice_settings")
        .filter(|settings| settings.has("default_payment_method"))
    else {
        return Ok(());
    };
    let Some(given) = settings.text("default_payment_method") else {
        customer.invoice_settings.default_payment_method = None;
        return Ok(());
    };
    let param = "invoice_settings[default_payment_method]";
    let method = payment_methods::named(ctx, param, given).await?;
    if method.customer.as_ref() != Some(&customer.id) {
        let message = format!(
            "The customer does not have a payment method with the ID {given}. The payment method must be attached to the customer."
        );
        return Err(ApiError::refused(message).code("resource_missing").param(param));
    }
    customer.invoice_settings.default_payment_method = Some(method.id.clone());
    Ok(())
}

/// Test clocks come with billing; Florin moves an account's time as a whole.
fn refuse_test_clock(params: &Params) -> Result<(), ApiError> {
    match params.text("test_clock") {
        Some(clock) => Err(ApiError::no_such_in_body("testclock", "test_clock", clock)),
        None => Ok(()),
    }
}
