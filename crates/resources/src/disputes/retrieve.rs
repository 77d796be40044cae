//! `GET /v1/disputes/{id}`

use wire::{Answer, ApiError, Ctx, Params};

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let dispute = super::get(ctx, ctx.path("id")).await?;
    Ok(Answer::Made(dispute.shown(ctx.now())))
}
