//! `GET /v1/reviews/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::REVIEWS;
use crate::retrieve;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    retrieve::stored::<kernel::ids::kinds::Review>(ctx, &REVIEWS, "review").await
}
