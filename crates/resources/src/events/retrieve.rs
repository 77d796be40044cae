//! `GET /v1/events/{id}`

use wire::{Answer, ApiError, Ctx, Params};

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let event = super::get(ctx, ctx.path("id")).await?;
    Ok(Answer::Made(super::shown(ctx, &event).await?))
}
