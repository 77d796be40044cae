//! Refunds: whole and in parts, refused, and those that take their time.

use florin_flows::{Shop, flows, stable, text};
use serde_json::{Value, json};

flows![
    a_payment_is_refunded,
    parts_add_up_to_the_whole,
    what_cannot_be_refunded,
    a_pending_refund_succeeds_later,
    a_refund_fails_later,
    refunds_are_read_changed_and_listed,
    the_older_ways_to_refund,
    a_card_refund_cannot_be_canceled,
    what_is_said_of_a_refund_must_be_so,
];

async fn paid(shop: &Shop, card: &str) -> (String, String) {
    let intent = shop.pay(card, &[("capture_method", "automatic")]).await.ok();
    (
        text(&intent["id"]).to_owned(),
        text(&intent["latest_charge"]).to_owned(),
    )
}

async fn charge(shop: &Shop, id: &str) -> Value {
    shop.get(&format!("/v1/charges/{id}"), &[]).await.ok()
}

async fn a_payment_is_refunded(shop: Shop) {
    let (intent, id) = paid(&shop, "pm_card_visa").await;
    let form = [
        ("payment_intent", intent.as_str()),
        ("reason", "fraudulent"),
        ("metadata[a]", "b"),
    ];
    let refund = shop.post("/v1/refunds", &form).await.ok();
    insta::assert_json_snapshot!("refund", stable(&refund));
    assert_eq!(
        (&refund["status"], &refund["amount"]),
        (&"succeeded".into(), &2000.into())
    );
    assert_eq!(refund["charge"], id.as_str());
    let charge = charge(&shop, &id).await;
    assert_eq!(
        (&charge["refunded"], &charge["amount_refunded"]),
        (&true.into(), &2000.into())
    );
    assert_eq!(charge["fraud_details"], json!({"user_report": "fraudulent"}));
    let intent = shop.get(&format!("/v1/payment_intents/{intent}"), &[]).await.ok();
    assert_eq!(
        (&intent["status"], &intent["amount_received"]),
        (&"succeeded".into(), &2000.into())
    );
    let expanded = shop
        .get(&format!("/v1/charges/{id}"), &[("expand[]", "refunds")])
        .await
        .ok();
    assert_eq!(expanded["refunds"]["data"][0], refund);
}

async fn parts_add_up_to_the_whole(shop: Shop) {
    let (_, id) = paid(&shop, "pm_card_visa").await;
    let refund = async |amount: &str| shop.post("/v1/refunds", &[("charge", &id), ("amount", amount)]).await;
    let tooth = "Refund amount ($20.01) is greater than charge amount ($20.00)";
    refund("2001").await.refused(400, "", "amount", tooth);
    refund("500").await.ok();
    let part = charge(&shop, &id).await;
    assert_eq!(
        (&part["refunded"], &part["amount_refunded"]),
        (&false.into(), &500.into())
    );
    let rest = "Refund amount ($15.01) is greater than unrefunded amount on charge ($15.00)";
    refund("1501").await.refused(400, "", "amount", rest);
    let rest = shop.post("/v1/refunds", &[("charge", &id)]).await.ok();
    assert_eq!(rest["amount"], 1500);
    assert_eq!(charge(&shop, &id).await["refunded"], true);
    let message = format!("Charge {id} has already been refunded.");
    refund("1").await.refused(400, "charge_already_refunded", "", &message);
}

async fn what_cannot_be_refunded(shop: Shop) {
    let target = "One of the following params should be provided for this request: payment_intent or charge.";
    shop.post("/v1/refunds", &[]).await.refused(400, "", "", target);
    let missing = shop.post("/v1/refunds", &[("charge", "ch_nonsense")]).await;
    missing.refused(400, "resource_missing", "charge", "No such charge: 'ch_nonsense'");
    let (_, id) = paid(&shop, "pm_card_visa").await;
    for amount in ["0", "-5"] {
        let reply = shop.post("/v1/refunds", &[("charge", &id), ("amount", amount)]).await;
        let message = "This value must be greater than or equal to 1.";
        reply.refused(400, "parameter_invalid_integer", "amount", message);
    }
    let declined = shop.pay("pm_card_chargeDeclined", &[]).await.error(402);
    let intent = text(&declined["payment_intent"]["id"]);
    let message = format!("This PaymentIntent ({intent}) does not have a successful charge to refund.");
    shop.post("/v1/refunds", &[("payment_intent", intent)])
        .await
        .refused(400, "", "", &message);
    let failed = shop.post("/v1/refunds", &[("charge", text(&declined["charge"]))]).await;
    failed.error(400);
    let other = shop.open_another(&[]).await;
    let theirs = other.post("/v1/refunds", &[("charge", &id)]).await;
    theirs.refused(400, "resource_missing", "charge", &format!("No such charge: '{id}'"));
}

async fn a_pending_refund_succeeds_later(shop: Shop) {
    let (_, id) = paid(&shop, "pm_card_pendingRefund").await;
    let refund = shop.post("/v1/refunds", &[("charge", &id)]).await.ok();
    assert_eq!(
        (&refund["status"], &refund["pending_reason"]),
        (&"pending".into(), &"processing".into())
    );
    shop.later().await;
    let path = format!("/v1/refunds/{}", text(&refund["id"]));
    let after = shop.get(&path, &[]).await.ok();
    assert_eq!(after["status"], "succeeded");
    assert!(after.get("pending_reason").is_none_or(Value::is_null));
}

