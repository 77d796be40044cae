//! Payments that a rule of the account puts before a person; and rules that block.

use florin_flows::{Shop, flows, text};
use serde_json::{Value, json};

flows![
    a_payment_of_elevated_risk_is_reviewed,
    a_review_is_closed_once,
    a_refund_closes_a_review,
    a_hold_is_reviewed_and_canceled,
    without_the_rule_nothing_is_reviewed,
    the_highest_risk_is_blocked_while_the_rule_is_on,
    failed_checks_are_blocked_by_rules,
];

const ELEVATED: &str = "pm_card_riskLevelElevated";

async fn rules(shop: &Shop, rules: Value) {
    shop.control("radar", rules).await;
}

/// A payment that is up for review, and the review.
async fn reviewed(shop: &Shop, more: &[(&str, &str)]) -> (Value, Value) {
    rules(shop, json!({"review_elevated_risk": true})).await;
    let mut form = vec![("expand[]", "latest_charge"), ("expand[]", "review")];
    form.extend_from_slice(more);
    let intent = shop.pay(ELEVATED, &form).await.ok();
    let review = intent["review"].clone();
    (intent, review)
}

async fn review(shop: &Shop, id: &Value) -> Value {
    shop.get(&format!("/v1/reviews/{}", text(id)), &[]).await.ok()
}

async fn a_payment_of_elevated_risk_is_reviewed(shop: Shop) {
    let (intent, opened) = reviewed(&shop, &[]).await;
    let charge = &intent["latest_charge"];
    assert_eq!(intent["status"], "succeeded");
    let outcome = &charge["outcome"];
    assert_eq!(
        (&outcome["type"], &outcome["reason"], &outcome["risk_level"]),
        (
            &"manual_review".into(),
            &"elevated_risk_level".into(),
            &"elevated".into()
        )
    );
    assert_eq!(charge["review"], opened["id"]);
    let expected = json!({
        "id": opened["id"],
        "object": "review",
        "billing_zip": null,
        "charge": charge["id"],
        "closed_reason": null,
        "created": intent["created"],
        "ip_address": null,
        "ip_address_location": null,
        "livemode": false,
        "open": true,
        "opened_reason": "rule",
        "payment_intent": intent["id"],
        "reason": "rule",
        "session": null,
    });
    assert_eq!(opened, expected);
    let told = [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "review.opened",
    ];
    assert_eq!(shop.events().await, told);
    assert_eq!(review(&shop, &opened["id"]).await, opened);
    let list = shop.get("/v1/reviews", &[]).await.ok();
    assert_eq!(list["data"], json!([opened]));
    let approve = format!("/v1/reviews/{}/approve", text(&opened["id"]));
    let approved = shop.post(&approve, &[("expand[]", "charge")]).await.ok();
    assert_eq!(
        (&approved["open"], &approved["closed_reason"], &approved["reason"]),
        (&false.into(), &"approved".into(), &"approved".into())
    );
    assert_eq!(approved["charge"]["id"], charge["id"]);
    assert_eq!(shop.events().await.last().map(String::as_str), Some("review.closed"));
    shop.assert_sound().await;
}

async fn a_review_is_closed_once(shop: Shop) {
    let (_, opened) = reviewed(&shop, &[]).await;
    let approve = format!("/v1/reviews/{}/approve", text(&opened["id"]));
    shop.post(&approve, &[]).await.ok();
    let again = shop.post(&approve, &[]).await;
    again.refused(400, "", "", "This review has already been closed.");
    let missing = shop.post("/v1/reviews/prv_nonsense/approve", &[]).await;
    missing.refused(404, "resource_missing", "id", "No such review: 'prv_nonsense'");
}

