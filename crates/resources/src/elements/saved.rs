//! A customer's saved payment methods, as far as a customer session shows them.

use db::{Query, Stored};
use serde_json::Value;
use wire::{ApiError, Ctx};

use crate::customer_sessions::{self, CustomerSession, PaymentElement};
use crate::payment_methods::{PAYMENT_METHODS, PaymentMethod};

pub(super) const PARAM: &str = "customer_session_client_secret";

/// The types that are shown again. Source: API reference, "Save payment methods".
const REDISPLAYED: &[&str] = &[
    "bancontact",
    "card",
    "ideal",
    "link",
    "sepa_debit",
    "sofort",
    "us_bank_account",
];
/// A customer has few; of more, the newest.
const METHODS_MAX: usize = 1_000;

/// Those that may be shown, the newest first.
pub(super) async fn list(
    ctx: &Ctx<'_>,
    session: &CustomerSession,
    features: &PaymentElement,
) -> Result<Vec<PaymentMethod>, ApiError> {
    let mut query = Query::newest(&PAYMENT_METHODS, ctx.scope(), METHODS_MAX);
    query = query.by("customer", vec![session.customer.key().into()]);
    let methods = ctx.tx.list::<PaymentMethod>(query).await?;
    let methods = methods.into_iter().map(|stored| stored.object);
    Ok(methods.filter(|method| is_shown(method, features)).collect())
}

fn is_shown(method: &PaymentMethod, features: &PaymentElement) -> bool {
    features.payment_method_redisplay == "enabled"
        && REDISPLAYED.contains(&method.r#type.as_str())
        && features
            .payment_method_allow_redisplay_filters
            .contains(&method.allow_redisplay)
}

/// Without what is the merchant's own.
pub(super) fn seen(method: &PaymentMethod) -> Value {
    let mut value = serde_json::to_value(method).expect("models serialize");
    if let Some(map) = value.as_object_mut() {
        map.retain(|field, _| !matches!(field.as_str(), "metadata" | "radar_options"));
        for details in map.values_mut().filter_map(Value::as_object_mut) {
            details.remove("fingerprint");
        }
    }
    value
}

/// The method that a path names, if the session whose secret is given shows it, and what that session allows.
pub(super) async fn named(ctx: &Ctx<'_>, secret: &str) -> Result<(Stored<PaymentMethod>, PaymentElement), ApiError> {
    let session = customer_sessions::held(ctx, secret).await?;
    let id = ctx.path("id");
    let found = ctx.load::<PaymentMethod, _>(id, |method| &method.id).await?;
    let features = session.components.payment_element.features.clone();
    let of_customer = |method: &Stored<PaymentMethod>| method.customer.as_ref() == Some(&session.customer);
    // What the session does not show does not exist for whoever holds its secret.
    match (found.filter(of_customer), features) {
        (Some(method), Some(features)) if is_shown(&method, &features) => Ok((method, features)),
        (Some(_) | None, _) => Err(ApiError::no_such("payment_method", id)),
    }
}
