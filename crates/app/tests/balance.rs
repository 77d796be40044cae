//! Money of a payment: pending, then available when its day comes, in the balance and in its transaction.

mod support;

use serde_json::{Value, json};
use support::Florin;

fn balance(server: &Florin) -> [i64; 2] {
    let balance = server.get("/v1/balance").json();
    ["available", "pending"].map(|part| {
        let entries = balance[part].as_array().unwrap();
        assert_eq!(entries.len(), 1, "{balance}");
        assert_eq!(entries[0]["amount"], entries[0]["source_types"]["card"]);
        entries[0]["amount"].as_i64().unwrap()
    })
}

fn post(server: &Florin, path: &str, body: &str) -> Value {
    let answer = server.post(path, body);
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.json()
}

fn types(server: &Florin) -> Vec<String> {
    let events = server.get("/v1/events?type=balance.*").json();
    let data = events["data"].as_array().unwrap();
    data.iter()
        .map(|event| event["type"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_payments_money_becomes_available_on_its_day() {
    let server = Florin::ephemeral();
    assert_eq!(balance(&server), [0, 0]);
    let form = "amount=2000&currency=usd&payment_method=pm_card_visa&confirm=true&expand[]=latest_charge\
                &automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never";
    let intent = post(&server, "/v1/payment_intents", form);
    assert_eq!(balance(&server), [0, 1_912]);

    let charge = intent["latest_charge"]["id"].as_str().unwrap();
    let list = server
        .get(&format!(
            "/v1/balance_transactions?source={charge}&expand[]=data.source"
        ))
        .json();
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1), "{list}");
    let transaction = &list["data"][0];
    assert_eq!(transaction["source"]["id"], charge);
    let shown = [
        "amount",
        "fee",
        "net",
        "type",
        "reporting_category",
        "status",
        "currency",
        "exchange_rate",
    ];
    let shown: Vec<&Value> = shown.iter().map(|field| &transaction[*field]).collect();
    assert_eq!(
        json!(shown),
        json!([2_000, 88, 1_912, "charge", "charge", "pending", "usd", null])
    );
    assert_eq!(transaction["fee_details"][0]["type"], "stripe_fee");
    let id = transaction["id"].as_str().unwrap();

    post(&server, "/_florin/time", r#"{"advance": "8d"}"#);
    assert_eq!(balance(&server), [1_912, 0]);
    let now = server.get(&format!("/v1/balance_transactions/{id}")).json();
    assert_eq!(now["status"], "available");
    assert_eq!(types(&server), ["balance.available"]);

    post(&server, "/v1/refunds", &format!("charge={charge}&amount=500"));
    assert_eq!(balance(&server), [1_412, 0]);
    let refunds = server.get("/v1/balance_transactions?type=refund").json();
    assert_eq!(
        [&refunds["data"][0]["amount"], &refunds["data"][0]["net"]],
        [&json!(-500), &json!(-500)]
    );
    for (query, count) in [
        ("currency=usd", 2),
        ("currency=eur", 0),
        ("type=payout", 0),
        ("source=ch_nothing", 0),
    ] {
        let list = server.get(&format!("/v1/balance_transactions?{query}")).json();
        assert_eq!(list["data"].as_array().map(Vec::len), Some(count), "{query}");
    }
    assert_eq!(server.get("/v1/balance_transactions?payout=po_1").status, 400);
}

#[test]
fn each_day_is_settled_once_however_much_is_booked_for_it() {
    let server = Florin::ephemeral();
    let form = "amount=1000&currency=usd&payment_method=pm_card_visa&confirm=true\
                &automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never";
    for _ in 0..3 {
        post(&server, "/v1/payment_intents", form);
    }
    let state = server.get("/_florin/state").json();
    let settling = state["timers"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|timer| timer["kind"] == "balance.settle");
    assert_eq!(settling.count(), 1, "{state}");
    post(&server, "/_florin/time", r#"{"advance": "8d"}"#);
    assert_eq!(balance(&server), [3 * (1_000 - 59), 0]);
    assert_eq!(types(&server), ["balance.available"]);
    let state = server.get("/_florin/state").json();
    assert!(!state.to_string().contains("balance.settle"), "{state}");
}
