//! Which call a payment intent refuses in which status, word for word.

use florin_flows::{Reply, Shop, flows, text};

flows![
    nothing_is_confirmed_without_a_payment_method,
    what_succeeded_is_over,
    what_is_held_can_only_be_captured_or_canceled,
    what_is_canceled_stays_canceled,
    amounts_are_within_bounds,
    a_payment_method_belongs_to_its_customer,
    a_used_card_is_used_up,
    dynamic_methods_need_a_return_url,
    what_names_nothing_is_refused,
    what_cards_cannot_do,
];

const STATE: &str = "payment_intent_unexpected_state";
const DONE: (&str, &str) = ("return_url", "https://shop.test/done");

async fn intent(shop: &Shop, more: &[(&str, &str)]) -> String {
    let mut form = vec![("amount", "2000"), ("currency", "usd")];
    form.extend_from_slice(more);
    shop.post("/v1/payment_intents", &form).await.ok_id()
}

async fn call(shop: &Shop, id: &str, call: &str, form: &[(&str, &str)]) -> Reply {
    let slash = if call.is_empty() { "" } else { "/" };
    shop.post(&format!("/v1/payment_intents/{id}{slash}{call}"), form).await
}

/// Refused for its state, which is shown, and left as it was.
async fn unexpected(shop: &Shop, id: &str, name: &str, form: &[(&str, &str)], param: &str, message: &str) {
    let before = shop.get(&format!("/v1/payment_intents/{id}"), &[]).await.ok();
    let error = call(shop, id, name, form).await.refused(400, STATE, param, message);
    assert_eq!(error["type"], "invalid_request_error");
    assert_eq!(error["payment_intent"], before);
    assert_eq!(shop.get(&format!("/v1/payment_intents/{id}"), &[]).await.ok(), before);
}

fn not_updatable(what: &str, status: &str) -> String {
    format!(
        "This PaymentIntent's {what} could not be updated because it has a status of {status}. You may only update the \
         {what} of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, \
         requires_action."
    )
}

fn not_capturable(status: &str) -> String {
    format!(
        "This PaymentIntent could not be captured because it has a status of {status}. Only a PaymentIntent with one of \
         the following statuses may be captured: requires_capture."
    )
}

fn not_cancelable(status: &str) -> String {
    format!(
        "You cannot cancel this PaymentIntent because it has a status of {status}. Only a PaymentIntent with one of the \
         following statuses may be canceled: requires_payment_method, requires_capture, requires_reauthorization, \
         requires_confirmation, requires_action, expired, processing."
    )
}

async fn nothing_is_confirmed_without_a_payment_method(shop: Shop) {
    let bare = intent(&shop, &[]).await;
    let message = "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the \
                   PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a \
                   payment method or ConfirmationToken.";
    unexpected(&shop, &bare, "confirm", &[DONE], "", message).await;
    unexpected(
        &shop,
        &bare,
        "capture",
        &[],
        "",
        &not_capturable("requires_payment_method"),
    )
    .await;
    let ready = intent(&shop, &[("payment_method", "pm_card_visa")]).await;
    unexpected(
        &shop,
        &ready,
        "capture",
        &[],
        "",
        &not_capturable("requires_confirmation"),
    )
    .await;
    let customer = shop.customer().await;
    let theirs = intent(&shop, &[("customer", &customer)]).await;
    let message = format!(
        "You cannot confirm this PaymentIntent because it's missing a payment method. To confirm the PaymentIntent with \
         {customer}, specify a payment method attached to this customer along with the customer ID."
    );
    unexpected(&shop, &theirs, "confirm", &[DONE], "", &message).await;
}

async fn what_succeeded_is_over(shop: Shop) {
    let paid = shop.pay("pm_card_visa", &[]).await.ok_id();
    let message =
        "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.";
    unexpected(&shop, &paid, "confirm", &[], "", message).await;
    unexpected(&shop, &paid, "cancel", &[], "", &not_cancelable("succeeded")).await;
    unexpected(
        &shop,
        &paid,
        "",
        &[("amount", "1")],
        "amount",
        &not_updatable("amount", "succeeded"),
    )
    .await;
    let method = [("payment_method", "pm_card_visa")];
    unexpected(
        &shop,
        &paid,
        "",
        &method,
        "payment_method",
        &not_updatable("payment_method", "succeeded"),
    )
    .await;
    unexpected(&shop, &paid, "capture", &[], "", &not_capturable("succeeded")).await;

    let held = shop.pay("pm_card_visa", &[("capture_method", "manual")]).await.ok_id();
    call(&shop, &held, "capture", &[("amount_to_capture", "500")])
        .await
        .ok();
    let message = "The remaining amount on this PaymentIntent could not be captured because the remainder of the \
                   authorized amount has been released.";
    unexpected(&shop, &held, "capture", &[], "", message).await;
}

