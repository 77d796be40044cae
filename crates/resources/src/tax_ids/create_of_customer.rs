//! `POST /v1/customers/{id}/tax_ids`

use wire::{Answer, ApiError, Ctx, Params};

use super::create::create;
use crate::customers;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let customer = customers::get(ctx, ctx.path("id")).await?;
    let tax_id = create(ctx, Some(customer.id.clone()), params).await?;
    Ok(Answer::written(&ctx.tx, &tax_id))
}
