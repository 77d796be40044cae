//! Every error against the wording, status and code that integrations compare.

use serde_json::value::RawValue;

use super::hide::{hide_pans, mask_key};
use super::*;
use crate::form::FormError;

const REQUEST: Request<'_> = Request {
    id: "req_1",
    account: "acct_1",
    livemode: false,
};

fn raw(json: &str) -> Box<RawValue> {
    RawValue::from_string(json.to_owned()).expect("JSON")
}

#[test]
fn a_decline_has_all_its_keys_in_alphabetical_order() {
    let error = ApiError::card("card_declined", "Your card has insufficient funds.")
        .decline_code("insufficient_funds")
        .advice_code("try_again_later")
        .network_decline_code("51")
        .network_advice_code("02")
        .param("")
        .charge("ch_1")
        .payment_intent(raw(r#"{"id":"pi_1"}"#))
        .payment_method(raw(r#"{"id":"pm_1"}"#));
    assert_eq!(error.status().as_u16(), 402);
    assert!(error.stored_for_idempotency());
    assert_eq!(
        error.to_json(Some(REQUEST)),
        concat!(
            r#"{"error":{"advice_code":"try_again_later","charge":"ch_1","code":"card_declined","#,
            r#""decline_code":"insufficient_funds","#,
            r#""doc_url":"https://stripe.com/docs/error-codes/card-declined","#,
            r#""message":"Your card has insufficient funds.","network_advice_code":"02","#,
            r#""network_decline_code":"51","param":"","payment_intent":{"id":"pi_1"},"#,
            r#""payment_method":{"id":"pm_1"},"#,
            r#""request_log_url":"https://dashboard.stripe.com/acct_1/test/workbench/logs?object=req_1","#,
            r#""type":"card_error"}}"#
        )
    );
    assert_eq!(
        error.to_last_error().get(),
        concat!(
            r#"{"advice_code":"try_again_later","charge":"ch_1","code":"card_declined","#,
            r#""decline_code":"insufficient_funds","#,
            r#""doc_url":"https://stripe.com/docs/error-codes/card-declined","#,
            r#""message":"Your card has insufficient funds.","network_advice_code":"02","#,
            r#""network_decline_code":"51","param":"","payment_method":{"id":"pm_1"},"type":"card_error"}"#
        )
    );
}

#[test]
fn an_unknown_key_gets_message_and_type_only() {
    assert_eq!(
        ApiError::invalid_api_key("sk_test_aaaabbbbccccdddd").to_json(None),
        r#"{"error":{"message":"Invalid API Key provided: sk_test_***dddd","type":"invalid_request_error"}}"#
    );
}

#[test]
fn live_links_have_no_test_in_them() {
    let body = ApiError::internal().to_json(Some(Request {
        livemode: true,
        ..REQUEST
    }));
    assert!(
        body.contains("https://dashboard.stripe.com/acct_1/workbench/logs?object=req_1"),
        "{body}"
    );
}

#[test]
fn keys_are_masked() {
    for (key, masked) in [
        ("sk_test_aaaabbbbccccdddd", "sk_test_***dddd"),
        ("rk_live_aaaabbbbccccdddd", "rk_live_***dddd"),
        ("sk_test_short", "sk_test_***"),
        ("", "***"),
        ("nonsense", "***"),
        ("nonsense_of_some_length", "***ngth"),
        ("sk_test_ääääääääääääßß", "sk_test_***ääßß"),
    ] {
        assert_eq!(mask_key(key), masked, "{key}");
    }
}

#[test]
fn card_numbers_never_come_back() {
    for (text, hidden) in [
        ("Invalid integer: 4242424242424242", "Invalid integer: ************4242"),
        (r#"{"number":"378282246310005"}"#, r#"{"number":"***********0005"}"#),
        ("4242 4242 4242 4242", "**** **** **** 4242"),
        (
            "4242-4242-4242-4242 and 5555555555554444",
            "****-****-****-4242 and ************4444",
        ),
        ("card[4242424242424242]", "card[************4242]"),
        // No card numbers.
        ("4242424242424241", "4242424242424241"),
        (
            "No such customer: 'cus_4242424242424242'",
            "No such customer: 'cus_4242424242424242'",
        ),
        ("42424242", "42424242"),
        ("€ 1 2", "€ 1 2"),
        ("", ""),
    ] {
        assert_eq!(hide_pans(text.to_owned()), hidden);
    }
    let error = ApiError::invalid_string("4242424242424242", "4242424242424242");
    assert!(!error.to_json(None).contains("42424242"), "{}", error.message());
}

/// status, type, code, param, kept for replay, message (its beginning)
type Row = (
    u16,
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
    bool,
    &'static str,
);

fn row(error: &ApiError) -> (u16, &'static str, Option<&str>, Option<&str>, bool) {
    let kept = error.stored_for_idempotency();
    (
        error.status().as_u16(),
        error.kind().as_str(),
        error.code_str(),
        error.param_str(),
        kept,
    )
}

#[test]
fn each_error_is_what_the_reference_says() {
    let invalid = "invalid_request_error";
    let idempotency = "idempotency_error";
    let key = "rk_test_aaaabbbbccccdddd";
    let rows: Vec<(ApiError, Row)> = vec![
        (
            ApiError::missing_api_key(),
            (401, invalid, None, None, false, "You did not provide an API key."),
        ),
        (
            ApiError::expired_api_key(key),
            (
                401,
                invalid,
                Some("api_key_expired"),
                None,
                false,
                "Expired API Key provided: rk_test_***dddd",
            ),
        ),
        (
            ApiError::secret_key_required(),
            (
                401,
                invalid,
                Some("secret_key_required"),
                None,
                false,
                "This API call cannot be made with a publishable",
            ),
        ),
        (
            ApiError::more_permissions_required(key, "acct_1", "charge_read"),
            (
                403,
                invalid,
                Some("more_permissions_required"),
                None,
                false,
                "The provided key 'rk_test_***dddd' does not have the required permissions for this endpoint on account \
                 'acct_1'. Having the 'rak_charge_read' permission would allow this request to continue.",
            ),
        ),
        (
            ApiError::account_invalid(key, "acct_2"),
            (
                403,
                invalid,
                Some("account_invalid"),
                None,
                false,
                "The provided key 'rk_test_***dddd' does not have access to account 'acct_2' (or that account does not \
                 exist). Application access may have been revoked.",
            ),
        ),
        (
            ApiError::unknown_route("GET", "/v1/x/"),
            (
                404,
                invalid,
                None,
                None,
                false,
                "Unrecognized request URL (GET: /v1/x/). If you are trying to list",
            ),
        ),
        (
            ApiError::no_such("customer", "cus_1"),
            (
                404,
                invalid,
                Some("resource_missing"),
                Some("id"),
                true,
                "No such customer: 'cus_1'",
            ),
        ),
        (
            ApiError::no_such("payment_intent", "pi_1"),
            (
                404,
                invalid,
                Some("resource_missing"),
                Some("intent"),
                true,
                "No such payment_intent: 'pi_1'",
            ),
        ),
        (
            ApiError::no_such("setup_intent", "seti_1"),
            (
                404,
                invalid,
                Some("resource_missing"),
                Some("intent"),
                true,
                "No such setupintent: 'seti_1'",
            ),
        ),
        (
            ApiError::no_such("payment_method", "pm_1"),
            (
                404,
                invalid,
                Some("resource_missing"),
                Some("payment_method"),
                true,
                "No such PaymentMethod: 'pm_1'",
            ),
        ),
        (
            ApiError::no_such_in_body("price", "items[0][price]", "price_1"),
            (
                400,
                invalid,
                Some("resource_missing"),
                Some("items[0][price]"),
                true,
                "No such price: 'price_1'",
            ),
        ),
        (
            ApiError::no_such_in_mode("customer", "cus_1", false),
            (
                404,
                invalid,
                Some("resource_missing"),
                Some("id"),
                true,
                "No such customer: 'cus_1'; a similar object exists in live mode, but a test mode key was used to make \
                 this request.",
            ),
        ),
        (
            ApiError::parameter_missing("amount"),
            (
                400,
                invalid,
                Some("parameter_missing"),
                Some("amount"),
                false,
                "Missing required param: amount.",
            ),
        ),
        (
            ApiError::integer_below("amount", 1),
            (
                400,
                invalid,
                Some("parameter_invalid_integer"),
                Some("amount"),
                true,
                "This value must be greater than or equal to 1.",
            ),
        ),
        (
            ApiError::amount_zero(),
            (
                400,
                invalid,
                Some("parameter_invalid_integer"),
                Some("amount"),
                true,
                "The amount must be greater than",
            ),
        ),
        (
            ApiError::amount_too_small("$0.50 usd"),
            (
                400,
                invalid,
                Some("amount_too_small"),
                Some("amount"),
                true,
                "Amount must be at least $0.50 usd",
            ),
        ),
        (
            ApiError::amount_too_large("$999,999.99"),
            (
                400,
                invalid,
                Some("amount_too_large"),
                Some("amount"),
                true,
                "Amount must be no more than $999,999.99",
            ),
        ),
        (
            ApiError::invalid_currency("xxx", &["usd", "aed"]),
            (
                400,
                invalid,
                None,
                Some("currency"),
                true,
                "Invalid currency: xxx. Stripe currently supports these currencies: usd, aed",
            ),
        ),
        (
            ApiError::cannot_expand("x", true),
            (
                400,
                invalid,
                None,
                Some("expand"),
                false,
                "This property cannot be expanded (x). You may want to try expanding 'data.x' instead.",
            ),
        ),
        (
            ApiError::cannot_expand("x", false),
            (
                400,
                invalid,
                None,
                Some("expand"),
                false,
                "This property cannot be expanded (x).",
            ),
        ),
        (
            ApiError::both_cursors(),
            (
                400,
                invalid,
                None,
                None,
                false,
                "Received both starting_after and ending_before parameters. Please pass",
            ),
        ),
        (
            ApiError::invalid_version("1999"),
            (400, invalid, None, None, false, "Invalid Stripe API version: 1999"),
        ),
        (
            ApiError::parameters_exclusive(&["charge", "payment_intent"]),
            (
                400,
                invalid,
                Some("parameters_exclusive"),
                None,
                true,
                "You may only specify one of these parameters: charge, payment_intent.",
            ),
        ),
        (
            ApiError::idempotency_mismatch("k"),
            (
                400,
                idempotency,
                None,
                None,
                false,
                "Keys for idempotent requests can only be used with the same parameters they were first used with. Try \
                 using a key other than 'k' if you meant to execute a different request.",
            ),
        ),
        (
            ApiError::idempotency_key_in_use("k"),
            (
                409,
                idempotency,
                Some("idempotency_key_in_use"),
                None,
                false,
                "There is currently another in-progress request using this Idempotent Key (that probably means you \
                 submitted twice, and the other request is still going through): k. Please try again later.",
            ),
        ),
        (
            ApiError::idempotency_key_invalid(),
            (
                400,
                invalid,
                None,
                None,
                false,
                "Idempotency Key must be a non-empty string.",
            ),
        ),
        (
            ApiError::lock_timeout(),
            (
                429,
                invalid,
                Some("lock_timeout"),
                None,
                false,
                "This object cannot be accessed right now because",
            ),
        ),
        (
            ApiError::rate_limited(RateLimit::EndpointRate),
            (
                429,
                invalid,
                Some("rate_limit"),
                None,
                false,
                "Request rate limit exceeded.",
            ),
        ),
        (
            ApiError::internal(),
            (500, "api_error", None, None, true, "An unknown error occurred"),
        ),
        (
            FormError::Nul.into(),
            (
                400,
                invalid,
                None,
                None,
                false,
                "Invalid request parameters: a null byte.",
            ),
        ),
    ];
    for (error, (status, kind, code, param, kept, message)) in rows {
        assert_eq!(row(&error), (status, kind, code, param, kept), "{}", error.message());
        assert!(error.message().starts_with(message), "{}", error.message());
    }
}

#[test]
fn only_what_may_pass_soon_is_to_be_retried() {
    assert!(ApiError::lock_timeout().should_retry());
    assert!(ApiError::idempotency_key_in_use("k").should_retry());
    assert!(!ApiError::rate_limited(RateLimit::GlobalRate).should_retry());
    assert!(!ApiError::card("card_declined", "Your card was declined.").should_retry());
}

#[test]
fn an_error_is_one_word_wide() {
    assert_eq!(size_of::<ApiError>(), size_of::<usize>());
}

proptest::proptest! {
    #[test]
    fn hiding_never_panics_and_keeps_all_but_digits(text in "([0-9]{1,20}|[ _-]|\\PC){0,12}") {
        let hidden = hide_pans(text.clone());
        proptest::prop_assert_eq!(hidden.len(), text.len());
        for (before, after) in text.bytes().zip(hidden.bytes()) {
            proptest::prop_assert!(before == after || (before.is_ascii_digit() && after == b'*'));
        }
    }
}