async fn what_is_held_can_only_be_captured_or_canceled(shop: Shop) {
    let held = shop.pay("pm_card_visa", &[("capture_method", "manual")]).await.ok_id();
    let message = "You cannot confirm this PaymentIntent because it has a status of requires_capture. Only a PaymentIntent \
                   with one of the following statuses may be confirmed: requires_confirmation, requires_action.";
    unexpected(&shop, &held, "confirm", &[], "", message).await;
    unexpected(
        &shop,
        &held,
        "",
        &[("amount", "1")],
        "amount",
        &not_updatable("amount", "requires_capture"),
    )
    .await;
    let message = "The payment could not be captured because the requested capture amount is greater than the amount you \
                   can capture for this charge. Contact us via https://support.stripe.com/contact/ for help.";
    let more = call(&shop, &held, "capture", &[("amount_to_capture", "2001")]).await;
    more.refused(400, "amount_too_large", "amount_to_capture", message);
    let message = format!("This PaymentIntent ({held}) does not have a successful charge to refund.");
    let refund = shop.post("/v1/refunds", &[("payment_intent", &held)]).await;
    refund.refused(400, "", "", &message);
    call(&shop, &held, "", &[("description", "held")]).await.ok();
}

async fn what_is_canceled_stays_canceled(shop: Shop) {
    let id = intent(&shop, &[("payment_method", "pm_card_visa")]).await;
    let canceled = call(&shop, &id, "cancel", &[("cancellation_reason", "duplicate")])
        .await
        .ok();
    assert_eq!(
        (&canceled["status"], &canceled["cancellation_reason"]),
        (&"canceled".into(), &"duplicate".into())
    );
    assert!(canceled["canceled_at"].is_i64());
    unexpected(&shop, &id, "cancel", &[], "", &not_cancelable("canceled")).await;
    unexpected(&shop, &id, "capture", &[], "", &not_capturable("canceled")).await;
    unexpected(
        &shop,
        &id,
        "",
        &[("amount", "1")],
        "amount",
        &not_updatable("amount", "canceled"),
    )
    .await;
    let message = "You cannot confirm this PaymentIntent because it has a status of canceled. Only a PaymentIntent with \
                   one of the following statuses may be confirmed: requires_confirmation, requires_action.";
    unexpected(&shop, &id, "confirm", &[], "", message).await;
    call(&shop, &id, "", &[("metadata[a]", "b")]).await.ok();
}

async fn amounts_are_within_bounds(shop: Shop) {
    let zero = "The amount must be greater than or equal to the minimum charge amount allowed for your account and the \
                currency set (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to save \
                a Payment Method for future use without an immediate payment, use a Setup Intent instead: \
                https://docs.stripe.com/payments/save-and-reuse";
    let one = "This value must be greater than or equal to 1.";
    let cases = [
        ("0", "usd", "parameter_invalid_integer", zero),
        ("-1", "usd", "parameter_invalid_integer", one),
        ("49", "usd", "amount_too_small", "Amount must be at least $0.50 usd"),
        (
            "1000000000000",
            "usd",
            "amount_too_large",
            "Amount must be no more than $9,999,999,999.99",
        ),
        ("1.5", "usd", "parameter_invalid_integer", "Invalid integer: 1.5"),
        ("ten", "usd", "parameter_invalid_integer", "Invalid integer: ten"),
    ];
    for (amount, currency, code, message) in cases {
        let reply = shop
            .post("/v1/payment_intents", &[("amount", amount), ("currency", currency)])
            .await;
        reply.refused(400, code, "amount", message);
    }
    for (amount, currency) in [("50", "usd"), ("999999999999", "usd"), ("50", "jpy"), ("100", "kwd")] {
        let reply = shop
            .post("/v1/payment_intents", &[("amount", amount), ("currency", currency)])
            .await;
        assert_eq!(reply.ok()["currency"], currency);
    }
    let upper = shop
        .post("/v1/payment_intents", &[("amount", "500"), ("currency", "EUR")])
        .await;
    assert_eq!(upper.ok()["currency"], "eur");
    let reply = shop
        .post("/v1/payment_intents", &[("amount", "500"), ("currency", "xxx")])
        .await;
    assert_eq!(reply.error(400)["param"], "currency");
    let reply = shop.post("/v1/payment_intents", &[("currency", "usd")]).await;
    reply.refused(400, "parameter_missing", "amount", "Missing required param: amount.");
}

