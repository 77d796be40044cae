//! The issuer warns of fraud before anybody disputes.

use florin_flows::{Shop, flows, text};
use serde_json::{Value, json};

flows![an_issuer_warns_and_a_refund_settles_it, a_part_is_not_enough];

const CARD: &str = "pm_card_createIssuerFraudRecord";
const LIST: &str = "/v1/radar/early_fraud_warnings";

async fn warned(shop: &Shop) -> (Value, Value) {
    let intent = shop.pay(CARD, &[]).await.ok();
    let of_intent = [("payment_intent", text(&intent["id"]))];
    let list = shop.get(LIST, &of_intent).await.ok();
    (list["data"][0].clone(), intent)
}

async fn warning(shop: &Shop, id: &Value) -> Value {
    shop.get(&format!("{LIST}/{}", text(id)), &[]).await.ok()
}

async fn an_issuer_warns_and_a_refund_settles_it(shop: Shop) {
    let (issued, intent) = warned(&shop).await;
    let told = [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "radar.early_fraud_warning.created",
    ];
    assert_eq!(shop.events().await, told);
    let expected = json!({
        "id": issued["id"],
        "object": "radar.early_fraud_warning",
        "actionable": true,
        "charge": intent["latest_charge"],
        "created": intent["created"].as_i64().map(|made| made + 1),
        "fraud_type": "made_with_stolen_card",
        "livemode": false,
        "payment_intent": intent["id"],
    });
    assert_eq!(issued, expected);
    assert!(text(&issued["id"]).starts_with("issfr_"));
    assert_eq!(warning(&shop, &issued["id"]).await, issued);
    for filter in [
        ("charge", text(&intent["latest_charge"])),
        ("created", &issued["created"].to_string()),
    ] {
        let list = shop.get(LIST, &[filter]).await.ok();
        assert_eq!(list["data"], json!([issued]), "{filter:?}");
    }
    let expanded = shop
        .get(&format!("{LIST}/{}", text(&issued["id"])), &[("expand[]", "charge")])
        .await
        .ok();
    assert_eq!(expanded["charge"]["object"], "charge");
    let refund = [("payment_intent", text(&intent["id"])), ("reason", "fraudulent")];
    shop.post("/v1/refunds", &refund).await.ok();
    assert_eq!(warning(&shop, &issued["id"]).await["actionable"], false);
    let events = shop.event_objects().await;
    let last = events.last().expect("events");
    assert_eq!(last["type"], "radar.early_fraud_warning.updated");
    assert_eq!(last["data"]["previous_attributes"], json!({"actionable": true}));
    let missing = shop.get(&format!("{LIST}/issfr_nonsense"), &[]).await;
    assert_eq!(missing.error(404)["code"], "resource_missing");
    shop.assert_sound().await;
}

async fn a_part_is_not_enough(shop: Shop) {
    let (issued, intent) = warned(&shop).await;
    let part = [("payment_intent", text(&intent["id"])), ("amount", "1999")];
    shop.post("/v1/refunds", &part).await.ok();
    assert_eq!(warning(&shop, &issued["id"]).await["actionable"], true);
    shop.post("/v1/refunds", &[("payment_intent", text(&intent["id"]))])
        .await
        .ok();
    assert_eq!(warning(&shop, &issued["id"]).await["actionable"], false);
}
