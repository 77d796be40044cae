//! `POST /v1/test_helpers/confirmation_tokens`: a token as the browser would have made it.

use kernel::Timestamp;
use kernel::ids::ConfirmationTokenId;
use serde_json::{Value, json};
use wire::{Answer, ApiError, Ctx, Params};

use super::ConfirmationToken;
use super::model::{LIFETIME_SECONDS, Private};
use crate::parts::{Metadata, Shipping};
use crate::payment_methods::{self, PaymentMethod};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    make(ctx, params).await
}

/// What both operations do that make tokens. Parameters that one of them has alone are asked for by name.
pub(super) async fn make(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let method = match (params.text("payment_method"), params.hash("payment_method_data")) {
        (Some(_), Some(_)) => {
            return Err(ApiError::parameters_exclusive(&[
                "payment_method",
                "payment_method_data",
            ]));
        }
        (Some(id), None) => payment_methods::named(ctx, "payment_method", id).await?,
        (None, Some(data)) => payment_methods::from_params(ctx, data, "payment_method_data").await?,
        (None, None) => return Err(ApiError::parameter_missing("payment_method_data")),
    };
    let id: ConfirmationTokenId = ctx.tx.id();
    let token = ConfirmationToken {
        id,
        object: Default::default(),
        created: ctx.now(),
        expires_at: Some(Timestamp::from_seconds(ctx.now().seconds() + LIFETIME_SECONDS)),
        livemode: ctx.livemode(),
        mandate_data: given(params, "mandate_data").map(agreement),
        metadata: Metadata::default(),
        payment_intent: None,
        payment_method_options: params.hash("payment_method_options").map(options),
        payment_method_preview: preview(&method),
        return_url: params.text("return_url").map(str::to_owned),
        setup_future_usage: params.text("setup_future_usage").map(str::to_owned),
        setup_intent: None,
        shipping: params.hash("shipping").map(Shipping::of_customer),
        use_stripe_sdk: !params.knows("use_stripe_sdk") || params.boolean("use_stripe_sdk").unwrap_or(true),
        private: Private {
            method: Some(method.id.clone()),
            cvc_given: cvc_token(params).is_some(),
        },
    };
    let stored = ctx.tx.insert(token);
    Ok(Answer::written(&ctx.tx, &stored))
}

fn given<'p>(params: &'p Params, name: &str) -> Option<&'p Params> {
    if params.knows(name) { params.hash(name) } else { None }
}

/// The security code that was asked for again, for a saved card.
fn cvc_token(params: &Params) -> Option<&str> {
    let card = params.hash("payment_method_options")?.hash("card")?;
    if card.knows("cvc_token") {
        card.text("cvc_token")
    } else {
        None
    }
}

/// What was agreed to; `online` is always there.
fn agreement(given: &Params) -> Value {
    let mut shown = given.to_json();
    if let Some(acceptance) = shown.get_mut("customer_acceptance").and_then(Value::as_object_mut) {
        acceptance.entry("online").or_insert(Value::Null);
    }
    shown
}

fn options(params: &Params) -> Value {
    let card = params.hash("card").map(|card| {
        let mut card = card.to_json();
        if let Some(map) = card.as_object_mut() {
            map.entry("cvc_token").or_insert(Value::Null);
        }
        card
    });
    json!({"card": card})
}

fn preview(method: &PaymentMethod) -> Value {
    let mut value = serde_json::to_value(method).expect("models serialize");
    if let Some(map) = value.as_object_mut() {
        map.retain(|field, _| {
            !matches!(
                field.as_str(),
                "id" | "object" | "created" | "livemode" | "metadata" | "radar_options"
            )
        });
        if let Some(card) = map.get_mut("card").and_then(Value::as_object_mut) {
            card.remove("fingerprint");
        }
    }
    value
}
