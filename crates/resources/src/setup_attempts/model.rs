//! A setup attempt as the API shows it.

use kernel::Timestamp;
use kernel::ids::{CustomerId, PaymentMethodId, SetupAttemptId, SetupIntentId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wire::Ctx;

use crate::charges::ThreeDSecure;
use crate::parts::{Tag, ThreeDSecureElsewhere, tags};
use crate::payment_methods::PaymentMethod;
use crate::setup_intents::SetupIntent;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetupAttempt {
    pub id: SetupAttemptId,
    pub object: Tag<tags::SetupAttempt>,
    pub application: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attach_to_self: Option<bool>,
    pub created: Timestamp,
    pub customer: Option<CustomerId>,
    pub customer_account: Option<String>,
    pub flow_directions: Option<Vec<String>>,
    pub livemode: bool,
    pub on_behalf_of: Option<String>,
    pub payment_method: PaymentMethodId,
    pub payment_method_details: Value,
    pub setup_error: Option<Value>,
    pub setup_intent: SetupIntentId,
    pub status: String,
    pub usage: String,
}

pub fn succeeded(ctx: &mut Ctx<'_>, intent: &SetupIntent, method: &PaymentMethod) -> SetupAttemptId {
    record(ctx, intent, method, "succeeded", None)
}

pub fn requires_action(ctx: &mut Ctx<'_>, intent: &SetupIntent, method: &PaymentMethod) -> SetupAttemptId {
    record(ctx, intent, method, "requires_action", None)
}

pub fn failed(ctx: &mut Ctx<'_>, intent: &SetupIntent, method: &PaymentMethod, error: Value) -> SetupAttemptId {
    record(ctx, intent, method, "failed", Some(error))
}

fn record(
    ctx: &mut Ctx<'_>,
    intent: &SetupIntent,
    method: &PaymentMethod,
    status: &str,
    error: Option<Value>,
) -> SetupAttemptId {
    let id: SetupAttemptId = ctx.tx.id();
    ctx.tx.insert(SetupAttempt {
        id: id.clone(),
        object: Default::default(),
        application: None,
        attach_to_self: intent.attach_to_self,
        created: ctx.now(),
        customer: intent.customer.clone(),
        customer_account: None,
        flow_directions: intent.flow_directions.clone(),
        livemode: intent.livemode,
        on_behalf_of: intent.on_behalf_of.clone(),
        payment_method: method.id.clone(),
        payment_method_details: details(method, intent.private.card_once.three_d_secure.as_ref()),
        setup_error: error,
        setup_intent: intent.id.clone(),
        status: status.to_owned(),
        usage: intent.usage.clone(),
    });
    id
}

fn details(method: &PaymentMethod, elsewhere: Option<&ThreeDSecureElsewhere>) -> Value {
    match &method.card {
        Some(card) => json!({
            "card": {
                "brand": card.brand,
                "checks": card.checks,
                "country": card.country,
                "exp_month": card.exp_month,
                "exp_year": card.exp_year,
                "fingerprint": card.fingerprint,
                "funding": card.funding,
                "last4": card.last4,
                "network": card.brand,
                "three_d_secure": elsewhere.map(ThreeDSecure::from),
                "wallet": null,
            },
            "type": "card",
        }),
        None => json!({(method.r#type.clone()): {}, "type": method.r#type}),
    }
}
