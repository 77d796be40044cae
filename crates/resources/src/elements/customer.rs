//! The customer of a session, and the payment methods that are saved and may be shown.

use serde_json::{Value, json};
use wire::{ApiError, Ctx, Params};

use super::saved;
use super::subject::Subject;
use crate::customer_sessions::{self, CustomerSession, PaymentElement};
use crate::customers;

const ID_LENGTH: usize = 24;

/// `null` without a customer session.
pub(super) async fn shown(ctx: &Ctx<'_>, params: &Params, subject: &Subject) -> Result<Value, ApiError> {
    let Some(secret) = params.text(saved::PARAM) else {
        return Ok(Value::Null);
    };
    let session = customer_sessions::held(ctx, secret).await?;
    if subject
        .customer
        .as_ref()
        .is_some_and(|customer| *customer != session.customer)
    {
        let message = "The customer session is of another customer than the intent.";
        return Err(ApiError::refused(message).param(saved::PARAM));
    }
    let customer = customers::named(ctx, saved::PARAM, session.customer.as_str()).await?;
    let default = customer.invoice_settings.default_payment_method.as_ref();
    let mut methods = Vec::new();
    if let Some(features) = session.components.payment_element.features.as_ref() {
        methods = saved::list(ctx, &session, features).await?;
        methods.retain(|method| subject.types.contains(&method.r#type));
        // The default first, then the newest.
        methods.sort_by_key(|method| default != Some(&method.id));
        methods.truncate(usize::try_from(features.payment_method_redisplay_limit).unwrap_or_default());
    }
    let methods: Vec<Value> = methods.iter().map(saved::seen).collect();
    Ok(json!({
        "id": session.customer,
        "default_payment_method": default,
        "payment_methods": methods,
        "customer_session": told(&session),
    }))
}

fn told(session: &CustomerSession) -> Value {
    let element = &session.components.payment_element;
    let features = |features: &PaymentElement| {
        json!({
            "payment_method_allow_redisplay_filters": features.payment_method_allow_redisplay_filters,
            "payment_method_redisplay": features.payment_method_redisplay,
            "payment_method_redisplay_limit": features.payment_method_redisplay_limit,
            "payment_method_remove": features.payment_method_remove,
            "payment_method_save": features.payment_method_save,
            "payment_method_save_usage": features.payment_method_save_usage,
        })
    };
    json!({
        // A session has no id. This one tells two apart, and nothing of the secret.
        "id": format!("cuss_{}", &customer_sessions::hash(&session.client_secret)[..ID_LENGTH]),
        "customer": session.customer,
        "expires_at": session.expires_at,
        "components": {"payment_element": {
            "enabled": element.enabled,
            "features": element.features.as_ref().map(features),
        }},
    })
}
