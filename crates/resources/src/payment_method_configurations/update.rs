//! `POST /v1/payment_method_configurations/{id}`

use db::{Query, Stored};
use wire::{Answer, ApiError, Ctx, Params};

use super::{PAYMENT_METHOD_CONFIGURATIONS, PaymentMethodConfiguration, chosen};

/// An account has a handful.
const CHILDREN_MAX: usize = 1_000;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut configuration = super::get(ctx, ctx.path("id")).await?;
    if let Some(active) = params.boolean("active") {
        if configuration.is_default && !active {
            let message = "The default payment method configuration cannot be deactivated.";
            return Err(ApiError::refused(message).param("active"));
        }
        configuration.active = active;
    }
    if let Some(name) = params.text("name") {
        configuration.name = name.to_owned();
    }
    configuration.prefer(params);
    let country = ctx.account().country.as_str();
    let parent = match &configuration.parent {
        Some(parent) => super::find(ctx, parent.as_str()).await?,
        None => None,
    };
    configuration.resolve(parent.as_deref(), country);
    ctx.tx.update(&configuration);
    children(ctx, &configuration, country).await?;
    chosen::forget(ctx);
    Ok(Answer::written(&ctx.tx, &configuration))
}

/// What children have from their parent follows it.
async fn children(
    ctx: &mut Ctx<'_>,
    parent: &Stored<PaymentMethodConfiguration>,
    country: &str,
) -> Result<(), ApiError> {
    let query = Query::newest(&PAYMENT_METHOD_CONFIGURATIONS, ctx.scope(), CHILDREN_MAX);
    let all = ctx.tx.list::<PaymentMethodConfiguration>(query).await?;
    for mut child in all
        .into_iter()
        .filter(|child| child.parent.as_ref() == Some(&parent.id))
    {
        let before = child.methods.clone();
        child.resolve(Some(parent), country);
        if child.methods != before {
            ctx.tx.update(&child);
        }
    }
    Ok(())
}
