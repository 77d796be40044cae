//! `GET /v1/refunds`, and the refunds of one charge.

use db::Query;
use kernel::ids::ChargeId;
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Params};

use super::{REFUNDS, Refund};
use crate::{charges, payment_intents};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut query = Query::newest(&REFUNDS, ctx.scope(), 0);
    if let Some(charge) = params.text("charge") {
        let charge = charges::named(ctx, "charge", charge).await?;
        query = query.by("charge", vec![charge.id.key().into()]);
    }
    if let Some(intent) = params.text("payment_intent") {
        let key = payment_intents::named(ctx, "payment_intent", intent).await?.id.key();
        match query.index {
            None => query = query.by("payment_intent", vec![key.into()]),
            Some(_) => query.filters.push((REFUNDS.column("payment_intent"), key.into())),
        }
    }
    Paging::of(params)?
        .page(ctx, query, "refund", |refund: &Refund| &refund.id, "/v1/refunds")
        .await
}

pub async fn page_of_charge(ctx: &Ctx<'_>, charge: &ChargeId, params: &Params, url: &str) -> Result<Answer, ApiError> {
    let query = Query::newest(&REFUNDS, ctx.scope(), 0).by("charge", vec![charge.key().into()]);
    Paging::of(params)?
        .page(ctx, query, "refund", |refund: &Refund| &refund.id, url)
        .await
}
