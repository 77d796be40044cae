//! `GET /v1/charges/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::CHARGES;
use crate::retrieve;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    retrieve::stored::<kernel::ids::kinds::Charge>(ctx, &CHARGES, "charge").await
}
