//! Events: what each call tells, in which order, with what changed.

use florin_flows::{Shop, flows, stable, text};
use serde_json::{Value, json};

flows![
    a_card_payment,
    a_payment_confirmed_by_the_browser,
    declines,
    a_challenge_passed_and_failed,
    manual_capture,
    manual_capture_canceled,
    a_hold_that_expires,
    refunds_at_once_and_later,
    a_card_saved_by_a_set_up,
    a_card_saved_by_a_payment,
    a_customer_and_a_card,
    events_are_listed_and_read,
    what_failed_tells_nothing,
];

const NEW: [(&str, &str); 2] = [("amount", "2000"), ("currency", "usd")];
const DONE: (&str, &str) = ("return_url", "https://shop.test/done");

/// The types of the events since the last look.
async fn told(shop: &Shop, before: usize) -> Vec<String> {
    shop.events().await.split_off(before)
}

async fn a_card_payment(shop: Shop) {
    let twice = shop.idempotent("order-1");
    let paid = twice.pay("pm_card_visa", &[]).await;
    shop.later().await;
    let events = shop.event_objects().await;
    let types: Vec<&str> = events.iter().map(|event| text(&event["type"])).collect();
    assert_eq!(
        types,
        [
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "charge.updated"
        ]
    );
    for event in &events[..3] {
        let request = json!({"id": paid.header("request-id"), "idempotency_key": "order-1"});
        assert_eq!(event["request"], request, "{event}");
    }
    assert_eq!(events[3]["request"], json!({"id": null, "idempotency_key": null}));
    assert_eq!(events[0]["data"]["object"]["status"], "requires_payment_method");
    assert_eq!(events[2]["data"]["object"], paid.ok());
    assert_eq!(
        events[3]["data"]["previous_attributes"]["balance_transaction"],
        Value::Null
    );
    assert!(events[3]["data"]["object"]["balance_transaction"].is_string());
    assert!(events.iter().all(|event| event["api_version"] == "2026-10-28.endive"));
    insta::assert_json_snapshot!("event", stable(&events[2]));
}

async fn a_payment_confirmed_by_the_browser(shop: Shop) {
    let intent = shop.post("/v1/payment_intents", &NEW).await.ok();
    let form = [
        ("client_secret", text(&intent["client_secret"])),
        ("payment_method", "pm_card_visa"),
        DONE,
    ];
    shop.browser()
        .post(&format!("/v1/payment_intents/{}/confirm", text(&intent["id"])), &form)
        .await
        .ok();
    let types = shop.events().await;
    assert_eq!(
        types,
        ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]
    );
}

async fn declines(shop: Shop) {
    let error = shop.pay("pm_card_chargeDeclined", &[]).await.error(402);
    let failed = ["charge.failed", "payment_intent.payment_failed"];
    assert_eq!(shop.events().await, [&["payment_intent.created"], &failed[..]].concat());
    let confirm = format!("/v1/payment_intents/{}/confirm", text(&error["payment_intent"]["id"]));
    shop.post(&confirm, &[("payment_method", "pm_card_chargeDeclined"), DONE])
        .await
        .error(402);
    assert_eq!(told(&shop, 3).await, failed);
}

async fn a_challenge_passed_and_failed(shop: Shop) {
    for (button, expected) in [
        (
            "complete",
            vec!["payment_intent.succeeded", "charge.succeeded", "charge.updated"],
        ),
        ("fail", vec!["payment_intent.payment_failed"]),
    ] {
        let before = shop.events().await.len();
        let intent = shop.pay("pm_card_threeDSecure2Required", &[]).await.ok();
        let asked = told(&shop, before).await;
        assert_eq!(asked, ["payment_intent.created", "payment_intent.requires_action"]);
        shop.press(text(&intent["next_action"]["redirect_to_url"]["url"]), button)
            .await;
        shop.later().await;
        let answered = told(&shop, before + 2).await;
        assert_eq!(answered, expected, "{button}");
    }
}

async fn manual_capture(shop: Shop) {
    let intent = shop.pay("pm_card_visa", &[("capture_method", "manual")]).await.ok_id();
    let held = [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.amount_capturable_updated",
    ];
    assert_eq!(shop.events().await, held);
    shop.post(&format!("/v1/payment_intents/{intent}/capture"), &[])
        .await
        .ok();
    shop.later().await;
    assert_eq!(
        told(&shop, 3).await,
        ["charge.captured", "payment_intent.succeeded", "charge.updated"]
    );
}

async fn manual_capture_canceled(shop: Shop) {
    let intent = shop.pay("pm_card_visa", &[("capture_method", "manual")]).await.ok_id();
    shop.post(&format!("/v1/payment_intents/{intent}/cancel"), &[])
        .await
        .ok();
    let mut told = told(&shop, 3).await;
    told.sort_unstable();
    assert_eq!(told, ["charge.refunded", "payment_intent.canceled"]);
}

async fn a_hold_that_expires(shop: Shop) {
    shop.pay("pm_card_visa", &[("capture_method", "manual")]).await.ok();
    shop.advance("8d").await;
    assert_eq!(told(&shop, 3).await, ["charge.expired", "payment_intent.canceled"]);
}

