//! What the shop has before anything is tried.

use crate::shop::Step;

const OPEN_INTENT: &str = "amount=2000&currency=usd";
const HELD: &str = "amount=2000&currency=usd&capture_method=manual&confirm=true&payment_method=pm_card_visa\
                    &return_url=https://shop.example/done";

/// What the shop has, in the order it is made: name, path, form.
pub const SHOP: &[Step] = &[
    (
        "disputed_first",
        "/v1/payment_intents",
        "amount=2000&currency=usd&confirm=true&capture_method=automatic&payment_method=pm_card_createDispute&return_url=https://shop.example/done",
    ),
    (
        "disputed",
        "/v1/payment_intents",
        "amount=2000&currency=usd&confirm=true&capture_method=automatic&payment_method=pm_card_createDispute&return_url=https://shop.example/done",
    ),
    (
        "warned_first",
        "/v1/payment_intents",
        "amount=2000&currency=usd&confirm=true&capture_method=automatic&payment_method=pm_card_createIssuerFraudRecord&return_url=https://shop.example/done",
    ),
    (
        "warned",
        "/v1/payment_intents",
        "amount=2000&currency=usd&confirm=true&capture_method=automatic&payment_method=pm_card_createIssuerFraudRecord&return_url=https://shop.example/done",
    ),
    (
        "reviewed_first",
        "/v1/payment_intents",
        "amount=2000&currency=usd&confirm=true&capture_method=automatic&payment_method=pm_card_riskLevelElevated&return_url=https://shop.example/done",
    ),
    (
        "reviewed",
        "/v1/payment_intents",
        "amount=2000&currency=usd&confirm=true&capture_method=automatic&payment_method=pm_card_riskLevelElevated&return_url=https://shop.example/done",
    ),
    ("customer", "/v1/customers", "email=jenny@example.com&name=Jenny"),
    ("other", "/v1/customers", "email=rocky@example.com"),
    ("third", "/v1/customers", "source=tok_visa"),
    ("card", "/v1/payment_methods", "type=card&card[token]=tok_visa"),
    (
        "saved_first",
        "/v1/payment_methods/pm_card_mastercard/attach",
        "customer={customer}",
    ),
    (
        "saved",
        "/v1/payment_methods/pm_card_visa/attach",
        "customer={customer}",
    ),
    (
        "saved_of_other",
        "/v1/payment_methods/pm_card_visa/attach",
        "customer={other}",
    ),
    ("linked", "/v1/elements/bank_accounts", "account=success"),
    ("linked_again", "/v1/elements/bank_accounts", "account=no_account"),
    (
        "account_of_customer",
        "/v1/payment_methods",
        "type=us_bank_account&us_bank_account[account_number]=000123456789&us_bank_account[routing_number]=110000000\
         &us_bank_account[account_holder_type]=individual&billing_details[name]=Jenny",
    ),
    (
        "account_of_customer",
        "/v1/payment_methods/{account_of_customer}/attach",
        "customer={customer}",
    ),
    (
        "paid",
        "/v1/payment_intents",
        "amount=2000&currency=usd&confirm=true&payment_method={saved}&customer={customer}&capture_method=automatic\
         &return_url=https://shop.example/done&transfer_group=group",
    ),
    (
        "paid_again",
        "/v1/payment_intents",
        "amount=3000&currency=usd&confirm=true&payment_method={saved_of_other}&customer={other}&capture_method=automatic\
         &return_url=https://shop.example/done",
    ),
    ("held", "/v1/payment_intents", HELD),
    ("open", "/v1/payment_intents", OPEN_INTENT),
    (
        "open_transfer",
        "/v1/payment_intents",
        "amount=2000&currency=usd&transfer_data[destination]={account}",
    ),
    (
        "held_transfer",
        "/v1/payment_intents",
        "amount=2000&currency=usd&capture_method=manual&confirm=true&payment_method=pm_card_visa\
         &return_url=https://shop.example/done&transfer_data[destination]={account}",
    ),
    (
        "itemized",
        "/v1/payment_intents",
        "amount=2000&currency=usd&customer={customer}&amount_details[line_items][0][product_name]=a\
         &amount_details[line_items][0][quantity]=1&amount_details[line_items][0][unit_cost]=1000\
         &amount_details[line_items][1][product_name]=b&amount_details[line_items][1][quantity]=1\
         &amount_details[line_items][1][unit_cost]=1000",
    ),
    ("refund", "/v1/refunds", "charge={paid.latest_charge}&amount=100"),
    ("refund_again", "/v1/refunds", "charge={paid.latest_charge}&amount=200"),
    (
        "payto",
        "/v1/payment_methods",
        "type=payto&payto[pay_id]=jenny@example.com",
    ),
    ("payto", "/v1/payment_methods/{payto}/attach", "customer={customer}"),
    (
        "tax_id",
        "/v1/customers/{customer}/tax_ids",
        "type=eu_vat&value=DE123456789",
    ),
    (
        "tax_id_again",
        "/v1/customers/{customer}/tax_ids",
        "type=gb_vat&value=GB123456789",
    ),
    (
        "tax_id_of_other",
        "/v1/customers/{other}/tax_ids",
        "type=gb_vat&value=GB123456789",
    ),
    ("security_code", "/v1/tokens", "cvc_update[cvc]=123"),
    ("security_code_again", "/v1/tokens", "cvc_update[cvc]=124"),
    (
        "agreed",
        "/v1/setup_intents",
        "confirm=true&payment_method={saved}&customer={customer}&return_url=https://shop.example/done\
         &mandate_data[customer_acceptance][type]=offline",
    ),
    ("setup_to_self", "/v1/setup_intents", "attach_to_self=true"),
    ("setup", "/v1/setup_intents", ""),
    (
        "setup_of_customer",
        "/v1/setup_intents",
        "customer={customer}&payment_method={saved}",
    ),
    (
        "setup_of_other",
        "/v1/setup_intents",
        "customer={other}&payment_method={saved_of_other}",
    ),
    ("set_up", "/v1/setup_intents", "customer={customer}"),
    (
        "declined",
        "/v1/setup_intents/{set_up}/confirm",
        "payment_method=pm_card_chargeDeclined&return_url=https://shop.example/done",
    ),
    (
        "set_up",
        "/v1/setup_intents/{set_up}/confirm",
        "payment_method={saved}&return_url=https://shop.example/done",
    ),
    (
        "ctoken_again",
        "/v1/test_helpers/confirmation_tokens",
        "payment_method=pm_card_mastercard",
    ),
    (
        "ctoken",
        "/v1/test_helpers/confirmation_tokens",
        "payment_method=pm_card_visa",
    ),
    ("configuration", "/v1/payment_method_configurations", "name=one"),
    ("configuration_again", "/v1/payment_method_configurations", "name=two"),
    (
        "session",
        "/v1/customer_sessions",
        "customer={customer}&components[payment_element][enabled]=true\
         &components[payment_element][features][payment_method_redisplay]=enabled\
         &components[payment_element][features][payment_method_remove]=enabled\
         &components[payment_element][features][payment_method_save]=enabled\
         &components[payment_element][features][payment_method_save_usage]=off_session\
         &components[payment_element][features][payment_method_allow_redisplay_filters][0]=unspecified\
         &components[payment_element][features][payment_method_allow_redisplay_filters][1]=always",
    ),
    (
        "asked_intent",
        "/v1/payment_intents",
        "amount=2000&currency=usd&confirm=true&payment_method=pm_card_threeDSecure2Required&use_stripe_sdk=true",
    ),
    ("token", "/v1/tokens", "card=tok_visa"),
    (
        "hook",
        "/v1/webhook_endpoints",
        "url=https://shop.example/hook&enabled_events[]=*",
    ),
    (
        "hook_again",
        "/v1/webhook_endpoints",
        "url=https://shop.example/again&enabled_events[]=*",
    ),
];

