//! `POST /v1/test_helpers/refunds/{id}/expire`: ends the wait for the customer's bank details.

use wire::{Answer, ApiError, Ctx, Params};

use super::{Refund, Status, advance};

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let refund = super::get(ctx, ctx.path("id")).await?;
    match refund.status {
        Status::RequiresAction => {
            let key = refund.id.key();
            advance::fail(ctx, refund, "unknown".to_owned()).await?;
            let expired = ctx.tx.get::<Refund>(key).await?.ok_or_else(ApiError::internal)?;
            Ok(Answer::written(&ctx.tx, &expired))
        }
        Status::Pending | Status::Succeeded | Status::Failed | Status::Canceled => Err(ApiError::refused(
            "Only refunds with a status of requires_action can be expired.",
        )),
    }
}
