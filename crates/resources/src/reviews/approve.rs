//! `POST /v1/reviews/{id}/approve`: the payment stands.

use wire::{Answer, ApiError, Ctx, Params};

use super::ClosedReason;
use super::close::closed;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let review = super::get(ctx, ctx.path("id")).await?;
    let review = closed(ctx, review, ClosedReason::Approved)?;
    Ok(Answer::written(&ctx.tx, &review))
}