/// What is found in the shop afterwards: name, path, where in the answer.
pub const FOUND: &[Step] = &[
    ("event", "/v1/events", "/data/0/id"),
    ("oldest_event", "/v1/events", "/data/1/id"),
    ("attempt", "/v1/setup_attempts?setup_intent={set_up}", "/data/0/id"),
    (
        "attempt_again",
        "/v1/setup_attempts?setup_intent={set_up}",
        "/data/1/id",
    ),
    (
        "line_item",
        "/v1/payment_intents/{itemized}/amount_details_line_items",
        "/data/0/id",
    ),
    (
        "line_item_again",
        "/v1/payment_intents/{itemized}/amount_details_line_items",
        "/data/1/id",
    ),
    (
        "asked",
        "/v1/payment_intents/{asked_intent}",
        "/next_action/use_stripe_sdk/three_d_secure_2_source",
    ),
    ("mandate", "/v1/setup_intents/{agreed}", "/mandate"),
    ("dispute", "/v1/disputes", "/data/0/id"),
    ("dispute_first", "/v1/disputes", "/data/1/id"),
    ("warning", "/v1/radar/early_fraud_warnings", "/data/0/id"),
    ("warning_first", "/v1/radar/early_fraud_warnings", "/data/1/id"),
    ("review", "/v1/reviews", "/data/0/id"),
    ("review_first", "/v1/reviews", "/data/1/id"),
    (
        "paid_again.balance_transaction",
        "/v1/charges/{paid_again.latest_charge}",
        "/balance_transaction",
    ),
];