async fn a_refund_closes_a_review(shop: Shop) {
    for (reason, closed) in [
        ("fraudulent", "refunded_as_fraud"),
        ("requested_by_customer", "refunded"),
    ] {
        let (intent, opened) = reviewed(&shop, &[]).await;
        let refund = [("payment_intent", text(&intent["id"])), ("reason", reason)];
        let part = [refund[0], refund[1], ("amount", "1")];
        shop.post("/v1/refunds", &part).await.ok();
        assert_eq!(review(&shop, &opened["id"]).await["open"], true, "a part is not enough");
        shop.post("/v1/refunds", &refund).await.ok();
        assert_eq!(review(&shop, &opened["id"]).await["closed_reason"], closed);
    }
    shop.assert_sound().await;
}

async fn a_hold_is_reviewed_and_canceled(shop: Shop) {
    let (intent, opened) = reviewed(&shop, &[("capture_method", "manual")]).await;
    assert_eq!(intent["status"], "requires_capture");
    let cancel = format!("/v1/payment_intents/{}/cancel", text(&intent["id"]));
    shop.post(&cancel, &[]).await.ok();
    assert_eq!(review(&shop, &opened["id"]).await["closed_reason"], "canceled");
}

async fn without_the_rule_nothing_is_reviewed(shop: Shop) {
    let intent = shop.pay(ELEVATED, &[("expand[]", "latest_charge")]).await.ok();
    assert!(intent["review"].is_null() && intent["latest_charge"]["review"].is_null());
    assert_eq!(intent["latest_charge"]["outcome"]["type"], "authorized");
    assert_eq!(shop.get("/v1/reviews", &[]).await.ok()["data"], json!([]));
}

async fn the_highest_risk_is_blocked_while_the_rule_is_on(shop: Shop) {
    let blocked = shop.pay("pm_card_riskLevelHighest", &[]).await.error(402);
    assert_eq!(blocked["decline_code"], "fraudulent");
    let charge = shop
        .get(&format!("/v1/charges/{}", text(&blocked["charge"])), &[])
        .await
        .ok();
    let outcome = &charge["outcome"];
    assert_eq!(
        (&outcome["type"], &outcome["reason"], &outcome["network_status"]),
        (
            &"blocked".into(),
            &"highest_risk_level".into(),
            &"not_sent_to_network".into()
        )
    );
    rules(&shop, json!({"block_highest_risk": false})).await;
    let expand = [("expand[]", "latest_charge")];
    let passed = shop.pay("pm_card_riskLevelHighest", &expand).await.ok();
    assert_eq!(passed["latest_charge"]["outcome"]["risk_level"], "highest");
    // This one is blocked whatever the rules say.
    shop.pay("pm_card_radarBlock", &[]).await.error(402);
}

/// A payment by a number, with a security code and an address for its checks to fail on.
async fn by_number(shop: &Shop, number: &str) -> florin_flows::Reply {
    let form = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("confirm", "true"),
        ("return_url", "https://shop.test/done"),
        ("payment_method_data[type]", "card"),
        ("payment_method_data[card][number]", number),
        ("payment_method_data[card][exp_month]", "12"),
        ("payment_method_data[card][exp_year]", "2040"),
        ("payment_method_data[card][cvc]", "123"),
        ("payment_method_data[billing_details][address][postal_code]", "94107"),
    ];
    shop.post("/v1/payment_intents", &form).await
}

async fn failed_checks_are_blocked_by_rules(shop: Shop) {
    let cards = [
        ("4000000000000101", "block_cvc_check_fail", "incorrect_cvc"),
        ("4000058400307872", "block_cvc_check_fail", "incorrect_cvc"),
        ("4000000000000036", "block_postal_check_fail", "incorrect_zip"),
        ("4000058400306072", "block_postal_check_fail", "incorrect_zip"),
    ];
    for (number, rule, code) in cards {
        by_number(&shop, number).await.ok();
        rules(&shop, json!({rule: true})).await;
        let blocked = by_number(&shop, number).await.error(402);
        assert_eq!(blocked["code"], code, "{number}");
        rules(&shop, json!({rule: false})).await;
    }
}