async fn a_payment_method_belongs_to_its_customer(shop: Shop) {
    let (customer, other) = (shop.customer().await, shop.customer().await);
    let card = shop.saved_card(&customer, "pm_card_visa").await;
    let message = format!(
        "The `payment_method` parameter supplied {card} belongs to the Customer {customer}. Please include the Customer in \
         the `customer` parameter on the PaymentIntent."
    );
    shop.pay(&card, &[])
        .await
        .refused(400, "parameter_missing", "source", &message);
    let message = format!(
        "The PaymentMethod {card} does not belong to the Customer you supplied {other}. Please use this PaymentMethod with \
         the Customer that it belongs to instead."
    );
    shop.pay(&card, &[("customer", &other)])
        .await
        .refused(400, "", "payment_method", &message);
    shop.pay(&card, &[("customer", &customer)]).await.ok();
    shop.pay(&card, &[("customer", &customer)]).await.ok();
}

async fn a_used_card_is_used_up(shop: Shop) {
    let consumed = "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared \
                    with a connected account without Customer attachment, or was detached from a Customer. It may not be \
                    used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.";
    let paid = shop.pay("pm_card_visa", &[]).await.ok();
    let card = text(&paid["payment_method"]);
    shop.pay(card, &[]).await.refused(400, "", "", consumed);
    let customer = shop.customer().await;
    let message = "This PaymentMethod was previously used without being attached to a Customer or was detached from a \
                   Customer, and may not be used again.";
    let attach = shop
        .post(
            &format!("/v1/payment_methods/{card}/attach"),
            &[("customer", &customer)],
        )
        .await;
    attach.refused(400, "", "", message);
}

async fn dynamic_methods_need_a_return_url(shop: Shop) {
    let message = "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of \
                   these payment methods might redirect your customer off of your page, you must provide a `return_url`. \
                   If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to \
                   `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and \
                   Payment Intents.";
    let form = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("payment_method", "pm_card_visa"),
        ("confirm", "true"),
    ];
    shop.post("/v1/payment_intents", &form)
        .await
        .refused(400, "", "return_url", message);
    let mut never = form.to_vec();
    never.extend([
        ("automatic_payment_methods[enabled]", "true"),
        ("automatic_payment_methods[allow_redirects]", "never"),
    ]);
    assert_eq!(
        shop.post("/v1/payment_intents", &never).await.ok()["status"],
        "succeeded"
    );
}

async fn what_names_nothing_is_refused(shop: Shop) {
    let id = "pi_300000000000000000000000";
    let message = format!("No such payment_intent: '{id}'");
    for name in ["", "confirm", "capture", "cancel"] {
        call(&shop, id, name, &[])
            .await
            .refused(404, "resource_missing", "intent", &message);
    }
    let get = shop.get(&format!("/v1/payment_intents/{id}"), &[]).await;
    get.refused(404, "resource_missing", "intent", &message);
    let card = shop.pay("pm_1000000000000000000000000", &[]).await;
    let message = "No such PaymentMethod: 'pm_1000000000000000000000000'";
    card.refused(400, "resource_missing", "payment_method", message);
    let magic = shop.pay("pm_card_nonsense", &[]).await;
    magic.refused(
        400,
        "resource_missing",
        "payment_method",
        "No such PaymentMethod: 'pm_card_nonsense'",
    );
    let customer = shop.pay("pm_card_visa", &[("customer", "cus_1")]).await;
    customer.refused(400, "resource_missing", "customer", "No such customer: 'cus_1'");
}

async fn what_cards_cannot_do(shop: Shop) {
    let held = shop.pay("pm_card_visa", &[("capture_method", "manual")]).await.ok_id();
    let error = call(&shop, &held, "increment_authorization", &[("amount", "3000")])
        .await
        .error(400);
    assert_eq!(error["payment_intent"]["amount"], 2000);
    let paid = shop.pay("pm_card_visa", &[]).await.ok_id();
    let late = call(&shop, &paid, "increment_authorization", &[("amount", "3000")])
        .await
        .error(400);
    assert_eq!(late["code"], STATE);
    for name in ["apply_customer_balance", "verify_microdeposits"] {
        let error = call(&shop, &paid, name, &[]).await.error(400);
        assert_eq!(error["code"], "intent_invalid_state", "{name}");
    }
}
