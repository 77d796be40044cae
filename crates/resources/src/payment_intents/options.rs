//! `payment_method_options`: per type, merged per leaf, and shown for every type the intent takes.

use serde_json::{Value, json};
use wire::params::Field;
use wire::{ApiError, Params};

use super::PaymentIntent;
use super::model::CaptureMethod;
use crate::parts::{CardOnce, Whole, complete, without_nulls};

/// Applies what the request says, and shows the defaults of the types without options.
pub(super) fn apply(intent: &mut PaymentIntent, params: &Params) -> Result<(), ApiError> {
    if params.knows("payment_method_options")
        && let Some(options) = params.hash("payment_method_options")
    {
        intent.private.card_once.apply(options);
        let mut shown = intent.payment_method_options.take();
        for (kind, _) in options.iter() {
            merge_type(&mut shown, kind, options.change_hash(kind));
        }
        complete(&mut shown, ALWAYS);
        intent.payment_method_options = shown;
    }
    let map = intent.payment_method_options.as_object_mut();
    if let Some(map) = map
        && intent.payment_method_types.iter().any(|kind| kind == "card")
        && !map.contains_key("card")
    {
        map.insert("card".to_owned(), card_defaults());
    }
    Ok(())
}

fn merge_type(shown: &mut Value, kind: &str, change: Field<&Params>) {
    let Some(map) = shown.as_object_mut() else { return };
    let defaults = || if kind == "card" { card_defaults() } else { json!({}) };
    match change {
        Field::Absent => {}
        Field::Clear => {
            map.insert(kind.to_owned(), defaults());
        }
        Field::Set(given) => {
            let target = map.entry(kind).or_insert_with(defaults);
            if let (Some(target), Value::Object(given)) = (target.as_object_mut(), given.to_json()) {
                for (name, value) in given.into_iter().filter(|(name, _)| !CardOnce::hides(name)) {
                    match without_nulls(value) {
                        Some(value) => target.insert(name, value),
                        None => target.remove(&name),
                    };
                }
            }
        }
    }
}

/// What is there for a type once anything is. Source: API reference, "The PaymentIntent object".
const ALWAYS: &[Whole] = &[
    (
        "acss_debit.mandate_options",
        &["interval_description", "payment_schedule", "transaction_type"],
    ),
    ("afterpay_clearpay", &["reference"]),
    ("bancontact", &["preferred_language=\"en\""]),
    (
        "billie.company_details",
        &["registered_name", "registration_number", "vat"],
    ),
    (
        "billie.company_details.registered_address",
        &["city", "country", "line1", "line2", "postal_code", "state"],
    ),
    ("blik.mandate_options", &["expires_at", "type"]),
    ("boleto", &["expires_after_days=3"]),
    (
        "card",
        &[
            "installments",
            "mandate_options",
            "network",
            "request_three_d_secure=\"automatic\"",
        ],
    ),
    ("card.installments", &["available_plans", "enabled=false", "plan"]),
    ("card.installments.plan", &["count", "interval"]),
    (
        "card.mandate_options",
        &["description", "end_date", "interval_count", "supported_types"],
    ),
    (
        "card_present",
        &[
            "request_extended_authorization",
            "request_incremental_authorization_support",
        ],
    ),
    ("card_present.routing", &["requested_priority"]),
    ("customer_balance", &["funding_type"]),
    ("customer_balance.bank_transfer", &["type"]),
    ("klarna", &["preferred_locale"]),
    (
        "konbini",
        &[
            "confirmation_number",
            "expires_after_days",
            "expires_at",
            "product_description",
        ],
    ),
    ("link", &["persistent_token"]),
    ("oxxo", &["expires_after_days=3"]),
    ("paypal", &["preferred_locale", "reference"]),
    (
        "payto.mandate_options",
        &[
            "amount",
            "amount_type",
            "end_date",
            "payment_schedule",
            "payments_per_period",
            "purpose",
        ],
    ),
    ("pix", &["expires_after_seconds", "expires_at"]),
    ("sofort", &["preferred_language"]),
    ("swish", &["reference"]),
    ("us_bank_account.financial_connections", &["prefetch"]),
    ("wechat_pay", &["app_id", "client"]),
];

fn card_defaults() -> Value {
    json!({"installments": null, "mandate_options": null, "network": null, "request_three_d_secure": "automatic"})
}

/// An option of cards: of this request first, then of the intent.
pub(super) fn of_card<'a>(intent: &'a PaymentIntent, name: &str) -> Option<&'a str> {
    intent.payment_method_options.get("card")?.get(name)?.as_str()
}

/// Whether confirming only holds the funds: by the intent's own method, or by the option of its cards.
pub(super) fn only_holds(intent: &PaymentIntent) -> bool {
    holds(intent, "card")
}

/// The same for payments with a type.
pub(super) fn holds(intent: &PaymentIntent, kind: &str) -> bool {
    intent.capture_method == CaptureMethod::Manual || of_type(intent, kind, "capture_method") == Some("manual")
}

/// An option of a type.
pub(super) fn of_type<'a>(intent: &'a PaymentIntent, kind: &str, name: &str) -> Option<&'a str> {
    intent.payment_method_options.get(kind)?.get(name)?.as_str()
}

/// The usage that this payment sets up: the type's own option before the intent's.
pub(super) fn setup_future_usage(intent: &PaymentIntent, kind: &str) -> Option<String> {
    let own = intent
        .payment_method_options
        .get(kind)
        .and_then(|options| options.get("setup_future_usage"));
    match own.and_then(Value::as_str) {
        Some("none") => None,
        Some(usage) => Some(usage.to_owned()),
        None => intent.setup_future_usage.clone(),
    }
}
