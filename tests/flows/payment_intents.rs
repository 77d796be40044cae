//! Payments: in one call, in two steps, with a saved card.

use florin_flows::{Shop, flows, stable, text};
use serde_json::{Value, json};

flows![
    a_card_is_charged_in_one_call,
    a_payment_goes_in_two_steps,
    the_balance_transaction_comes_later,
    a_declined_payment_can_be_tried_again,
    the_customers_default_pays,
    line_items_are_listed,
    amounts_add_up_or_say_that_they_do_not,
    authenticated_elsewhere_is_not_asked_again,
    a_security_code_is_used_once,
];

async fn a_card_is_charged_in_one_call(shop: Shop) {
    let paid = shop
        .pay(
            "pm_card_visa",
            &[("metadata[order]", "7"), ("expand[]", "latest_charge")],
        )
        .await
        .ok();
    assert_eq!(paid["status"], "succeeded");
    assert_eq!(paid["latest_charge"]["payment_intent"], paid["id"]);
    assert_eq!(paid["latest_charge"]["metadata"], json!({"order": "7"}));
    insta::assert_json_snapshot!("payment_intent_paid", stable(&paid));
}

async fn a_payment_goes_in_two_steps(shop: Shop) {
    let form = [("amount", "1099"), ("currency", "eur")];
    let intent = shop.post("/v1/payment_intents", &form).await.ok();
    assert_eq!(intent["status"], "requires_payment_method");
    assert_eq!(intent["automatic_payment_methods"]["enabled"], true);
    insta::assert_json_snapshot!("payment_intent_new", stable(&intent));
    let path = format!("/v1/payment_intents/{}", text(&intent["id"]));

    let with = shop.post(&path, &[("payment_method", "pm_card_visa")]).await.ok();
    assert_eq!(with["status"], "requires_confirmation");
    assert!(text(&with["payment_method"]).starts_with("pm_1"));
    let without = shop.post(&path, &[("payment_method", "")]).await.ok();
    assert_eq!(
        (&without["status"], &without["payment_method"]),
        (&"requires_payment_method".into(), &Value::Null)
    );
    shop.post(&path, &[("payment_method", "pm_card_visa"), ("amount", "1200")])
        .await
        .ok();
    let confirm = [("return_url", "https://shop.test/done")];
    let paid = shop.post(&format!("{path}/confirm"), &confirm).await.ok();
    assert_eq!(
        (&paid["status"], &paid["amount_received"]),
        (&"succeeded".into(), &1200.into())
    );
    let changed = shop
        .post(&path, &[("description", "paid"), ("metadata[a]", "b")])
        .await
        .ok();
    assert_eq!(
        (&changed["description"], &changed["metadata"]["a"]),
        (&"paid".into(), &"b".into())
    );
}

async fn the_balance_transaction_comes_later(shop: Shop) {
    let paid = shop.pay("pm_card_visa", &[("expand[]", "latest_charge")]).await.ok();
    assert_eq!(paid["latest_charge"]["balance_transaction"], Value::Null);
    shop.later().await;
    let charge = format!("/v1/charges/{}", text(&paid["latest_charge"]["id"]));
    let charge = shop.get(&charge, &[]).await.ok();
    assert!(text(&charge["balance_transaction"]).starts_with("txn_"));

    let at_once = shop
        .pay(
            "pm_card_visa",
            &[("capture_method", "automatic"), ("expand[]", "latest_charge")],
        )
        .await;
    assert!(text(&at_once.ok()["latest_charge"]["balance_transaction"]).starts_with("txn_"));
}

async fn a_declined_payment_can_be_tried_again(shop: Shop) {
    let declined = shop.pay("pm_card_chargeDeclined", &[]).await;
    let error = declined.refused(402, "card_declined", "", "Your card was declined.");
    assert_eq!(
        (&error["type"], &error["decline_code"]),
        (&"card_error".into(), &"generic_decline".into())
    );
    insta::assert_json_snapshot!("payment_intent_declined", stable(&declined.json()));
    let intent = &error["payment_intent"];
    assert_eq!(
        (&intent["status"], &intent["payment_method"]),
        (&"requires_payment_method".into(), &Value::Null)
    );
    assert_eq!(intent["latest_charge"], error["charge"]);
    let charge = shop
        .get(&format!("/v1/charges/{}", text(&error["charge"])), &[])
        .await
        .ok();
    assert_eq!(
        (&charge["status"], &charge["failure_code"]),
        (&"failed".into(), &"card_declined".into())
    );

    let path = format!("/v1/payment_intents/{}", text(&intent["id"]));
    assert_eq!(shop.get(&path, &[]).await.ok(), *intent);
    let form = [
        ("payment_method", "pm_card_visa"),
        ("return_url", "https://shop.test/done"),
    ];
    let paid = shop.post(&format!("{path}/confirm"), &form).await.ok();
    assert_eq!(
        (&paid["status"], &paid["last_payment_error"]),
        (&"succeeded".into(), &Value::Null)
    );
    assert_ne!(paid["latest_charge"], error["charge"]);
}

