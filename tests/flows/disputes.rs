//! Chargebacks: the funds are gone at once, and come back if the merchant's evidence convinces.

use florin_flows::{Shop, flows, stable, text};
use serde_json::{Value, json};

flows![
    a_charge_is_disputed_and_the_funds_are_gone,
    winning_evidence_brings_the_funds_back,
    losing_evidence_does_not,
    a_dispute_is_accepted,
    what_is_over_is_over,
    who_does_not_answer_in_time_loses,
    disputes_are_listed_by_charge_intent_and_date,
    a_hold_is_disputed_once_it_is_captured,
    older_versions_name_the_dispute_on_the_charge,
];

pub const CLOSED: &str = "This dispute is already closed";

/// The dispute of a payment with a card that is disputed, and the payment.
pub async fn disputed(shop: &Shop, card: &str) -> (Value, Value) {
    let intent = shop.pay(card, &[("capture_method", "automatic")]).await.ok();
    let of_intent = [("payment_intent", text(&intent["id"]))];
    let list = shop.get("/v1/disputes", &of_intent).await.ok();
    (list["data"][0].clone(), intent)
}

pub fn path(dispute: &Value) -> String {
    format!("/v1/disputes/{}", text(&dispute["id"]))
}

pub async fn answer(shop: &Shop, dispute: &Value, evidence: &str) -> Value {
    let form = [("evidence[uncategorized_text]", evidence)];
    shop.post(&path(dispute), &form).await.ok()
}

/// All that the merchant has in dollars; the sum of the account's balance transactions.
pub async fn balance(shop: &Shop) -> i64 {
    let balance = shop.get("/v1/balance", &[]).await.ok();
    let usd = |place: &str| -> i64 {
        let entries = balance[place].as_array().expect("a list").iter();
        let usd = entries.filter(|entry| entry["currency"] == "usd");
        usd.filter_map(|entry| entry["amount"].as_i64()).sum()
    };
    let (has, made) = (usd("available") + usd("pending"), transactions(shop).await);
    let nets = made.iter().filter_map(|transaction| transaction["net"].as_i64());
    assert_eq!(nets.sum::<i64>(), has, "{made:#?}");
    has
}

async fn transactions(shop: &Shop) -> Vec<Value> {
    let list = shop.get("/v1/balance_transactions", &[("limit", "100")]).await.ok();
    list["data"].as_array().expect("a list").clone()
}

/// The events behind those that there were.
pub async fn events_since(shop: &Shop, before: usize) -> Vec<String> {
    shop.events().await.split_off(before)
}

async fn a_charge_is_disputed_and_the_funds_are_gone(shop: Shop) {
    let (dispute, intent) = disputed(&shop, "pm_card_createDispute").await;
    insta::assert_json_snapshot!("dispute", stable(&dispute));
    assert_eq!(dispute["payment_intent"], intent["id"]);
    assert_eq!(intent["status"], "succeeded");
    let told = [
        "payment_intent.created",
        "charge.succeeded",
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "payment_intent.succeeded",
    ];
    assert_eq!(shop.events().await, told);
    let events = shop.event_objects().await;
    let (created, withdrawn) = (&events[2], &events[3]);
    assert_eq!(
        (&created["data"]["object"], &withdrawn["data"]["object"]),
        (&dispute, &dispute)
    );
    assert_eq!(created["request"], json!({"id": null, "idempotency_key": null}));
    let charge = shop
        .get(&format!("/v1/charges/{}", text(&dispute["charge"])), &[])
        .await
        .ok();
    assert_eq!(
        (&charge["disputed"], &charge["status"]),
        (&true.into(), &"succeeded".into())
    );
    assert_eq!(
        dispute["created"].as_i64(),
        charge["created"].as_i64().map(|made| made + 1)
    );
    let [taken] = dispute["balance_transactions"].as_array().expect("a list").as_slice() else {
        panic!("{dispute:#}");
    };
    let moved = [&taken["amount"], &taken["fee"], &taken["net"]];
    assert_eq!(moved, [&json!(-2000), &json!(1500), &json!(-3500)]);
    assert_eq!(taken["fee_details"][0]["description"], "Dispute fee");
    let description = format!("Chargeback withdrawal for {}", text(&charge["id"]));
    assert_eq!(
        (&taken["description"], &taken["source"], &taken["reporting_category"]),
        (&description.into(), &dispute["id"], &"dispute".into())
    );
    let id = text(&taken["id"]);
    assert_eq!(
        shop.get(&format!("/v1/balance_transactions/{id}"), &[]).await.ok(),
        *taken
    );
    assert_eq!(balance(&shop).await, 2000 - 88 - 3500);
    let expand = [
        ("expand[]", "charge"),
        ("expand[]", "payment_intent"),
        ("expand[]", "balance_transactions.source"),
    ];
    let expanded = shop.get(&path(&dispute), &expand).await.ok();
    assert_eq!(
        (&expanded["charge"]["id"], &expanded["payment_intent"]["id"]),
        (&charge["id"], &intent["id"])
    );
    assert_eq!(expanded["balance_transactions"][0]["source"]["id"], dispute["id"]);
    let refused = shop.post("/v1/refunds", &[("charge", text(&charge["id"]))]).await;
    let message = format!(
        "Charge {} has been charged back; cannot issue a refund.",
        text(&charge["id"])
    );
    refused.refused(400, "charge_disputed", "", &message);
    assert_eq!(shop.get(&path(&dispute), &[]).await.ok(), dispute);
    shop.assert_sound().await;
}

