//! The payment methods of a setup intent that leaves them to the account.

use serde_json::Value;
use wire::{ApiError, Ctx, Params};

use super::SetupIntent;
use crate::offers::{self, Mode, Sale};
use crate::payment_intents::none_fits;
use crate::payment_method_configurations as configurations;

/// Parameters of an update after which other methods may fit.
const DECISIVE: &[&str] = &[
    "automatic_payment_methods",
    "excluded_payment_method_types",
    "payment_method_configuration",
];

/// For a new intent: the types that it takes if the request names none.
pub(super) async fn choose(ctx: &Ctx<'_>, intent: &mut SetupIntent, params: &Params) -> Result<(), ApiError> {
    if !intent.methods().left_to_the_account() {
        return Ok(());
    }
    let named = params.text("payment_method_configuration");
    let chosen = configurations::chosen(ctx, "payment_method_configuration", named).await?;
    offer(ctx, intent, &chosen)
}

/// For an update: the types anew if something changes that decides them.
pub(super) async fn choose_again(ctx: &Ctx<'_>, intent: &mut SetupIntent, params: &Params) -> Result<(), ApiError> {
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

fn offer(ctx: &Ctx<'_>, intent: &mut SetupIntent, chosen: &configurations::Chosen) -> Result<(), ApiError> {
    let choice = intent.methods().choice();
    let sale = Sale {
        business: &ctx.account().country,
        mode: Mode::Setup,
        currency: None,
        amount: None,
        holds: false,
        future_usage: Some(&intent.usage),
        options: &intent.payment_method_options,
    };
    let offered = offers::automatic(&sale, &chosen.preferences, &choice);
    if offered.is_empty() {
        return Err(none_fits("Setup Intent"));
    }
    intent.payment_method_types = offered;
    intent.payment_method_configuration_details = Some(chosen.details.clone()).filter(Value::is_object);
    Ok(())
}
