//! Charges: what a payment leaves behind, and what may be done with it.

use florin_flows::{Shop, flows, text};
use serde_json::json;

flows![a_charge_is_read_changed_and_listed, what_payment_intents_do_is_refused];

async fn a_charge_is_read_changed_and_listed(shop: Shop) {
    let first = shop.pay("pm_card_visa", &[]).await.ok();
    let second = shop.pay("pm_card_mastercard", &[]).await.ok();
    let path = format!("/v1/charges/{}", text(&first["latest_charge"]));
    let charge = shop
        .post(&path, &[("description", "first"), ("metadata[a]", "b")])
        .await
        .ok();
    assert_eq!(
        (&charge["description"], &charge["metadata"]),
        (&"first".into(), &json!({"a": "b"}))
    );
    let all = shop.get("/v1/charges", &[]).await.ok();
    assert_eq!(
        (&all["data"][0]["id"], &all["data"][1]["id"]),
        (&second["latest_charge"], &first["latest_charge"])
    );
    let of_intent = shop
        .get("/v1/charges", &[("payment_intent", text(&first["id"]))])
        .await
        .ok();
    assert_eq!(of_intent["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(of_intent["data"][0], charge);
}

async fn what_payment_intents_do_is_refused(shop: Shop) {
    let form = [("amount", "2000"), ("currency", "usd"), ("source", "tok_visa")];
    let error = shop.post("/v1/charges", &form).await.error(400);
    assert!(text(&error["message"]).contains("PaymentIntent"), "{error}");
    let held = shop.pay("pm_card_visa", &[("capture_method", "manual")]).await.ok();
    let capture = format!("/v1/charges/{}/capture", text(&held["latest_charge"]));
    let error = shop.post(&capture, &[]).await.error(400);
    assert!(text(&error["message"]).contains(text(&held["id"])), "{error}");
    let captured = shop
        .post(&format!("/v1/payment_intents/{}/capture", text(&held["id"])), &[])
        .await;
    assert_eq!(captured.ok()["status"], "succeeded");
    assert_eq!(
        shop.post(&capture, &[]).await.error(400)["code"],
        "charge_already_captured"
    );
}
