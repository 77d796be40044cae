//! `POST /v1/payment_methods/{id}`: only of a payment method that a customer has.

use acquiring::cards::{Brand, Network};
use wire::{Answer, ApiError, Ctx, Params};

use super::PaymentMethod;
use crate::parts::previous_attributes;
use crate::refusal;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut method = super::get(ctx, ctx.path("id")).await?;
    if method.customer.is_none() {
        let message = "You must save this PaymentMethod to a customer before you can update it.";
        return Err(ApiError::refused(message));
    }
    let before = method.object.clone();
    if let Some(billing) = params.hash("billing_details") {
        method.billing_details.merge(billing);
    }
    if let Some(allow) = params.text("allow_redisplay") {
        method.allow_redisplay = allow.to_owned();
    }
    if let Some(card) = params.hash("card") {
        update_card(ctx, &mut method.object, card)?;
    }
    for kind in ["payto", "us_bank_account"] {
        if let Some(account) = params.hash(kind) {
            update_details(&mut method.object, kind, account)?;
        }
    }
    method.metadata.merge(params);
    ctx.tx.update(&method);
    if let Some(previous) = previous_attributes(&before, &method.object) {
        ctx.tx.event("payment_method.updated", &method.object, Some(previous));
    }
    super::shown(ctx, &method)
}

fn update_card(ctx: &Ctx<'_>, method: &mut PaymentMethod, params: &Params) -> Result<(), ApiError> {
    let card = method.card.as_mut().ok_or_else(|| wrong_type("card"))?;
    let month = params.int("exp_month").unwrap_or(card.exp_month.into());
    let year = params.int("exp_year").unwrap_or(card.exp_year.into());
    let (month, year) =
        acquiring::cards::expiry(month, year, ctx.now()).map_err(|error| refusal::card(error.refusal()))?;
    (card.exp_month, card.exp_year) = (month, year);
    if let Some(networks) = params.hash("networks") {
        networks.change_text("preferred").apply(&mut card.networks.preferred);
        let preferred = card.networks.preferred.as_deref().and_then(Network::parse);
        if let Some(brand) = Brand::parse(&card.brand) {
            card.display_brand = brand.display(preferred).to_owned();
        }
    }
    Ok(())
}

fn update_details(method: &mut PaymentMethod, kind: &str, params: &Params) -> Result<(), ApiError> {
    let details = method.details.get_mut(kind).and_then(serde_json::Value::as_object_mut);
    let details = details.ok_or_else(|| wrong_type(kind))?;
    if let serde_json::Value::Object(given) = params.to_json() {
        details.extend(given);
    }
    Ok(())
}

fn wrong_type(kind: &str) -> ApiError {
    ApiError::refused(format!(
        "You cannot update `{kind}` on a PaymentMethod of another type."
    ))
    .param(kind)
}
