//! What create, update and confirm set on a setup intent alike.

use serde_json::{Value, json};
use wire::{ApiError, Ctx, Params};

use super::SetupIntent;
use crate::mandates::SingleUse;
use crate::parts::{CardOnce, Whole, complete, without_nulls};
use crate::{customers, payment_intents, references};

pub(super) async fn apply(ctx: &Ctx<'_>, intent: &mut SetupIntent, params: &Params) -> Result<(), ApiError> {
    references::check(ctx, params).await?;
    let knows = |name: &str| params.knows(name) && params.has(name);
    if knows("description") {
        params.change_text("description").apply(&mut intent.description);
    }
    if knows("return_url") {
        params.change_text("return_url").apply(&mut intent.private.return_url);
    }
    if knows("on_behalf_of") {
        params.change_text("on_behalf_of").apply(&mut intent.on_behalf_of);
    }
    if knows("attach_to_self") {
        intent.attach_to_self = params.boolean("attach_to_self");
    }
    if knows("flow_directions") {
        intent.flow_directions = Some(params.texts("flow_directions").map(str::to_owned).collect());
    }
    if params.knows("customer")
        && let Some(customer) = params.text("customer")
    {
        intent.customer = Some(customers::named(ctx, "customer", customer).await?.id.clone());
    }
    intent.methods().apply(params);
    purpose(intent, params)?;
    options(intent, params);
    if params.knows("metadata") {
        intent.metadata.merge(params);
    }
    Ok(())
}

/// What the set-up is for: a single payment, or payments on the session only.
fn purpose(intent: &mut SetupIntent, params: &Params) -> Result<(), ApiError> {
    if params.knows("usage") {
        // The answer says `off_session` all the same. Source: observed behavior.
        intent.private.on_session_only = params.text("usage") == Some("on_session");
    }
    let single_use = params.knows("single_use").then(|| params.hash("single_use")).flatten();
    if let Some(single_use) = single_use {
        let amount = single_use.int("amount").unwrap_or_default();
        if amount < 1 {
            return Err(ApiError::integer_below("single_use[amount]", 1));
        }
        let currency = payment_intents::currency(single_use.text("currency").unwrap_or_default());
        intent.private.single_use = Some(SingleUse {
            amount,
            currency: currency.map_err(|error| error.param("single_use[currency]"))?,
        });
    }
    Ok(())
}

fn options(intent: &mut SetupIntent, params: &Params) {
    if let Some(options) = params.hash("payment_method_options")
        && let Value::Object(given) = options.to_json()
    {
        intent.private.card_once.apply(options);
        show_card_options(intent);
        for (kind, options) in given {
            let shown = intent
                .payment_method_options
                .as_object_mut()
                .expect("made as an object");
            let target = shown.entry(kind).or_insert_with(|| json!({}));
            let (Some(target), Value::Object(options)) = (target.as_object_mut(), options) else {
                continue;
            };
            for (name, value) in options.into_iter().filter(|(name, _)| !CardOnce::hides(name)) {
                match without_nulls(value) {
                    Some(value) => target.insert(name, value),
                    None => target.remove(&name),
                };
            }
        }
        complete(&mut intent.payment_method_options, ALWAYS);
    }
}

/// What is there for a type once anything is. Source: API reference, "The SetupIntent object".
const ALWAYS: &[Whole] = &[
    ("acss_debit", &["currency"]),
    (
        "acss_debit.mandate_options",
        &["interval_description", "payment_schedule", "transaction_type"],
    ),
    ("blik.mandate_options", &["expires_at", "type"]),
    (
        "card",
        &["mandate_options", "network", "request_three_d_secure=\"automatic\""],
    ),
    (
        "card.mandate_options",
        &["description", "end_date", "interval_count", "supported_types"],
    ),
    ("klarna", &["currency", "preferred_locale"]),
    ("link", &["persistent_token"]),
    ("paypal", &["billing_agreement_id"]),
    (
        "payto.mandate_options",
        &[
            "amount",
            "amount_type",
            "end_date",
            "payment_schedule",
            "payments_per_period",
            "purpose",
            "start_date",
        ],
    ),
    (
        "upi.mandate_options",
        &["amount", "amount_type", "description", "end_date"],
    ),
    ("us_bank_account.financial_connections", &["prefetch"]),
];

pub(super) fn show_card_options(intent: &mut SetupIntent) {
    let takes_cards = intent.payment_method_types.iter().any(|kind| kind == "card");
    if let Some(shown) = intent.payment_method_options.as_object_mut().filter(|_| takes_cards) {
        let defaults = || json!({"mandate_options": null, "network": null, "request_three_d_secure": "automatic"});
        shown.entry("card").or_insert_with(defaults);
    }
}
