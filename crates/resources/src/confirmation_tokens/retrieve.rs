//! `GET /v1/confirmation_tokens/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::CONFIRMATION_TOKENS;
use crate::retrieve;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    retrieve::stored::<kernel::ids::kinds::ConfirmationToken>(ctx, &CONFIRMATION_TOKENS, super::redeem::NOUN).await
}
