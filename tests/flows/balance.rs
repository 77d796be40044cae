//! The balance: what a merchant has, and when it may have it.

use florin_flows::{Shop, flows, text};
use serde_json::{Value, json};

flows![
    money_goes_from_pending_to_available,
    each_currency_stands_for_itself,
    some_cards_are_available_at_once,
];

async fn amounts(shop: &Shop) -> (Value, Value) {
    let balance = shop.get("/v1/balance", &[]).await.ok();
    let one = |kind: &str| balance[kind][0]["amount"].clone();
    assert_eq!(balance["livemode"], false);
    (one("pending"), one("available"))
}

async fn money_goes_from_pending_to_available(shop: Shop) {
    assert_eq!(amounts(&shop).await, (0.into(), 0.into()));
    let paid = shop
        .pay(
            "pm_card_visa",
            &[
                ("capture_method", "automatic"),
                ("expand[]", "latest_charge.balance_transaction"),
            ],
        )
        .await
        .ok();
    let transaction = &paid["latest_charge"]["balance_transaction"];
    assert_eq!(
        (
            &transaction["amount"],
            &transaction["fee"],
            &transaction["net"],
            &transaction["status"]
        ),
        (&2000.into(), &88.into(), &1912.into(), &"pending".into())
    );
    assert_eq!(amounts(&shop).await, (1912.into(), 0.into()));
    shop.post(
        "/v1/refunds",
        &[("charge", text(&paid["latest_charge"]["id"])), ("amount", "500")],
    )
    .await
    .ok();
    assert_eq!(amounts(&shop).await, (1412.into(), 0.into()), "the fee is not returned");
    shop.advance("7d").await;
    assert_eq!(amounts(&shop).await, (0.into(), 1412.into()));
    let path = format!("/v1/balance_transactions/{}", text(&transaction["id"]));
    assert_eq!(shop.get(&path, &[]).await.ok()["status"], "available");
    assert!(shop.events().await.contains(&"balance.available".to_owned()));
    let held = shop.pay("pm_card_visa", &[("capture_method", "manual")]).await.ok_id();
    assert_eq!(amounts(&shop).await, (0.into(), 1412.into()), "a hold is no money");
    shop.post(&format!("/v1/payment_intents/{held}/cancel"), &[]).await.ok();
    assert_eq!(amounts(&shop).await, (0.into(), 1412.into()));
}

async fn each_currency_stands_for_itself(shop: Shop) {
    for currency in ["usd", "eur", "jpy"] {
        let form = [
            ("amount", "10000"),
            ("currency", currency),
            ("payment_method", "pm_card_visa"),
            ("confirm", "true"),
            ("return_url", "https://shop.test/done"),
        ];
        shop.post("/v1/payment_intents", &form).await.ok();
    }
    let balance = shop.get("/v1/balance", &[]).await.ok();
    let pending = balance["pending"].as_array().expect("a list");
    let mut currencies: Vec<&str> = pending.iter().map(|entry| text(&entry["currency"])).collect();
    currencies.sort_unstable();
    assert_eq!(currencies, ["eur", "jpy", "usd"]);
    let transactions = shop.get("/v1/balance_transactions", &[]).await.ok();
    for entry in pending {
        let net: i64 = transactions["data"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|transaction| transaction["currency"] == entry["currency"])
            .filter_map(|transaction| transaction["net"].as_i64())
            .sum();
        assert_eq!(entry["amount"], net, "the balance is the sum of its transactions");
        assert_eq!(entry["source_types"], json!({"card": net}));
    }
}

async fn some_cards_are_available_at_once(shop: Shop) {
    shop.pay("pm_card_bypassPending", &[("capture_method", "automatic")])
        .await
        .ok();
    let (pending, available) = amounts(&shop).await;
    assert_eq!(pending, 0);
    assert!(available.as_i64().is_some_and(|available| available > 0));
}
