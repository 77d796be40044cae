//! How each operation is called so that it does what it is for.

/// An operation, and a call of it that succeeds.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    pub operation: &'static str,
    pub path: &'static str,
    pub form: &'static str,
}

const fn case(operation: &'static str, path: &'static str, form: &'static str) -> Case {
    Case { operation, path, form }
}

const OPEN_INTENT: &str = "amount=2000&currency=usd";

/// Every operation that has parameters.
pub const CASES: &[Case] = &[
    case("GET /v1/account", "/v1/account", ""),
    case("GET /v1/accounts/{id}", "/v1/accounts/{account}", ""),
    case("GET /v1/balance", "/v1/balance", ""),
    case("GET /v1/balance_transactions", "/v1/balance_transactions", ""),
    case(
        "GET /v1/balance_transactions/{id}",
        "/v1/balance_transactions/{refund.balance_transaction}",
        "",
    ),
    case("GET /v1/charges", "/v1/charges", ""),
    case("GET /v1/charges/{id}", "/v1/charges/{paid.latest_charge}", ""),
    case(
        "GET /v1/charges/{id}/refunds",
        "/v1/charges/{paid.latest_charge}/refunds",
        "",
    ),
    case(
        "GET /v1/charges/{charge}/refunds/{id}",
        "/v1/charges/{paid.latest_charge}/refunds/{refund}",
        "",
    ),
    case(
        "GET /v1/confirmation_tokens/{id}",
        "/v1/confirmation_tokens/{ctoken}",
        "",
    ),
    case("GET /v1/customers", "/v1/customers", ""),
    case("GET /v1/customers/{id}", "/v1/customers/{customer}", ""),
    case(
        "GET /v1/customers/{id}/payment_methods",
        "/v1/customers/{customer}/payment_methods",
        "",
    ),
    case(
        "GET /v1/customers/{customer}/payment_methods/{id}",
        "/v1/customers/{customer}/payment_methods/{saved}",
        "",
    ),
    case("GET /v1/disputes", "/v1/disputes", ""),
    case("GET /v1/disputes/{id}", "/v1/disputes/{dispute}", ""),
    case(
        "POST /v1/disputes/{id}",
        "/v1/disputes/{dispute}",
        "evidence[customer_name]=Jenny",
    ),
    case("POST /v1/disputes/{id}/close", "/v1/disputes/{dispute}/close", ""),
    case(
        "GET /v1/radar/early_fraud_warnings",
        "/v1/radar/early_fraud_warnings",
        "",
    ),
    case(
        "GET /v1/radar/early_fraud_warnings/{id}",
        "/v1/radar/early_fraud_warnings/{warning}",
        "",
    ),
    case("GET /v1/reviews", "/v1/reviews", ""),
    case("GET /v1/reviews/{id}", "/v1/reviews/{review}", ""),
    case("POST /v1/reviews/{id}/approve", "/v1/reviews/{review}/approve", ""),
    case("GET /v1/events", "/v1/events", ""),
    case("GET /v1/events/{id}", "/v1/events/{event}", ""),
    case("GET /v1/payment_intents", "/v1/payment_intents", ""),
    case("GET /v1/payment_intents/{id}", "/v1/payment_intents/{paid}", ""),
    case(
        "GET /v1/payment_intents/{id}/amount_details_line_items",
        "/v1/payment_intents/{itemized}/amount_details_line_items",
        "",
    ),
    case("GET /v1/mandates/{id}", "/v1/mandates/{mandate}", ""),
    case("GET /v1/payment_methods", "/v1/payment_methods", "customer={customer}"),
    case("GET /v1/payment_methods/{id}", "/v1/payment_methods/{saved}", ""),
    case("GET /v1/refunds", "/v1/refunds", ""),
    case("GET /v1/refunds/{id}", "/v1/refunds/{refund}", ""),
    case(
        "GET /v1/tax_ids",
        "/v1/tax_ids",
        "owner[type]=customer&owner[customer]={customer}",
    ),
    case("GET /v1/tax_ids/{id}", "/v1/tax_ids/{tax_id}", ""),
    case("GET /v1/customers/{id}/tax_ids", "/v1/customers/{customer}/tax_ids", ""),
    case(
        "GET /v1/customers/{customer}/tax_ids/{id}",
        "/v1/customers/{customer}/tax_ids/{tax_id}",
        "",
    ),
    case(
        "POST /v1/customers/{id}/tax_ids",
        "/v1/customers/{customer}/tax_ids",
        "type=eu_vat&value=DE123456789",
    ),
    case("POST /v1/tax_ids", "/v1/tax_ids", "type=eu_vat&value=DE123456789"),
    case("GET /v1/setup_attempts", "/v1/setup_attempts", "setup_intent={set_up}"),
    case("GET /v1/setup_intents", "/v1/setup_intents", ""),
    case("GET /v1/setup_intents/{id}", "/v1/setup_intents/{set_up}", ""),
    case("GET /v1/webhook_endpoints", "/v1/webhook_endpoints", ""),
    case(
        "POST /v1/charges",
        "/v1/charges",
        "amount=2000&currency=usd&source=tok_visa",
    ),
    case("POST /v1/charges/{id}", "/v1/charges/{paid.latest_charge}", ""),
    case("POST /v1/charges/{id}", "/v1/charges/{held.latest_charge}", ""),
    case(
        "POST /v1/charges/{id}/capture",
        "/v1/charges/{held.latest_charge}/capture",
        "",
    ),
    case(
        "POST /v1/charges/{id}/refund",
        "/v1/charges/{paid.latest_charge}/refund",
        "amount=1",
    ),
    case(
        "POST /v1/charges/{id}/refunds",
        "/v1/charges/{paid.latest_charge}/refunds",
        "amount=1",
    ),
    case(
        "POST /v1/customer_sessions",
        "/v1/customer_sessions",
        "customer={customer}&components[payment_element][enabled]=true",
    ),
    case("POST /v1/customers", "/v1/customers", ""),
    case("POST /v1/customers/{id}", "/v1/customers/{customer}", ""),
    case(
        "POST /v1/events/{id}/retry",
        "/v1/events/{event}/retry",
        "webhook_endpoint={hook}",
    ),
    case("POST /v1/payment_intents", "/v1/payment_intents", OPEN_INTENT),
    case(
        "POST /v1/elements/bank_accounts",
        "/v1/elements/bank_accounts",
        "account=success",
    ),
    case("POST /v1/payment_intents/{id}", "/v1/payment_intents/{open}", ""),
    case(
        "POST /v1/payment_intents/{id}/confirm",
        "/v1/payment_intents/{open}/confirm",
        "payment_method=pm_card_visa&return_url=https://shop.example/done",
    ),
    case(
        "POST /v1/payment_intents/{id}",
        "/v1/payment_intents/{open_transfer}",
        "",
    ),
    case(
        "POST /v1/payment_intents/{id}/confirm",
        "/v1/payment_intents/{itemized}/confirm",
        "payment_method={saved}&return_url=https://shop.example/done",
    ),
    case(
        "POST /v1/payment_intents/{id}/capture",
        "/v1/payment_intents/{held}/capture",
        "",
    ),
    case(
        "POST /v1/payment_intents/{id}/capture",
        "/v1/payment_intents/{held_transfer}/capture",
        "",
    ),
    case(
        "POST /v1/payment_intents/{id}/cancel",
        "/v1/payment_intents/{held}/cancel",
        "",
    ),
    case(
        "POST /v1/payment_intents/{id}/increment_authorization",
        "/v1/payment_intents/{held}/increment_authorization",
        "amount=3000",
    ),
    case(
        "POST /v1/payment_intents/{id}/apply_customer_balance",
        "/v1/payment_intents/{open}/apply_customer_balance",
        "",
    ),
    case(
        "POST /v1/payment_intents/{id}/verify_microdeposits",
        "/v1/payment_intents/{open}/verify_microdeposits",
        "",
    ),
    case(
        "POST /v1/payment_methods",
        "/v1/payment_methods",
        "type=card&card[token]=tok_visa",
    ),
    case("POST /v1/payment_methods/{id}", "/v1/payment_methods/{saved}", ""),
    case(
        "POST /v1/payment_methods/{id}",
        "/v1/payment_methods/{account_of_customer}",
        "",
    ),
    case("POST /v1/payment_methods/{id}", "/v1/payment_methods/{payto}", ""),
    case(
        "POST /v1/payment_methods/{id}/attach",
        "/v1/payment_methods/{card}/attach",
        "customer={customer}",
    ),
    case(
        "POST /v1/payment_methods/{id}/detach",
        "/v1/payment_methods/{saved}/detach",
        "",
    ),
    case(
        "POST /v1/refunds",
        "/v1/refunds",
        "charge={paid.latest_charge}&amount=100",
    ),
    case("POST /v1/refunds/{id}", "/v1/refunds/{refund}", ""),
    case("POST /v1/refunds/{id}/cancel", "/v1/refunds/{refund}/cancel", ""),
    case(
        "POST /v1/test_helpers/refunds/{id}/expire",
        "/v1/test_helpers/refunds/{refund}/expire",
        "",
    ),
    case("POST /v1/setup_intents", "/v1/setup_intents", ""),
    case("POST /v1/setup_intents/{id}", "/v1/setup_intents/{setup}", ""),
    case(
        "POST /v1/setup_intents/{id}/confirm",
        "/v1/setup_intents/{setup}/confirm",
        "payment_method=pm_card_visa&return_url=https://shop.example/done",
    ),
    case(
        "POST /v1/setup_intents/{id}/cancel",
        "/v1/setup_intents/{setup_of_customer}/cancel",
        "",
    ),
    case(
        "POST /v1/setup_intents/{id}/verify_microdeposits",
        "/v1/setup_intents/{setup}/verify_microdeposits",
        "",
    ),
    case(
        "POST /v1/test_helpers/confirmation_tokens",
        "/v1/test_helpers/confirmation_tokens",
        "payment_method=pm_card_visa",
    ),
    case("POST /v1/tokens", "/v1/tokens", "card=tok_visa"),
    case("GET /v1/tokens/{id}", "/v1/tokens/{token}", ""),
    case(
        "POST /v1/webhook_endpoints",
        "/v1/webhook_endpoints",
        "url=https://shop.example/new&enabled_events[0]=*",
    ),
    case("GET /v1/webhook_endpoints/{id}", "/v1/webhook_endpoints/{hook}", ""),
    case("POST /v1/webhook_endpoints/{id}", "/v1/webhook_endpoints/{hook}", ""),
    case(
        "POST /v1/payment_method_configurations",
        "/v1/payment_method_configurations",
        "",
    ),
    case(
        "GET /v1/payment_method_configurations",
        "/v1/payment_method_configurations",
        "",
    ),
    case(
        "GET /v1/payment_method_configurations/{id}",
        "/v1/payment_method_configurations/{configuration}",
        "",
    ),
    case(
        "POST /v1/payment_method_configurations/{id}",
        "/v1/payment_method_configurations/{configuration}",
        "",
    ),
    case(
        "POST /v1/confirmation_tokens",
        "/v1/confirmation_tokens",
        "payment_method=pm_card_visa",
    ),
    case(
        "GET /v1/elements/sessions",
        "/v1/elements/sessions",
        "type=deferred_intent&deferred_intent[mode]=payment&deferred_intent[amount]=2000&deferred_intent[currency]=usd",
    ),
    case(
        "GET /v1/elements/sessions",
        "/v1/elements/sessions",
        "type=payment_intent&client_secret={open.client_secret}",
    ),
    case(
        "POST /v1/elements/payment_methods/{id}",
        "/v1/elements/payment_methods/{saved}",
        "customer_session_client_secret={session.client_secret}",
    ),
    case(
        "POST /v1/elements/payment_methods/{id}/detach",
        "/v1/elements/payment_methods/{saved}/detach",
        "customer_session_client_secret={session.client_secret}",
    ),
    case("POST /v1/3ds2/authenticate", "/v1/3ds2/authenticate", "source={asked}"),
    case(
        "POST /v1/3ds2/challenge_complete",
        "/v1/3ds2/challenge_complete",
        "source={asked}",
    ),
];
