//! `POST /v1/payment_intents/{id}/increment_authorization`: only cards that support it, which the
//! sandbox's do not.

use wire::{Answer, ApiError, Ctx, Params};

use super::Status;
use super::error::Error;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let intent = super::get(ctx, ctx.path("id")).await?;
    Err(match intent.status {
        Status::RequiresCapture => Error::IncrementUnavailable.about(&intent),
        status @ (Status::RequiresPaymentMethod
        | Status::RequiresConfirmation
        | Status::RequiresAction
        | Status::Processing
        | Status::Succeeded
        | Status::Canceled) => Error::NotIncrementable { status }.about(&intent),
    })
}
