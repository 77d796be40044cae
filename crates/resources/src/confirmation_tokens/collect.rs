//! `POST /v1/confirmation_tokens`: what the customer entered, from the browser.

use wire::{Answer, ApiError, Ctx, Params};

use super::create;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    create::make(ctx, params).await
}
