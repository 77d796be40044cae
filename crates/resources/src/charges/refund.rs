//! `POST /v1/charges/{id}/refund` and `…/refunds`: what integrations of old call to refund.

use db::{Cell, Query};
use kernel::ids::ChargeId;
use serde_json::Value;
use wire::{Answer, ApiError, Ctx, Params};

use crate::attempts::Shows;
use crate::refunds::{self, REFUNDS};

/// Answers the charge.
pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let charge = super::get(ctx, ctx.path("id")).await?;
    let refunded = refunds::of_charge(ctx, charge, params, Shows::Charge).await?;
    if let Some(attempt) = refunded.outside {
        return Ok(Answer::Outside(attempt));
    }
    let charge = super::get(ctx, ctx.path("id")).await?;
    super::create::answer(ctx, &charge)
}

/// Answers the refund.
pub async fn of_old(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let charge = super::get(ctx, ctx.path("id")).await?;
    let refunded = refunds::of_charge(ctx, charge, params, Shows::Refund).await?;
    Ok(refunded.answer(ctx))
}

/// As many as a charge shows by itself.
const SHOWN: usize = 10;

/// The newest refunds of a charge as the API shows them, and whether there are more.
pub async fn of_charge(ctx: &Ctx<'_>, charge: &str) -> Result<(Vec<Value>, bool), ApiError> {
    let Some(id) = ChargeId::parse(charge) else {
        return Ok((Vec::new(), false));
    };
    let query = Query::newest(&REFUNDS, ctx.scope(), SHOWN + 1).by("charge", vec![id.key().into()]);
    let own = Cell::from(id.key());
    let mut rows = ctx.tx.rows(query, |row| row.cells.first() == Some(&own)).await?;
    let has_more = rows.len() > SHOWN;
    rows.truncate(SHOWN);
    let values = rows
        .iter()
        .map(|row| wire::expand::parse(&row.public()))
        .collect::<Result<Vec<_>, _>>()?;
    Ok((values, has_more))
}
