//! What an issuer, the sandbox or a rule refuses, as the API says it.

use acquiring::refusal::{ErrorType, PaymentError};
use acquiring::sandbox::RiskRules;
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

/// An object as it is shown, for the inside of an error.
pub fn raw<T: serde::Serialize>(object: &T) -> Box<serde_json::value::RawValue> {
    serde_json::value::to_raw_value(object).expect("models serialize")
}
