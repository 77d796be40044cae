//! `POST /v1/disputes/{id}/close`: accept the dispute. A chargeback is lost with it, an inquiry is over.

use wire::{Answer, ApiError, Ctx, Params};

use super::advance;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let mut dispute = super::get(ctx, ctx.path("id")).await?;
    dispute.accept()?;
    let dispute = advance::accepted(ctx, dispute).await?;
    Ok(Answer::Made(dispute.shown(ctx.now())))
}