async fn refunds_at_once_and_later(shop: Shop) {
    let updated = ["refund.updated", "charge.refund.updated"];
    for (card, later) in [
        ("pm_card_visa", updated.to_vec()),
        ("pm_card_pendingRefund", updated.to_vec()),
        ("pm_card_refundFail", [&["refund.failed"], &updated[..]].concat()),
    ] {
        let charge = shop.pay(card, &[("capture_method", "automatic")]).await.ok();
        let charge = text(&charge["latest_charge"]).to_owned();
        let before = shop.events().await.len();
        shop.post("/v1/refunds", &[("charge", &charge), ("amount", "500")])
            .await
            .ok();
        assert_eq!(
            told(&shop, before).await,
            ["refund.created", "charge.refunded"],
            "{card}"
        );
        shop.later().await;
        let told = told(&shop, before + 2).await;
        let of_refund: Vec<&str> = told
            .iter()
            .map(String::as_str)
            .filter(|kind| kind.contains("refund"))
            .collect();
        assert_eq!(of_refund, later, "{card}");
    }
}

async fn a_card_saved_by_a_set_up(shop: Shop) {
    let customer = shop.customer().await;
    let intent = shop.post("/v1/setup_intents", &[("customer", &customer)]).await.ok_id();
    assert_eq!(told(&shop, 1).await, ["setup_intent.created"]);
    let confirm = format!("/v1/setup_intents/{intent}/confirm");
    shop.post(&confirm, &[("payment_method", "pm_card_visa"), DONE])
        .await
        .ok();
    assert_eq!(
        told(&shop, 2).await,
        ["payment_method.attached", "setup_intent.succeeded"]
    );
    let form = [("payment_method", "pm_card_chargeDeclined"), ("confirm", "true"), DONE];
    shop.post("/v1/setup_intents", &form).await.error(402);
    assert_eq!(
        told(&shop, 4).await,
        ["setup_intent.created", "setup_intent.setup_failed"]
    );
    let form = [
        ("payment_method", "pm_card_authenticationRequired"),
        ("confirm", "true"),
        DONE,
    ];
    let asked = shop.post("/v1/setup_intents", &form).await.ok_id();
    assert_eq!(
        told(&shop, 6).await,
        ["setup_intent.created", "setup_intent.requires_action"]
    );
    shop.post(&format!("/v1/setup_intents/{asked}/cancel"), &[]).await.ok();
    assert_eq!(told(&shop, 8).await, ["setup_intent.canceled"]);
}

async fn a_card_saved_by_a_payment(shop: Shop) {
    let customer = shop.customer().await;
    shop.pay(
        "pm_card_visa",
        &[("customer", &customer), ("setup_future_usage", "off_session")],
    )
    .await
    .ok();
    let mut told = told(&shop, 1).await;
    told.sort_unstable();
    let expected = [
        "charge.succeeded",
        "payment_intent.created",
        "payment_intent.succeeded",
        "payment_method.attached",
    ];
    assert_eq!(told, expected);
}

async fn a_customer_and_a_card(shop: Shop) {
    let customer = shop.customer().await;
    let card = shop.saved_card(&customer, "pm_card_visa").await;
    let path = format!("/v1/customers/{customer}");
    shop.post(&path, &[("invoice_settings[default_payment_method]", &card)])
        .await
        .ok();
    // Nothing changes, so nothing is told.
    shop.post(&path, &[("invoice_settings[default_payment_method]", &card)])
        .await
        .ok();
    // The default leaves its customer, and is no default any more.
    shop.post(&format!("/v1/payment_methods/{card}/detach"), &[]).await.ok();
    shop.delete(&path).await.ok();
    let events = shop.event_objects().await;
    let types: Vec<&str> = events.iter().map(|event| text(&event["type"])).collect();
    let expected = [
        "customer.created",
        "payment_method.attached",
        "customer.updated",
        "customer.updated",
        "payment_method.detached",
        "customer.deleted",
    ];
    assert_eq!(types, expected);
    let default = json!({"invoice_settings": {"default_payment_method": null}});
    assert_eq!(events[2]["data"]["previous_attributes"], default);
    assert_eq!(events[4]["data"]["previous_attributes"], json!({"customer": customer}));
    assert_eq!(events[5]["data"]["object"]["email"], "jenny@shop.test");
}

async fn events_are_listed_and_read(shop: Shop) {
    shop.pay("pm_card_visa", &[]).await.ok();
    let all = shop.get("/v1/events", &[]).await.ok();
    let newest = &all["data"][0];
    let one = shop.get(&format!("/v1/events/{}", text(&newest["id"])), &[]).await.ok();
    assert_eq!(one, *newest);
    let created = shop.get("/v1/events", &[("type", "payment_intent.created")]).await.ok();
    assert_eq!(created["data"].as_array().map(Vec::len), Some(1));
    let kinds = [("types[]", "charge.succeeded"), ("types[]", "payment_intent.created")];
    let some = shop.get("/v1/events", &kinds).await.ok();
    assert_eq!(some["data"].as_array().map(Vec::len), Some(2));
    let charges = shop.get("/v1/events", &[("type", "charge.*")]).await.ok();
    assert_eq!(charges["data"][0]["type"], "charge.succeeded");
    let page = shop
        .get("/v1/events", &[("limit", "1"), ("starting_after", text(&newest["id"]))])
        .await
        .ok();
    assert_eq!((&page["data"][0], &page["has_more"]), (&all["data"][1], &true.into()));
}

async fn what_failed_tells_nothing(shop: Shop) {
    shop.pay("pm_nonsense", &[]).await.error(400);
    shop.post("/v1/refunds", &[("charge", "ch_nonsense")]).await.error(400);
    shop.post("/v1/payment_methods", &[("type", "card"), ("card[token]", "tok_visa")])
        .await
        .ok();
    assert_eq!(shop.events().await, Vec::<String>::new());
}
