//! The configuration that a payment goes by: the one it names, or the account's default.

use std::sync::Arc;

use serde_json::{Value, json};
use wire::{ApiError, Ctx};

use super::{NOUN, PaymentMethodConfiguration};
use crate::offers::Preferences;

/// What is read of a configuration for nearly every payment; of the default it is remembered for a moment.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    pub preferences: Preferences,
    /// `payment_method_configuration_details` of an intent; null while the default was never stored.
    pub details: Value,
}

/// The configuration that `param` names as `id`, which must be active; without one the account's default.
pub async fn chosen(ctx: &Ctx<'_>, param: &str, id: Option<&str>) -> Result<Arc<Chosen>, ApiError> {
    if let Some(id) = id {
        let configuration = super::named(ctx, param, id).await?;
        return match configuration.active {
            true => Ok(Arc::new(Chosen::of(&configuration))),
            false => {
                let message =
                    format!("The payment method configuration {id} is not active. Activate it, or use another.");
                Err(ApiError::refused(message).param(param))
            }
        };
    }
    let (remembered, scope, now) = (&ctx.app.remembered, ctx.scope(), ctx.app.now());
    if let Some(known) = remembered.get(scope, NOUN, now) {
        return Ok(known);
    }
    let stored = super::stored_default(ctx).await?;
    let chosen = Arc::new(stored.map_or_else(Chosen::default, |stored| Chosen::of(&stored)));
    remembered.put(scope, NOUN, now, chosen.clone());
    Ok(chosen)
}

/// The configuration that an intent has gone by before, even if it was deactivated since.
pub async fn kept(ctx: &Ctx<'_>, details: &Value) -> Result<Arc<Chosen>, ApiError> {
    let found = match details["id"].as_str() {
        Some(id) => super::find(ctx, id).await?,
        None => None,
    };
    match found {
        Some(configuration) => Ok(Arc::new(Chosen::of(&configuration))),
        None => chosen(ctx, "payment_method_configuration", None).await,
    }
}

/// After the default was changed or stored.
pub(super) fn forget(ctx: &Ctx<'_>) {
    ctx.app.remembered.forget(ctx.scope(), NOUN);
}

impl Chosen {
    fn of(configuration: &PaymentMethodConfiguration) -> Chosen {
        Chosen {
            preferences: configuration.preferences(),
            details: json!({"id": configuration.id, "parent": configuration.parent}),
        }
    }
}
