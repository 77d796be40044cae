//! `GET /v1/charges/{id}/refunds`

use wire::{Answer, ApiError, Ctx, Params};

use crate::refunds;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let charge = super::get(ctx, ctx.path("id")).await?;
    refunds::page_of_charge(ctx, &charge.id, params, &format!("/v1/charges/{}/refunds", charge.id)).await
}
