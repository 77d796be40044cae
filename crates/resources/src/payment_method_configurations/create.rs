//! `POST /v1/payment_method_configurations`

use wire::{Answer, ApiError, Ctx, Params};

use super::PaymentMethodConfiguration;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let parent = match params.text("parent") {
        Some(id) => Some(super::named(ctx, "parent", id).await?),
        None => None,
    };
    if let Some(grandparent) = parent.as_ref().and_then(|parent| parent.parent.as_ref()) {
        let message = format!("A configuration with a parent ({grandparent}) cannot be the parent of another one.");
        return Err(ApiError::refused(message).param("parent"));
    }
    let parent = parent.as_deref();
    let mut configuration = PaymentMethodConfiguration::new(ctx.tx.id(), parent, ctx.livemode());
    if let Some(name) = params.text("name") {
        configuration.name = name.to_owned();
    }
    configuration.prefer(params);
    configuration.resolve(parent, &ctx.account().country);
    let stored = ctx.tx.insert(configuration);
    Ok(Answer::written(&ctx.tx, &stored))
}