async fn winning_evidence_brings_the_funds_back(shop: Shop) {
    let (dispute, intent) = disputed(&shop, "pm_card_createDispute").await;
    let before = shop.events().await.len();
    let form = [
        ("evidence[uncategorized_text]", "winning_evidence"),
        ("evidence[customer_name]", "Jenny Rosen"),
        ("metadata[case]", "17"),
    ];
    let answered = shop.post(&path(&dispute), &form).await.ok();
    assert_eq!(answered["status"], "under_review");
    let details = &answered["evidence_details"];
    assert_eq!(
        (
            &details["submission_count"],
            &details["has_evidence"],
            &details["submission_method"]
        ),
        (&1.into(), &true.into(), &"manual".into())
    );
    assert_eq!(answered["evidence"]["customer_name"], "Jenny Rosen");
    assert_eq!(answered["metadata"], json!({"case": "17"}));
    assert_eq!(events_since(&shop, before).await, ["charge.dispute.updated"]);
    let told = &shop.event_objects().await[before];
    assert_eq!(told["data"]["previous_attributes"]["status"], "needs_response");
    assert!(told["request"]["id"].is_string());
    shop.later().await;
    let won = shop.get(&path(&dispute), &[]).await.ok();
    assert_eq!(
        (&won["status"], &won["is_charge_refundable"]),
        (&"won".into(), &true.into())
    );
    let told = events_since(&shop, before + 1).await;
    let closing = ["charge.dispute.funds_reinstated", "charge.dispute.closed"];
    assert_eq!(told[..2], closing);
    let [_, returned] = won["balance_transactions"].as_array().expect("a list").as_slice() else {
        panic!("{won:#}");
    };
    assert_eq!((&returned["amount"], &returned["fee"]), (&2000.into(), &0.into()));
    assert_eq!(returned["reporting_category"], "dispute_reversal");
    let description = format!("Chargeback reversal for {}", text(&won["charge"]));
    assert_eq!(returned["description"], description.as_str());
    assert_eq!(balance(&shop).await, 2000 - 88 - 1500);
    let charge = shop
        .get(&format!("/v1/charges/{}", text(&won["charge"])), &[])
        .await
        .ok();
    assert_eq!(charge["disputed"], true, "a charge stays disputed");
    let refund = [("payment_intent", text(&intent["id"]))];
    shop.post("/v1/refunds", &refund).await.ok();
    shop.assert_sound().await;
}

async fn losing_evidence_does_not(shop: Shop) {
    let (dispute, _) = disputed(&shop, "pm_card_createDisputeProductNotReceived").await;
    let before = shop.events().await.len();
    assert_eq!(
        answer(&shop, &dispute, "losing_evidence").await["status"],
        "under_review"
    );
    shop.later().await;
    let lost = shop.get(&path(&dispute), &[]).await.ok();
    assert_eq!(
        (&lost["status"], &lost["is_charge_refundable"]),
        (&"lost".into(), &false.into())
    );
    let told = events_since(&shop, before).await;
    assert_eq!(told[..2], ["charge.dispute.updated", "charge.dispute.closed"]);
    assert_eq!(balance(&shop).await, 2000 - 88 - 3500);
    let refused = shop.post("/v1/refunds", &[("charge", text(&lost["charge"]))]).await;
    assert_eq!(refused.error(400)["code"], "charge_disputed");
    shop.assert_sound().await;
}

async fn a_dispute_is_accepted(shop: Shop) {
    let (dispute, _) = disputed(&shop, "pm_card_createDispute").await;
    let before = shop.events().await.len();
    let closed = shop.post(&format!("{}/close", path(&dispute)), &[]).await.ok();
    assert_eq!(closed["status"], "lost");
    assert_eq!(
        events_since(&shop, before).await,
        ["charge.dispute.closed", "charge.updated"]
    );
    assert_eq!(shop.get(&path(&dispute), &[]).await.ok(), closed);
    shop.assert_sound().await;
}

