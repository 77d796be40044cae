//! `POST /v1/elements/payment_methods/{id}`: a customer corrects the date or the address of what was saved.

use wire::{Answer, ApiError, Ctx, Params};

use super::saved;
use crate::parts::previous_attributes;
use crate::refusal;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let secret = params.text(saved::PARAM).unwrap_or_default();
    let (mut method, _) = saved::named(ctx, secret).await?;
    let before = method.object.clone();
    if let Some(billing) = params.hash("billing_details") {
        method.billing_details.merge(billing);
    }
    if let Some(given) = params.hash("card") {
        let card = method.card.as_mut();
        let card = card.ok_or_else(|| ApiError::refused("Only a card has an expiry date.").param("card"))?;
        let month = given.int("exp_month").unwrap_or(card.exp_month.into());
        let year = given.int("exp_year").unwrap_or(card.exp_year.into());
        let expiry = acquiring::cards::expiry(month, year, ctx.now());
        (card.exp_month, card.exp_year) = expiry.map_err(|error| refusal::card(error.refusal()))?;
    }
    ctx.tx.update(&method);
    if let Some(previous) = previous_attributes(&before, &method.object) {
        ctx.tx.event("payment_method.updated", &method.object, Some(previous));
    }
    Ok(Answer::Made(saved::seen(&method)))
}
