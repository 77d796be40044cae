//! The payment methods of a setup intent that leaves them to the account.

use serde_json::{Value, json};
use wire::{ApiError, Ctx, Params};

use super::SetupIntent;
use crate::offers::{self, Choice, Mode, Sale};
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
    if !intent.payment_method_types.is_empty() {
        return Ok(());
    }
    let always = || json!({"allow_redirects": "always", "enabled": true});
    intent.automatic_payment_methods.get_or_insert_with(always);
    if !is_automatic(intent) {
        intent.payment_method_types = vec!["card".to_owned()];
        return Ok(());
    }
    let named = params.text("payment_method_configuration");
    let chosen = configurations::chosen(ctx, "payment_method_configuration", named).await?;
    offer(ctx, intent, &chosen)
}

/// For an update: the types anew if something changes that decides them.
pub(super) async fn choose_again(ctx: &Ctx<'_>, intent: &mut SetupIntent, params: &Params) -> Result<(), ApiError> {
    let changes = DECISIVE.iter().any(|name| params.knows(name) && params.has(name));
    if !is_automatic(intent) || !changes {
        return Ok(());
    }
    let named = params.text("payment_method_configuration");
    let chosen = match (named, &intent.payment_method_configuration_details) {
        (None, Some(details)) => configurations::kept(ctx, details).await?,
        (named, _) => configurations::chosen(ctx, "payment_method_configuration", named).await?,
    };
    offer(ctx, intent, &chosen)
}

fn is_automatic(intent: &SetupIntent) -> bool {
    let automatic = intent.automatic_payment_methods.as_ref();
    automatic.is_some_and(|automatic| automatic["enabled"] == true)
}

fn offer(ctx: &Ctx<'_>, intent: &mut SetupIntent, chosen: &configurations::Chosen) -> Result<(), ApiError> {
    let automatic = intent.automatic_payment_methods.as_ref();
    let choice = Choice {
        allowed: Vec::new(),
        excluded: intent.excluded_payment_method_types.clone().unwrap_or_default(),
        without_redirects: automatic.is_some_and(|automatic| automatic["allow_redirects"] == "never"),
    };
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
