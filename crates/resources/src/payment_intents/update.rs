//! `POST /v1/payment_intents/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::error::Error;
use super::{PaymentIntent, amounts, automatic, choose, settings};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut intent = super::get(ctx, ctx.path("id")).await?;
    updatable(&intent, params)?;
    let amount = params.int("amount").unwrap_or(intent.amount);
    let currency = params
        .text("currency")
        .map(amounts::currency)
        .transpose()?
        .unwrap_or(intent.currency);
    if params.has("amount") || params.has("currency") {
        let amount = amounts::check(amount, currency)?;
        intent.amount = amount.minor_units();
        intent.currency = amount.currency();
    }
    settings::apply(ctx, &mut intent.object, params).await?;
    automatic::choose_again(ctx, &mut intent.object, params).await?;
    if params.has("payment_method") && params.text("payment_method").is_none() {
        intent.set_payment_method(None);
    } else if let Some(method) = choose::given(ctx, &intent, params).await?.method {
        intent.set_payment_method(Some(method.id.clone()));
    }
    ctx.tx.update(&intent);
    Ok(Answer::written(&ctx.tx, &intent))
}

/// What may change only before money is held or moved, and what the error calls it.
const BEFORE_PAYMENT: &[&str] = &[
    "amount",
    "payment_method",
    "currency",
    "customer",
    "setup_future_usage",
    "payment_method_options",
    "payment_method_types",
    "allowed_payment_method_types",
    "excluded_payment_method_types",
    "capture_method",
    "shipping",
    "receipt_email",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "application_fee_amount",
];

fn updatable(intent: &PaymentIntent, params: &Params) -> Result<(), ApiError> {
    if intent.status.is_open() {
        return Ok(());
    }
    let named = BEFORE_PAYMENT.iter().find(|name| params.has(name));
    let data = params.has("payment_method_data").then_some(&"payment_method");
    match named.or(data) {
        Some(what) => Err(Error::NotUpdatable {
            what,
            status: intent.status,
        }
        .about(intent)),
        None => Ok(()),
    }
}
