//! `POST /v1/setup_intents/{id}/cancel`

use wire::{Answer, ApiError, Ctx, Params};

use super::Status;
use super::error::Error;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut intent = super::get(ctx, ctx.path("id")).await?;
    match intent.status {
        Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::RequiresAction => {}
        Status::Canceled => return Err(Error::AlreadyCanceled.about(&intent)),
        status @ (Status::Processing | Status::Succeeded) => return Err(Error::NotCancelable { status }.about(&intent)),
    }
    intent.cancel(params.text("cancellation_reason").map(str::to_owned));
    ctx.tx.update(&intent);
    ctx.tx.event("setup_intent.canceled", &intent.object, None);
    Ok(Answer::written(&ctx.tx, &intent))
}
