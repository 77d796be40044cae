//! `GET /v1/mandates/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::MANDATES;
use crate::retrieve;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    retrieve::stored::<kernel::ids::kinds::Mandate>(ctx, &MANDATES, "mandate").await
}