async fn the_customers_default_pays(shop: Shop) {
    let customer = shop.customer().await;
    let card = shop.saved_card(&customer, "pm_card_mastercard").await;
    let form = [
        ("amount", "700"),
        ("currency", "usd"),
        ("customer", customer.as_str()),
        ("confirm", "true"),
        ("return_url", "https://shop.test/done"),
    ];
    let missing = shop.post("/v1/payment_intents", &form).await;
    missing.refused(
        400,
        "payment_intent_unexpected_state",
        "",
        &format!(
            "You cannot confirm this PaymentIntent because it's missing a payment method. To confirm the PaymentIntent \
             with {customer}, specify a payment method attached to this customer along with the customer ID."
        ),
    );
    let default = [("invoice_settings[default_payment_method]", card.as_str())];
    shop.post(&format!("/v1/customers/{customer}"), &default).await.ok();
    let paid = shop.post("/v1/payment_intents", &form).await.ok();
    assert_eq!(
        (&paid["status"], &paid["payment_method"]),
        (&"succeeded".into(), &card.as_str().into())
    );
}

async fn line_items_are_listed(shop: Shop) {
    let item = "amount_details[line_items]";
    let form = [
        ("amount", "2000"),
        ("currency", "usd"),
        (&format!("{item}[0][product_name]"), "shirt"),
        (&format!("{item}[0][quantity]"), "2"),
        (&format!("{item}[0][unit_cost]"), "500"),
        (&format!("{item}[1][product_name]"), "hat"),
        (&format!("{item}[1][quantity]"), "1"),
        (&format!("{item}[1][unit_cost]"), "1000"),
    ];
    let intent = shop.post("/v1/payment_intents", &form).await.ok_id();
    let path = format!("/v1/payment_intents/{intent}/amount_details_line_items");
    let all = shop.get(&path, &[]).await.ok();
    assert_eq!(
        (&all["data"][0]["product_name"], &all["data"][1]["unit_cost"]),
        (&"shirt".into(), &1000.into())
    );
    let first = shop.get(&path, &[("limit", "1")]).await.ok();
    assert_eq!((&first["has_more"], &first["data"][0]), (&true.into(), &all["data"][0]));
    let rest = shop
        .get(&path, &[("starting_after", text(&first["data"][0]["id"]))])
        .await
        .ok();
    assert_eq!(rest["data"], json!([all["data"][1]]));
    let before = [("ending_before", text(&all["data"][1]["id"]))];
    assert_eq!(shop.get(&path, &before).await.ok()["data"], json!([all["data"][0]]));
}

async fn amounts_add_up_or_say_that_they_do_not(shop: Shop) {
    let item = "amount_details[line_items][0]";
    let names = [
        format!("{item}[product_name]"),
        format!("{item}[quantity]"),
        format!("{item}[unit_cost]"),
    ];
    let mut form = vec![
        ("amount", "2000"),
        ("currency", "usd"),
        (names[0].as_str(), "shirt"),
        (names[1].as_str(), "2"),
        (names[2].as_str(), "900"),
    ];
    let code = "amount_details_amount_mismatch";
    let message = "The amount details add up to 1800, but the amount is 2000.";
    shop.post("/v1/payment_intents", &form)
        .await
        .refused(400, code, "amount_details", message);
    form.push(("amount_details[enforce_arithmetic_validation]", "false"));
    let shown = shop.post("/v1/payment_intents", &form).await.ok();
    assert_eq!(
        shown["amount_details"]["error"],
        json!({"code": code, "message": message})
    );
    let path = format!("/v1/payment_intents/{}", text(&shown["id"]));
    let mended = shop
        .post(&path, &[("amount_details[shipping][amount]", "200")])
        .await
        .ok();
    assert!(mended["amount_details"].get("error").is_none(), "{mended}");
}

async fn authenticated_elsewhere_is_not_asked_again(shop: Shop) {
    let at = "payment_method_options[card][three_d_secure]";
    let names = [
        "cryptogram",
        "transaction_id",
        "version",
        "electronic_commerce_indicator",
        "ares_trans_status",
    ];
    let names = names.map(|name| format!("{at}[{name}]"));
    let values = [
        "AAABBWcSNIdjeUZThmNHAAAAAAA=",
        "f38e6948-5388-41a6-bca4-b49723c19437",
        "2.2.0",
        "05",
        "Y",
    ];
    let mut form: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(values).collect();
    let paid = shop.pay("pm_card_authenticationRequired", &form).await.ok();
    assert_eq!(paid["status"], "succeeded");
    assert!(
        paid["payment_method_options"]["card"].get("three_d_secure").is_none(),
        "{paid}"
    );
    let charge = shop
        .get(&format!("/v1/charges/{}", text(&paid["latest_charge"])), &[])
        .await
        .ok();
    let secure = &charge["payment_method_details"]["card"]["three_d_secure"];
    assert_eq!(
        (&secure["result"], &secure["transaction_id"]),
        (&json!("authenticated"), &json!(values[1]))
    );
    assert_eq!(
        charge["payment_method_details"]["card"]["electronic_commerce_indicator"],
        "05"
    );
    form[4].1 = "N";
    let asked = shop.pay("pm_card_authenticationRequired", &form).await.ok();
    assert_eq!(asked["status"], "requires_action");
}

async fn a_security_code_is_used_once(shop: Shop) {
    let token = shop
        .browser()
        .post("/v1/tokens", &[("cvc_update[cvc]", "123")])
        .await
        .ok_id();
    let option = [("payment_method_options[card][cvc_token]", token.as_str())];
    shop.pay("pm_card_visa", &option).await.ok();
    let again = shop.pay("pm_card_visa", &option).await.error(400);
    assert_eq!(again["code"], "token_already_used");
    let card = shop.post("/v1/tokens", &[("card", "tok_visa")]).await.ok_id();
    let param = "payment_method_options[card][cvc_token]";
    let other = shop.pay("pm_card_visa", &[(param, &card)]).await.error(400);
    assert_eq!(other["param"], param);
}
