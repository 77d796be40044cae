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
}