async fn what_is_over_is_over(shop: Shop) {
    let (dispute, _) = disputed(&shop, "pm_card_createDispute").await;
    let close = format!("{}/close", path(&dispute));
    shop.post(&close, &[]).await.ok();
    let before = shop.events().await.len();
    shop.post(&close, &[]).await.refused(400, "", "", CLOSED);
    for form in [
        ("evidence[uncategorized_text]", "winning_evidence"),
        ("metadata[a]", "b"),
    ] {
        shop.post(&path(&dispute), &[form]).await.refused(400, "", "", CLOSED);
    }
    shop.advance("12d").await;
    let told = events_since(&shop, before).await;
    assert!(!told.iter().any(|kind| kind.starts_with("charge.dispute")), "{told:?}");
    let missing = shop.post("/v1/disputes/du_nonsense/close", &[]).await;
    missing.refused(404, "resource_missing", "id", "No such dispute: 'du_nonsense'");
}

async fn who_does_not_answer_in_time_loses(shop: Shop) {
    let (dispute, _) = disputed(&shop, "pm_card_createDispute").await;
    let (answered, _) = disputed(&shop, "pm_card_createDispute").await;
    answer(&shop, &answered, "we sent it").await;
    shop.advance("8d").await;
    assert_eq!(shop.get(&path(&dispute), &[]).await.ok()["status"], "needs_response");
    shop.advance("1d").await;
    assert_eq!(shop.get(&path(&dispute), &[]).await.ok()["status"], "lost");
    assert_eq!(shop.get(&path(&answered), &[]).await.ok()["status"], "under_review");
    let late = shop
        .post(&path(&dispute), &[("evidence[uncategorized_text]", "winning_evidence")])
        .await;
    late.refused(400, "", "", CLOSED);
    shop.assert_sound().await;
}

async fn disputes_are_listed_by_charge_intent_and_date(shop: Shop) {
    let (first, _) = disputed(&shop, "pm_card_createDispute").await;
    shop.advance("10s").await;
    let (second, intent) = disputed(&shop, "pm_card_createDispute").await;
    let list = async |query: &[(&str, &str)]| shop.get("/v1/disputes", query).await.ok()["data"].clone();
    assert_eq!(list(&[]).await, json!([second, first]));
    assert_eq!(list(&[("charge", text(&first["charge"]))]).await, json!([first]));
    assert_eq!(list(&[("payment_intent", text(&intent["id"]))]).await, json!([second]));
    let both = [
        ("charge", text(&first["charge"])),
        ("payment_intent", text(&intent["id"])),
    ];
    assert_eq!(list(&both).await, json!([]));
    let made = second["created"].to_string();
    assert_eq!(list(&[("created", &made)]).await, json!([second]));
    assert_eq!(list(&[("created[lt]", &made)]).await, json!([first]));
    assert_eq!(list(&[("limit", "1")]).await, json!([second]));
    let after = [("starting_after", text(&second["id"]))];
    assert_eq!(list(&after).await, json!([first]));
    let missing = shop.get("/v1/disputes", &[("charge", "ch_nonsense")]).await;
    missing.refused(400, "resource_missing", "charge", "No such charge: 'ch_nonsense'");
    // As it is at the original.
    let by_source = [("source", text(&first["id"]))];
    let found = shop.get("/v1/balance_transactions", &by_source).await.ok();
    assert_eq!(found["data"], json!([]));
}

async fn a_hold_is_disputed_once_it_is_captured(shop: Shop) {
    let manual = [("capture_method", "manual")];
    let held = shop.pay("pm_card_createDispute", &manual).await.ok();
    let of_intent = [("payment_intent", text(&held["id"]))];
    let none = shop.get("/v1/disputes", &of_intent).await.ok();
    assert_eq!(none["data"], json!([]));
    let capture = format!("/v1/payment_intents/{}/capture", text(&held["id"]));
    shop.post(&capture, &[("amount_to_capture", "1200")]).await.ok();
    let list = shop.get("/v1/disputes", &of_intent).await.ok();
    assert_eq!(list["data"][0]["amount"], 1200);
    let told = shop.events().await;
    let behind = [
        "charge.captured",
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "payment_intent.succeeded",
    ];
    assert!(told.ends_with(&behind.map(str::to_owned)), "{told:?}");
    shop.assert_sound().await;
}

async fn older_versions_name_the_dispute_on_the_charge(shop: Shop) {
    let (dispute, _) = disputed(&shop, "pm_card_createMultipleDisputes").await;
    let charge = format!("/v1/charges/{}", text(&dispute["charge"]));
    let newest = shop.get(&charge, &[]).await.ok();
    assert!(newest.get("dispute").is_none());
    let older = shop.version("2020-08-27").get(&charge, &[]).await.ok();
    assert_eq!(older["dispute"], dispute["id"]);
}
