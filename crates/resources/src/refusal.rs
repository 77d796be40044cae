//! What an issuer, the sandbox or a rule refuses, as the API says it.

use acquiring::acquirer::Declined;
use acquiring::refusal::{ErrorType, PaymentError};
use acquiring::sandbox::RiskRules;
use serde_json::Value;
use wire::ApiError;

/// A refusal as an error: 402, kept for replay.
pub fn card(error: &PaymentError) -> ApiError {
    let base = match error.kind {
        ErrorType::CardError => ApiError::card(error.code, error.message),
        ErrorType::InvalidRequestError => ApiError::failed(error.message).code(error.code),
    };
    let with = |base: ApiError, value: Option<&'static str>, set: fn(ApiError, &'static str) -> ApiError| match value {
        Some(value) => set(base, value),
        None => base,
    };
    let base = with(base, error.param, |base, param| base.param(param));
    let base = with(base, error.decline_code, |base, code| base.decline_code(code));
    let base = with(base, error.advice_code.map(|code| code.as_str()), |base, code| {
        base.advice_code(code)
    });
    let base = with(base, error.network_decline_code, |base, code| {
        base.network_decline_code(code)
    });
    with(base, error.network_advice_code, |base, code| {
        base.network_advice_code(code)
    })
}

/// The same where the request is to blame, and not the payment: 400.
pub fn request(error: &PaymentError) -> ApiError {
    ApiError::refused(error.message).code(error.code)
}

/// A number sent to the API itself while the operator does not allow it.
pub fn raw_card_numbers() -> ApiError {
    ApiError::failed(
        "Sending credit card numbers directly to the Stripe API is generally unsafe. To continue processing, use a \
         payment method made in the browser, or start Florin with --raw-card-numbers.",
    )
}

/// The account's rules, as the sandbox follows them.
pub fn rules(rules: wire::access::RiskRules) -> RiskRules {
    RiskRules {
        block_highest_risk: rules.block_highest_risk,
        review_elevated_risk: rules.review_elevated_risk,
        block_cvc_check_fail: rules.block_cvc_check_fail,
        block_postal_check_fail: rules.block_postal_check_fail,
    }
}

/// The challenge that `error_on_requires_action` turns into a decline.
pub fn authentication_required() -> ApiError {
    card(&PaymentError::AUTHENTICATION_REQUIRED)
}

/// The acquirer never took the payment, and will not any more.
pub fn not_processed() -> ApiError {
    card(&PaymentError::PROCESSING_ERROR)
}

/// The acquirer will not capture, release or refund.
pub fn declined(what: &str, declined: Declined) -> ApiError {
    let code = match declined {
        Declined::NoSuchAuthorization | Declined::Voided => "capture_charge_authorization_expired",
        Declined::AlreadyCaptured => "charge_already_captured",
        Declined::NotCaptured | Declined::ExceedsRest => "charge_exceeds_transaction_limit",
    };
    ApiError::failed(format!("The acquirer declined the {what}: {declined}.")).code(code)
}

/// An error that was kept as `last_payment_error` shows it.
pub fn again(shown: &Value) -> ApiError {
    let text = |field: &str| shown.get(field).and_then(Value::as_str).map(str::to_owned);
    let message = text("message").unwrap_or_default();
    let mut error = match (text("type").as_deref(), text("code")) {
        (Some("card_error"), code) => ApiError::card(code.unwrap_or_default(), message),
        (_, Some(code)) => ApiError::failed(message).code(code),
        (_, None) => ApiError::failed(message),
    };
    type Set = fn(ApiError, String) -> ApiError;
    let texts: [(&str, Set); 6] = [
        ("param", |error, text| error.param(text)),
        ("decline_code", |error, text| error.decline_code(text)),
        ("advice_code", |error, text| error.advice_code(text)),
        ("network_decline_code", |error, text| error.network_decline_code(text)),
        ("network_advice_code", |error, text| error.network_advice_code(text)),
        ("charge", |error, text| error.charge(text)),
    ];
    for (field, set) in texts {
        if let Some(text) = text(field) {
            error = set(error, text);
        }
    }
    match shown.get("payment_method").filter(|method| method.is_object()) {
        Some(method) => error.payment_method(raw(method)),
        None => error,
    }
}

/// An object as it is shown, for the inside of an error.
pub fn raw<T: serde::Serialize>(object: &T) -> Box<serde_json::value::RawValue> {
    serde_json::value::to_raw_value(object).expect("models serialize")
}
