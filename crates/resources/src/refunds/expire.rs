//! `POST /v1/test_helpers/refunds/{id}/expire`: ends the wait for the customer's bank details.

use serde_json::json;
use wire::{Answer, ApiError, Ctx, Params};

use super::{Status, events};

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let mut refund = super::get(ctx, ctx.path("id")).await?;
    match refund.status {
        Status::RequiresAction => {
            refund.fail("unknown".to_owned(), None);
            ctx.tx.update(&refund);
            events::failed(&mut ctx.tx, &refund.object, json!({"status": "requires_action"}));
            Ok(Answer::written(&ctx.tx, &refund))
        }
        Status::Pending | Status::Succeeded | Status::Failed | Status::Canceled => Err(ApiError::refused(
            "Only refunds with a status of requires_action can be expired.",
        )),
    }
}
