//! `GET /v1/tokens/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::TOKENS;
use crate::retrieve;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    retrieve::stored::<kernel::ids::kinds::Token>(ctx, &TOKENS, "token").await
}
