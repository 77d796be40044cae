//! `POST /v1/refunds/{id}`: metadata is all that can change.

use wire::{Answer, ApiError, Ctx, Params};

use super::events;
use crate::parts::previous_attributes;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut refund = super::get(ctx, ctx.path("id")).await?;
    let before = refund.object.clone();
    refund.metadata.merge(params);
    ctx.tx.update(&refund);
    if let Some(previous) = previous_attributes(&before, &refund.object) {
        events::updated(&mut ctx.tx, &refund.object, previous);
    }
    Ok(Answer::written(&ctx.tx, &refund))
}
