//! `GET /v1/elements/sessions`: everything that elements need to know before the first input.

use serde_json::{Value, json};
use wire::{Answer, ApiError, Ctx, Params};

use super::customer;
use super::specs::spec;
use super::subject::{self, Subject};

const SESSION_ID_LENGTH: usize = 11;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let subject = match params.text("type") {
        Some("payment_intent") => subject::of_payment(ctx, params).await?,
        Some("setup_intent") => subject::of_setup(ctx, params).await?,
        _ => subject::deferred(ctx, params).await?,
    };
    let customer = customer::shown(ctx, params, &subject).await?;
    Ok(Answer::Made(session(ctx, &subject, customer)))
}

fn session(ctx: &Ctx<'_>, subject: &Subject, customer: Value) -> Value {
    let mut preference = json!({
        "object": "payment_method_preference",
        "type": subject.kind,
        "country_code": subject.business.country,
        "ordered_payment_method_types": subject.types,
    });
    if let (Some(intent), Some(map)) = (&subject.intent, preference.as_object_mut()) {
        map.insert(subject.kind.to_owned(), intent.clone());
    }
    let specs: Vec<Value> = subject
        .types
        .iter()
        .filter_map(|name| spec(name, subject.saves))
        .collect();
    json!({
        "object": "elements_session",
        "session_id": format!("elements_session_{}", ctx.app.chance.alphanumeric(SESSION_ID_LENGTH)),
        "livemode": ctx.livemode(),
        "account": ctx.account().id,
        "business_name": subject.business.business_name.as_deref().unwrap_or("Florin"),
        "merchant_country": subject.business.country,
        "payment_method_preference": preference,
        "payment_method_specs": specs,
        "customer": customer,
        "settings": settings(ctx),
    })
}

fn settings(ctx: &Ctx<'_>) -> Value {
    let (all, browser) = (&ctx.app.settings, &ctx.app.settings.browser);
    json!({
        "dom_profile": browser.dom_profile,
        "link_checkbox": browser.link_checkbox.unwrap_or("off"),
        "three_ds_nesting": browser.three_ds_nesting,
        "test_wallet": browser.test_wallet && !ctx.livemode(),
        "checkout_base_url": browser.checkout_base_url.as_ref().unwrap_or(&all.public_url),
    })
}
