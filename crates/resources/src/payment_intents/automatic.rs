//! The payment methods of an intent that leaves them to the account: by its configuration, and by what the intent asks.

use serde_json::Value;
use wire::{ApiError, Ctx, Params};

use super::PaymentIntent;
use super::model::CaptureMethod;
use crate::offers::{self, Mode, Sale};
use crate::payment_method_configurations as configurations;

/// Parameters of an update after which other methods may fit.
const DECISIVE: &[&str] = &[
    "amount",
    "automatic_payment_methods",
    "capture_method",
    "currency",
    "excluded_payment_method_types",
    "payment_method_configuration",
    "payment_method_options",
    "setup_future_usage",
];

/// For a new intent: the types that it takes if the request names none.
pub(super) async fn choose(ctx: &Ctx<'_>, intent: &mut PaymentIntent, params: &Params) -> Result<(), ApiError> {
    if !intent.methods().left_to_the_account() {
        return Ok(());
    }
    let named = params.text("payment_method_configuration");
    let chosen = configurations::chosen(ctx, "payment_method_configuration", named).await?;
    offer(ctx, intent, &chosen)
}

/// For an update: the types anew if something changes that decides them.
pub(super) async fn choose_again(ctx: &Ctx<'_>, intent: &mut PaymentIntent, params: &Params) -> Result<(), ApiError> {
    let changes = DECISIVE.iter().any(|name| params.knows(name) && params.has(name));
    if !changes || !intent.methods().are_automatic() {
        return Ok(());
    }
    let named = params.text("payment_method_configuration");
    let chosen = match (named, &intent.payment_method_configuration_details) {
        (None, Some(details)) => configurations::kept(ctx, details).await?,
        (named, _) => configurations::chosen(ctx, "payment_method_configuration", named).await?,
    };
    offer(ctx, intent, &chosen)
}

fn offer(ctx: &Ctx<'_>, intent: &mut PaymentIntent, chosen: &configurations::Chosen) -> Result<(), ApiError> {
    let choice = intent.methods().choice();
    let sale = Sale {
        business: &ctx.account().country,
        mode: Mode::Payment,
        currency: Some(intent.currency),
        amount: Some(intent.amount),
        holds: intent.capture_method == CaptureMethod::Manual,
        future_usage: intent.setup_future_usage.as_deref(),
        options: &intent.payment_method_options,
    };
    let offered = offers::automatic(&sale, &chosen.preferences, &choice);
    if offered.is_empty() {
        return Err(none_fits("Payment Intent"));
    }
    intent.payment_method_types = offered;
    intent.payment_method_configuration_details = Some(chosen.details.clone()).filter(Value::is_object);
    Ok(())
}

/// Nothing that is turned on can do what is asked.
pub(crate) fn none_fits(noun: &str) -> ApiError {
    ApiError::refused(format!(
        "No valid payment method types for this {noun}. Please ensure that you have activated payment methods compatible \
         with your chosen currency, amount and settings in the payment method configuration."
    ))
}
