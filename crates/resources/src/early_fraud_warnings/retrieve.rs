//! `GET /v1/radar/early_fraud_warnings/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::EARLY_FRAUD_WARNINGS;
use crate::retrieve;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    retrieve::stored::<kernel::ids::kinds::EarlyFraudWarning>(ctx, &EARLY_FRAUD_WARNINGS, "early_fraud_warning").await
}
