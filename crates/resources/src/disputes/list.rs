//! `GET /v1/disputes`, and the disputes of one charge.

use acquiring::sandbox;
use db::{Cell, Query};
use kernel::ids::ChargeId;
use serde_json::Value;
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Item, Params};

use super::{DISPUTES, Dispute};
use crate::{charges, payment_intents};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut query = Query::newest(&DISPUTES, ctx.scope(), 0);
    if let Some(charge) = params.text("charge") {
        let charge = charges::named(ctx, "charge", charge).await?;
        query = query.by("charge", vec![charge.id.key().into()]);
    }
    if let Some(intent) = params.text("payment_intent") {
        let key = payment_intents::named(ctx, "payment_intent", intent).await?.id.key();
        match query.index {
            None => query = query.by("payment_intent", vec![key.into()]),
            Some(_) => query.filters.push((DISPUTES.column("payment_intent"), key.into())),
        }
    }
    let (found, has_more) = Paging::of(params)?
        .dated_later(sandbox::Dispute::DELAY_SECONDS)
        .records(ctx, query, "dispute", |dispute: &Dispute| &dispute.id)
        .await?;
    let items = found.iter().map(|dispute| Item::Made(dispute.shown(ctx.now())));
    Ok(Answer::Page {
        items: items.collect(),
        has_more,
        url: "/v1/disputes".to_owned(),
    })
}

/// As many as anybody asks for of one charge.
const OF_CHARGE: usize = 10;

/// The newest disputes of a charge as the API shows them, with those of the request at hand.
pub async fn of_charge(ctx: &Ctx<'_>, charge: &str) -> Result<Vec<Value>, ApiError> {
    let Some(id) = ChargeId::parse(charge) else {
        return Ok(Vec::new());
    };
    let query = Query::newest(&DISPUTES, ctx.scope(), OF_CHARGE).by("charge", vec![id.key().into()]);
    let own = Cell::from(id.key());
    let rows = ctx.tx.rows(query, |row| row.cells.first() == Some(&own)).await?;
    rows.iter().map(|row| super::show(row, ctx.now())).collect()
}
