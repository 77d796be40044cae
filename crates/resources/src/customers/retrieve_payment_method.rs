//! `GET /v1/customers/{customer}/payment_methods/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use crate::payment_methods;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let customer = super::get(ctx, ctx.path("customer")).await?;
    let given = ctx.path("id");
    let method = payment_methods::get(ctx, given).await?;
    match method.customer.as_ref() == Some(&customer.id) {
        true => payment_methods::shown(ctx, &method),
        false => Err(ApiError::no_such("payment_method", given)),
    }
}
