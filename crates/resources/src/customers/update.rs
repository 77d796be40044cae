//! `POST /v1/customers/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::{create, settings};
use crate::parts::previous_attributes;
use crate::payment_methods;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut customer = super::get(ctx, ctx.path("id")).await?;
    let before = customer.object.clone();
    settings::apply(&mut customer, params)?;
    if let Some(source) = params.text("source") {
        let method = payment_methods::from_token(ctx, "source", source).await?;
        customer.default_source = Some(method.id.clone());
        create::save_source(ctx, method, &before.id, params)?;
    }
    if let Some(source) = params.text("default_source") {
        let method = payment_methods::named(ctx, "default_source", source).await?;
        if method.customer.as_ref() != Some(&before.id) {
            return Err(ApiError::no_such_in_body("source", "default_source", source));
        }
        customer.default_source = Some(method.id.clone());
    }
    create::set_default(ctx, &mut customer.object, params).await?;
    super::put(ctx, &customer);
    if let Some(previous) = previous_attributes(&before, &customer.object) {
        super::event(ctx, "customer.updated", &customer.object, Some(previous));
    }
    super::shown(ctx, &customer)
}
