//! `GET /v1/customers/{id}`: a deleted customer answers too, as deleted.

use wire::{Answer, ApiError, Ctx, Params};

use super::CUSTOMERS;
use crate::retrieve;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    retrieve::stored::<kernel::ids::kinds::Customer>(ctx, &CUSTOMERS, "customer").await
}
