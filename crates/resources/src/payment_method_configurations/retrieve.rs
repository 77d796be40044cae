//! `GET /v1/payment_method_configurations/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::{NOUN, PAYMENT_METHOD_CONFIGURATIONS};
use crate::retrieve;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    retrieve::stored::<kernel::ids::kinds::PaymentMethodConfiguration>(ctx, &PAYMENT_METHOD_CONFIGURATIONS, NOUN).await
}
