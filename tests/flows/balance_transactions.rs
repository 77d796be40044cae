//! Balance transactions: one for each move of money, and none without one.

use florin_flows::{Shop, flows, stable, text};
use serde_json::{Value, json};

flows![each_move_of_money_is_listed, lists_are_filtered];

const LIST: &str = "/v1/balance_transactions";

fn kinds(list: &Value) -> Vec<(String, i64)> {
    let data = list["data"].as_array().expect("a list has data");
    data.iter()
        .map(|item| {
            (
                text(&item["type"]).to_owned(),
                item["amount"].as_i64().expect("an amount"),
            )
        })
        .collect()
}

async fn each_move_of_money_is_listed(shop: Shop) {
    let paid = shop
        .pay(
            "pm_card_refundFail",
            &[("capture_method", "automatic"), ("description", "a shirt")],
        )
        .await
        .ok();
    shop.pay("pm_card_chargeDeclined", &[]).await.error(402);
    let charge = text(&paid["latest_charge"]);
    shop.post("/v1/refunds", &[("charge", charge), ("amount", "500")])
        .await
        .ok();
    shop.later().await;
    let list = shop.get(LIST, &[]).await.ok();
    let moved = [
        ("refund_failure".to_owned(), 500),
        ("refund".to_owned(), -500),
        ("charge".to_owned(), 2000),
    ];
    assert_eq!(kinds(&list), moved);
    let first = &list["data"][2];
    insta::assert_json_snapshot!("balance_transaction", stable(first));
    let path = format!("{LIST}/{}", text(&first["id"]));
    assert_eq!(shop.get(&path, &[]).await.ok(), *first);
    let source = shop.get(&path, &[("expand[]", "source")]).await.ok();
    assert_eq!(source["source"]["id"], charge);
}

async fn lists_are_filtered(shop: Shop) {
    let paid = shop.pay("pm_card_visa", &[("capture_method", "automatic")]).await.ok();
    let charge = text(&paid["latest_charge"]);
    let refund = shop
        .post("/v1/refunds", &[("charge", charge), ("amount", "500")])
        .await
        .ok_id();
    let filtered = async |name: &str, value: &str| kinds(&shop.get(LIST, &[(name, value)]).await.ok());
    assert_eq!(filtered("type", "refund").await, [("refund".to_owned(), -500)]);
    assert_eq!(filtered("source", charge).await, [("charge".to_owned(), 2000)]);
    assert_eq!(filtered("source", &refund).await, [("refund".to_owned(), -500)]);
    assert_eq!(filtered("currency", "usd").await.len(), 2);
    assert_eq!(filtered("currency", "eur").await.len(), 0);
    let other = shop.open_another(&[]).await;
    assert_eq!(other.get(LIST, &[]).await.ok()["data"], json!([]));
}