async fn a_refund_fails_later(shop: Shop) {
    let (_, id) = paid(&shop, "pm_card_refundFail").await;
    let refund = shop.post("/v1/refunds", &[("charge", &id)]).await.ok();
    assert_eq!(refund["status"], "succeeded");
    shop.later().await;
    let after = shop
        .get(&format!("/v1/refunds/{}", text(&refund["id"])), &[])
        .await
        .ok();
    assert_eq!(after["status"], "failed");
    assert!(after["failure_reason"].is_string());
    assert!(text(&after["failure_balance_transaction"]).starts_with("txn_"));
    let charge = charge(&shop, &id).await;
    assert_eq!(
        (&charge["refunded"], &charge["amount_refunded"]),
        (&false.into(), &0.into())
    );
}

async fn refunds_are_read_changed_and_listed(shop: Shop) {
    let (intent, id) = paid(&shop, "pm_card_visa").await;
    let first = shop
        .post("/v1/refunds", &[("charge", &id), ("amount", "100")])
        .await
        .ok();
    let second = shop
        .post("/v1/refunds", &[("charge", &id), ("amount", "200")])
        .await
        .ok();
    let path = format!("/v1/refunds/{}", text(&first["id"]));
    let changed = shop.post(&path, &[("metadata[a]", "b")]).await.ok();
    assert_eq!(changed["metadata"], json!({"a": "b"}));
    assert_eq!(shop.get(&path, &[]).await.ok(), changed);
    let refused = shop.post(&path, &[("amount", "1")]).await;
    refused.refused(400, "parameter_unknown", "amount", "Received unknown parameter: amount");
    for filter in [("charge", id.as_str()), ("payment_intent", intent.as_str())] {
        let list = shop.get("/v1/refunds", &[filter]).await.ok();
        assert_eq!(list["data"], json!([second, changed]), "{filter:?}");
    }
    let of_charge = format!("/v1/charges/{id}/refunds");
    assert_eq!(shop.get(&of_charge, &[]).await.ok()["data"], json!([second, changed]));
    let one = format!("{of_charge}/{}", text(&second["id"]));
    assert_eq!(shop.get(&one, &[]).await.ok(), second);
}

async fn the_older_ways_to_refund(shop: Shop) {
    let (_, id) = paid(&shop, "pm_card_visa").await;
    let refund = shop
        .post(&format!("/v1/charges/{id}/refunds"), &[("amount", "100")])
        .await
        .ok();
    assert_eq!(refund["object"], "refund");
    let charge = shop.post(&format!("/v1/charges/{id}/refund"), &[]).await.ok();
    assert_eq!(
        (&charge["object"], &charge["refunded"]),
        (&"charge".into(), &true.into())
    );
}

async fn a_card_refund_cannot_be_canceled(shop: Shop) {
    let (_, id) = paid(&shop, "pm_card_visa").await;
    let refund = shop.post("/v1/refunds", &[("charge", &id)]).await.ok_id();
    let reply = shop.post(&format!("/v1/refunds/{refund}/cancel"), &[]).await;
    reply.refused(400, "", "", "Canceling this refund is unsupported.");
    shop.post(&format!("/v1/test_helpers/refunds/{refund}/expire"), &[])
        .await
        .error(400);
}

async fn what_is_said_of_a_refund_must_be_so(shop: Shop) {
    let (intent, id) = paid(&shop, "pm_card_visa").await;
    let (other, _) = paid(&shop, "pm_card_visa").await;
    let (charge, customer) = (("charge", id.as_str()), shop.customer().await);
    let of_cash = "`customer` is for refunds of a customer's cash balance, which have no charge or payment_intent.";
    // What is sent; code, parameter and message of the refusal.
    type Refusal<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str, String);
    let cases: [Refusal<'_>; 8] = [
        (
            &[charge, ("reverse_transfer", "true")],
            "",
            "reverse_transfer",
            format!("Charge {id} does not have an associated transfer to reverse."),
        ),
        (
            &[charge, ("refund_application_fee", "true")],
            "",
            "refund_application_fee",
            format!("Charge {id} has no application fee to refund."),
        ),
        (&[charge, ("customer", &customer)], "", "customer", of_cash.to_owned()),
        (
            &[charge, ("origin", "customer_balance")],
            "",
            "origin",
            of_cash.replace("customer`", "origin`"),
        ),
        (
            &[charge, ("payment_intent", &intent)],
            "parameters_exclusive",
            "",
            "You may only specify one of these parameters: charge, payment_intent.".to_owned(),
        ),
        (
            &[("origin", "customer_balance"), ("amount", "100"), ("currency", "eur")],
            "parameter_missing",
            "customer",
            "Missing required param: customer.".to_owned(),
        ),
        (
            &[
                ("origin", "customer_balance"),
                ("amount", "100"),
                ("currency", "eur"),
                ("customer", "cus_none"),
            ],
            "resource_missing",
            "customer",
            "No such customer: 'cus_none'".to_owned(),
        ),
        (
            &[
                ("origin", "customer_balance"),
                ("amount", "100"),
                ("currency", "eur"),
                ("customer", &customer),
            ],
            "balance_insufficient",
            "customer",
            format!("The customer {customer} does not have enough money in its cash balance in eur."),
        ),
    ];
    for (form, code, param, message) in cases {
        shop.post("/v1/refunds", form).await.refused(400, code, param, &message);
    }
    let path = format!("/v1/charges/{id}/refunds");
    let error = shop.post(&path, &[("payment_intent", &other)]).await.error(400);
    assert_eq!(error["param"], "payment_intent");
    let harmless = [
        charge,
        ("reverse_transfer", "false"),
        ("refund_application_fee", "false"),
    ];
    assert_eq!(shop.post("/v1/refunds", &harmless).await.ok()["status"], "succeeded");
}
