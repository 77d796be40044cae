//! `GET /v1/customers/{id}/payment_methods`

use wire::{Answer, ApiError, Ctx, Params};

use crate::payment_methods;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let customer = super::get(ctx, ctx.path("id")).await?;
    let url = format!("/v1/customers/{}/payment_methods", customer.id);
    payment_methods::page_of_customer(ctx, &customer.id, params, &url).await
}
