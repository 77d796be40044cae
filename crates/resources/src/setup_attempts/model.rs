//! A setup attempt as the API shows it.

use acquiring::methods;
use kernel::Timestamp;
use kernel::ids::{CustomerId, PaymentMethodId, SetupAttemptId, SetupIntentId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
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
    let elsewhere = intent.private.card_once.three_d_secure.as_ref();
    write(
        ctx,
        id.clone(),
        intent,
        method,
        status,
        error,
        details(method, elsewhere),
    );
    id
}

/// One that succeeded and left a bank account for later debits.
pub fn left_account(
    ctx: &mut Ctx<'_>,
    id: SetupAttemptId,
    intent: &SetupIntent,
    method: &PaymentMethod,
    left: &Value,
) -> SetupAttemptId {
    let kind = method.r#type.as_str();
    let mut details = details(method, None);
    if let (Some(target), Some(left)) = (details[kind].as_object_mut(), left.as_object()) {
        target.extend(left.clone());
    }
    write(ctx, id.clone(), intent, method, "succeeded", None, details);
    id
}

fn write(
    ctx: &mut Ctx<'_>,
    id: SetupAttemptId,
    intent: &SetupIntent,
    method: &PaymentMethod,
    status: &str,
    error: Option<Value>,
    payment_method_details: Value,
) {
    ctx.tx.insert(SetupAttempt {
        id,
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
        payment_method_details,
        setup_error: error,
        setup_intent: intent.id.clone(),
        status: status.to_owned(),
        usage: intent.usage.clone(),
    });
}

/// What the types show behind which a bank account was found.
const BEHIND_A_BANK: &[&str] = &[
    "bank",
    "bank_code",
    "bank_name",
    "bic",
    "generated_sepa_debit",
    "generated_sepa_debit_mandate",
    "iban_last4",
    "preferred_language",
    "verified_name",
];

fn leaves_account(kind: &str) -> bool {
    methods::named(kind).is_some_and(|method| method.saved_as.is_some_and(|saved| saved != kind))
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
        None => {
            let kind = method.r#type.as_str();
            let parts = BEHIND_A_BANK
                .iter()
                .filter(|_| method.details.contains_key(kind) && leaves_account(kind));
            let hash = method.details.get(kind);
            let shown = parts.map(|part| {
                let known = hash.and_then(|hash| hash.get(*part)).cloned();
                ((*part).to_owned(), known.unwrap_or_default())
            });
            let shown: Map<String, Value> = shown.collect();
            json!({(kind.to_owned()): shown, "type": kind})
        }
    }
}
