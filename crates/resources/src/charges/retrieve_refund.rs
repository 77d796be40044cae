//! `GET /v1/charges/{charge}/refunds/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use crate::refunds;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let charge = super::get(ctx, ctx.path("charge")).await?;
    let given = ctx.path("id");
    let refund = refunds::get(ctx, given).await?;
    match refund.charge.as_ref() == Some(&charge.id) {
        true => Ok(Answer::written(&ctx.tx, &refund)),
        false => Err(ApiError::no_such("refund", given)),
    }
}
