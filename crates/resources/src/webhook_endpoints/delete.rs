//! `DELETE /v1/webhook_endpoints/{id}`: nothing more is sent there.

use wire::{Answer, ApiError, Ctx, Params};

use super::FORGET;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let endpoint = super::get(ctx, ctx.path("id")).await?;
    ctx.tx.delete(&endpoint);
    let now = ctx.now();
    ctx.tx.timer(FORGET, endpoint.id.key(), now);
    Ok(Answer::deleted(endpoint.id.as_str(), "webhook_endpoint"))
}
