//! `GET /v1/refunds/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::REFUNDS;
use crate::retrieve;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    retrieve::stored::<kernel::ids::kinds::Refund>(ctx, &REFUNDS, "refund").await
}
