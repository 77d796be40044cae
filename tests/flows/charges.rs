//! Charges: what a payment leaves behind, and what may be done with it.

use florin_flows::{Shop, flows, text};
use serde_json::json;

flows![a_charge_is_read_changed_and_listed];

async fn a_charge_is_read_changed_and_listed(shop: Shop) {
    let first = shop.pay("pm_card_visa", &[]).await.ok();
    let second = shop.pay("pm_card_mastercard", &[]).await.ok();
    let path = format!("/v1/charges/{}", text(&first["latest_charge"]));
    let charge = shop.post(&path, &[("description", "first"), ("metadata[a]", "b")]).await.ok();
    assert_eq!((&charge["description"], &charge["metadata"]), (&"first".into(), &json!({"a": "b"})));
    let all = shop.get("/v1/charges", &[]).await.ok();
    assert_eq!((&all["data"][0]["id"], &all["data"][1]["id"]), (&second["latest_charge"], &first["latest_charge"]));
    let of_intent = shop.get("/v1/charges", &[("payment_intent", text(&first["id"]))]).await.ok();
    assert_eq!(of_intent["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(of_intent["data"][0], charge);
}
