//! `expand`: ids become the objects they name, four levels deep and no deeper.

use florin_flows::{Shop, flows, text};
use serde_json::Value;

flows![
    what_is_created_can_be_expanded,
    lists_expand_their_items,
    paths_are_checked_before_anything_happens,
    a_deleted_customer_is_expanded_as_deleted,
];

async fn what_is_created_can_be_expanded(shop: Shop) {
    let customer = shop.customer().await;
    let card = shop.saved_card(&customer, "pm_card_visa").await;
    let form = [
        ("customer", customer.as_str()),
        ("capture_method", "automatic"),
        ("expand[]", "customer"),
        ("expand[]", "payment_method.customer"),
        ("expand[]", "latest_charge.balance_transaction"),
        (
            "expand[]",
            "latest_charge.payment_intent.customer.invoice_settings.default_payment_method",
        ),
    ];
    let paid = shop.pay(&card, &form[..5]).await.ok();
    assert_eq!(paid["customer"]["email"], "jenny@shop.test");
    assert_eq!(paid["payment_method"]["customer"]["id"], customer.as_str());
    let transaction = &paid["latest_charge"]["balance_transaction"];
    assert_eq!(
        (&transaction["object"], &transaction["source"]),
        (&"balance_transaction".into(), &paid["latest_charge"]["id"])
    );
    let path = format!("/v1/payment_intents/{}", text(&paid["id"]));
    let plain = shop.get(&path, &[]).await.ok();
    assert!(plain["customer"].is_string() && plain["latest_charge"].is_string());
    let deep = shop
        .get(
            &path,
            &[("expand[0]", "latest_charge.payment_intent.latest_charge.customer")],
        )
        .await
        .ok();
    assert_eq!(
        deep["latest_charge"]["payment_intent"]["latest_charge"]["customer"]["id"],
        customer.as_str()
    );
}

async fn lists_expand_their_items(shop: Shop) {
    shop.pay("pm_card_visa", &[("capture_method", "automatic")]).await.ok();
    shop.post("/v1/payment_intents", &[("amount", "500"), ("currency", "usd")])
        .await
        .ok();
    let form = [("expand[]", "data.latest_charge"), ("expand[]", "data.payment_method")];
    let list = shop.get("/v1/payment_intents", &form).await.ok();
    assert_eq!(list["data"][0]["latest_charge"], Value::Null);
    assert_eq!(list["data"][1]["latest_charge"]["paid"], true);
    assert_eq!(list["data"][1]["payment_method"]["card"]["last4"], "4242");
    let whole = shop.get("/v1/payment_intents", &[("expand[]", "data")]).await.ok();
    assert!(whole["data"][1]["latest_charge"].is_string());
}

async fn paths_are_checked_before_anything_happens(shop: Shop) {
    let bad = |path: &str| format!("This property cannot be expanded ({path}).");
    for path in ["nonsense", "latest_charge.nonsense", "amount", "customer.email"] {
        let reply = shop.pay("pm_card_visa", &[("expand[]", path)]).await;
        reply.refused(400, "", "expand", &bad(path));
        let missing = shop.get("/v1/payment_intents/pi_nonsense", &[("expand[]", path)]).await;
        missing.refused(400, "", "expand", &bad(path));
    }
    let list = shop.get("/v1/payment_intents", &[("expand[]", "latest_charge")]).await;
    let hint = " You may want to try expanding 'data.latest_charge' instead.";
    list.refused(400, "", "expand", &format!("{}{hint}", bad("latest_charge")));
    let five = "latest_charge.payment_intent.latest_charge.payment_intent.latest_charge";
    let deep = shop.pay("pm_card_visa", &[("expand[]", five)]).await.error(400);
    assert!(
        text(&deep["message"]).starts_with("You cannot expand more than 4 levels of a property"),
        "{deep}"
    );
    let scalar = shop.pay("pm_card_visa", &[("expand", "customer")]).await.error(400);
    assert_eq!(scalar["param"], "expand");
    let all = shop.get("/v1/payment_intents", &[]).await.ok();
    assert_eq!(all["data"].as_array().map(Vec::len), Some(0), "nothing was paid");
}

async fn a_deleted_customer_is_expanded_as_deleted(shop: Shop) {
    let customer = shop.customer().await;
    let paid = shop.pay("pm_card_visa", &[("customer", &customer)]).await.ok_id();
    shop.delete(&format!("/v1/customers/{customer}")).await.ok();
    let seen = shop
        .get(&format!("/v1/payment_intents/{paid}"), &[("expand[]", "customer")])
        .await
        .ok();
    assert_eq!(seen["customer"]["deleted"], true);
}
