//! `GET /v1/webhook_endpoints/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::WEBHOOK_ENDPOINTS;
use crate::retrieve;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    retrieve::stored::<kernel::ids::kinds::WebhookEndpoint>(ctx, &WEBHOOK_ENDPOINTS, "webhook_endpoint").await
}
