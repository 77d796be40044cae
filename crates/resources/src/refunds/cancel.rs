//! `POST /v1/refunds/{id}/cancel`: only a refund that waits for the customer, which no card refund does.

use serde_json::json;
use wire::{Answer, ApiError, Ctx, Params};

use super::{Status, advance, events};

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let mut refund = super::get(ctx, ctx.path("id")).await?;
    match refund.status {
        Status::RequiresAction => {
            let (returned, _) = advance::give_back(ctx, &refund).await?;
            refund.cancel(returned);
            ctx.tx.update(&refund);
            events::updated(&mut ctx.tx, &refund.object, json!({"status": "requires_action"}));
            Ok(Answer::written(&ctx.tx, &refund))
        }
        Status::Pending | Status::Succeeded | Status::Failed | Status::Canceled => {
            Err(ApiError::refused("Canceling this refund is unsupported."))
        }
    }
}
