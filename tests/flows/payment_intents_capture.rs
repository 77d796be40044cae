//! Held funds: captured, captured in part, released, and let go when their time is over.

use florin_flows::{Shop, flows, text};
use serde_json::{Value, json};

flows![
    a_hold_is_captured,
    a_part_is_captured_and_the_rest_released,
    a_hold_is_canceled,
    a_hold_expires_after_seven_days,
    an_open_intent_is_canceled,
];

async fn hold(shop: &Shop) -> Value {
    let held = shop
        .pay(
            "pm_card_visa",
            &[("capture_method", "manual"), ("expand[]", "latest_charge")],
        )
        .await
        .ok();
    assert_eq!(held["status"], "requires_capture");
    assert_eq!(
        (&held["amount_capturable"], &held["amount_received"]),
        (&2000.into(), &0.into())
    );
    let charge = &held["latest_charge"];
    assert_eq!((&charge["captured"], &charge["paid"]), (&false.into(), &true.into()));
    assert_eq!(charge["balance_transaction"], Value::Null);
    held
}

async fn charge_of(shop: &Shop, intent: &Value) -> Value {
    let id = text(&intent["latest_charge"]["id"]);
    shop.get(&format!("/v1/charges/{id}"), &[]).await.ok()
}

fn path(intent: &Value, call: &str) -> String {
    format!("/v1/payment_intents/{}/{call}", text(&intent["id"]))
}

async fn a_hold_is_captured(shop: Shop) {
    let held = hold(&shop).await;
    let paid = shop.post(&path(&held, "capture"), &[]).await.ok();
    assert_eq!(paid["status"], "succeeded");
    assert_eq!(
        (&paid["amount_capturable"], &paid["amount_received"]),
        (&0.into(), &2000.into())
    );
    let charge = charge_of(&shop, &held).await;
    assert_eq!(
        (&charge["captured"], &charge["amount_captured"]),
        (&true.into(), &2000.into())
    );
    shop.later().await;
    assert!(charge_of(&shop, &held).await["balance_transaction"].is_string());
}

async fn a_part_is_captured_and_the_rest_released(shop: Shop) {
    let held = hold(&shop).await;
    let paid = shop
        .post(&path(&held, "capture"), &[("amount_to_capture", "1500")])
        .await
        .ok();
    assert_eq!((&paid["status"], &paid["amount"]), (&"succeeded".into(), &2000.into()));
    assert_eq!(
        (&paid["amount_capturable"], &paid["amount_received"]),
        (&0.into(), &1500.into())
    );
    let charge = charge_of(&shop, &held).await;
    assert_eq!(charge["amount_captured"], 1500);
    let refund = shop.post("/v1/refunds", &[("charge", text(&charge["id"]))]).await.ok();
    assert_eq!(refund["amount"], 1500);
    let again = shop.post("/v1/refunds", &[("charge", text(&charge["id"]))]).await;
    let message = format!("Charge {} has already been refunded.", text(&charge["id"]));
    again.refused(400, "charge_already_refunded", "", &message);
}

async fn a_hold_is_canceled(shop: Shop) {
    let held = hold(&shop).await;
    let form = [("cancellation_reason", "requested_by_customer")];
    let canceled = shop.post(&path(&held, "cancel"), &form).await.ok();
    assert_eq!(
        (&canceled["status"], &canceled["amount_capturable"]),
        (&"canceled".into(), &0.into())
    );
    let charge = charge_of(&shop, &held).await;
    assert_eq!(
        (&charge["refunded"], &charge["captured"]),
        (&true.into(), &false.into())
    );
    assert_eq!(charge["amount_refunded"], 2000);
}

async fn a_hold_expires_after_seven_days(shop: Shop) {
    let held = hold(&shop).await;
    let before = &held["latest_charge"]["payment_method_details"]["card"]["capture_before"];
    let created = held["latest_charge"]["created"].as_i64();
    assert_eq!(
        before.as_i64().zip(created).map(|(before, created)| before - created),
        Some(7 * 86_400)
    );
    shop.advance("167h").await;
    let intent = format!("/v1/payment_intents/{}", text(&held["id"]));
    assert_eq!(shop.get(&intent, &[]).await.ok()["status"], "requires_capture");
    shop.advance("2h").await;
    let expired = shop.get(&intent, &[]).await.ok();
    assert_eq!(
        (&expired["status"], &expired["cancellation_reason"]),
        (&"canceled".into(), &"expired".into())
    );
    assert_eq!(charge_of(&shop, &held).await["refunded"], true);
    shop.post(&path(&held, "capture"), &[]).await.error(400);
}

async fn an_open_intent_is_canceled(shop: Shop) {
    for more in [&[][..], &[("payment_method", "pm_card_visa")]] {
        let form = [&[("amount", "2000"), ("currency", "usd")], more].concat();
        let intent = shop.post("/v1/payment_intents", &form).await.ok();
        let canceled = shop.post(&path(&intent, "cancel"), &[]).await.ok();
        assert_eq!(
            (&canceled["status"], &canceled["cancellation_reason"]),
            (&"canceled".into(), &Value::Null)
        );
    }
    let challenged = shop.pay("pm_card_authenticationRequired", &[]).await.ok();
    let canceled = shop
        .post(&path(&challenged, "cancel"), &[("cancellation_reason", "abandoned")])
        .await
        .ok();
    assert_eq!(
        (&canceled["status"], &canceled["next_action"]),
        (&"canceled".into(), &json!(null))
    );
    let reply = shop
        .post(&path(&challenged, "cancel"), &[("cancellation_reason", "bored")])
        .await;
    assert_eq!(reply.error(400)["param"], "cancellation_reason");
}
