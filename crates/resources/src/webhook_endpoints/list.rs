//! `GET /v1/webhook_endpoints`

use db::Query;
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Params};

use super::{WEBHOOK_ENDPOINTS, WebhookEndpoint};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let query = Query::newest(&WEBHOOK_ENDPOINTS, ctx.scope(), 0);
    let paging = Paging::of(params)?;
    let url = "/v1/webhook_endpoints";
    paging
        .page(
            ctx,
            query,
            "webhook_endpoint",
            |endpoint: &WebhookEndpoint| &endpoint.id,
            url,
        )
        .await
}
