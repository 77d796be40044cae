//! Clients of older versions see what they were written for.

use florin_flows::{Shop, flows, text};
use serde_json::{Value, json};

flows![
    charges_were_listed_on_the_intent,
    the_capture_method_had_another_default,
    payment_method_types_were_a_parameter,
    a_return_url_was_not_needed,
    every_version_is_echoed,
    events_are_told_in_the_accounts_version,
];

/// What sample code and the official clients pin.
const PINNED: [&str; 8] = [
    "2020-08-27",
    "2022-11-15",
    "2023-10-16",
    "2024-09-30.acacia",
    "2025-03-31.basil",
    "2025-09-30.clover",
    "2026-03-25.dahlia",
    "2026-10-28.endive",
];

async fn charges_were_listed_on_the_intent(shop: Shop) {
    let old = shop.version("2020-08-27");
    let form = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("payment_method", "pm_card_visa"),
        ("confirm", "true"),
    ];
    let paid = old.post("/v1/payment_intents", &form).await.ok();
    let charges = &paid["charges"];
    assert_eq!(
        (&charges["object"], &charges["total_count"]),
        (&"list".into(), &1.into())
    );
    assert_eq!(charges["data"][0]["id"], paid["latest_charge"]);
    assert_eq!(charges["data"][0]["refunds"]["data"], json!([]));
    let path = format!("/v1/payment_intents/{}", text(&paid["id"]));
    assert_eq!(old.get(&path, &[]).await.ok(), paid);
    let charge = text(&charges["data"][0]["id"]);
    shop.post("/v1/refunds", &[("charge", charge), ("amount", "500")])
        .await
        .ok();
    let charge = old.get(&format!("/v1/charges/{charge}"), &[]).await.ok();
    assert_eq!(charge["refunds"]["data"][0]["amount"], 500);
    for newer in &PINNED[1..] {
        let seen = shop.version(newer).get(&path, &[]).await.ok();
        assert!(seen.get("charges").is_none(), "{newer}");
        let charge = shop
            .version(newer)
            .get(&format!("/v1/charges/{}", text(&paid["latest_charge"])), &[])
            .await
            .ok();
        assert!(charge.get("refunds").is_none(), "{newer}");
    }
    let listed = old.get("/v1/payment_intents", &[]).await.ok();
    assert_eq!(listed["data"][0]["charges"]["total_count"], 1);
    let mut declined = form;
    declined[2].1 = "pm_card_chargeDeclined";
    let error = old.post("/v1/payment_intents", &declined).await.error(402);
    assert_eq!(error["payment_intent"]["charges"]["data"][0]["status"], "failed");
}

async fn the_capture_method_had_another_default(shop: Shop) {
    for version in PINNED {
        let form = [("amount", "2000"), ("currency", "usd")];
        let intent = shop.version(version).post("/v1/payment_intents", &form).await.ok();
        let expected = if version < "2024-04-10" {
            "automatic"
        } else {
            "automatic_async"
        };
        assert_eq!(intent["capture_method"], expected, "{version}");
    }
}

async fn payment_method_types_were_a_parameter(shop: Shop) {
    for version in PINNED {
        let form = [
            ("amount", "2000"),
            ("currency", "usd"),
            ("payment_method_types[]", "card"),
        ];
        let reply = shop.version(version).post("/v1/payment_intents", &form).await;
        if version >= "2026-09-30" {
            let error = reply.error(400);
            assert!(text(&error["param"]).starts_with("payment_method_types"), "{error}");
            continue;
        }
        let intent = reply.ok();
        assert_eq!(intent["payment_method_types"], json!(["card"]), "{version}");
        assert_eq!(intent["automatic_payment_methods"], Value::Null, "{version}");
    }
}

async fn a_return_url_was_not_needed(shop: Shop) {
    for version in PINNED {
        let form = [
            ("amount", "2000"),
            ("currency", "usd"),
            ("payment_method", "pm_card_visa"),
            ("confirm", "true"),
        ];
        let reply = shop.version(version).post("/v1/payment_intents", &form).await;
        match version < "2023-08-16" {
            true => assert_eq!(reply.ok()["status"], "succeeded", "{version}"),
            false => assert_eq!(reply.error(400)["param"], "return_url", "{version}"),
        }
    }
}

async fn every_version_is_echoed(shop: Shop) {
    for version in PINNED {
        let reply = shop.version(version).get("/v1/customers", &[]).await;
        assert_eq!(reply.header("stripe-version"), Some(version));
        let wrong = shop.version(version).get("/v1/customers/cus_nonsense", &[]).await;
        assert_eq!(
            (wrong.status.as_u16(), wrong.header("stripe-version")),
            (404, Some(version))
        );
    }
}

async fn events_are_told_in_the_accounts_version(shop: Shop) {
    let old = shop.version("2020-08-27");
    let form = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("payment_method", "pm_card_visa"),
        ("confirm", "true"),
    ];
    old.post("/v1/payment_intents", &form).await.ok();
    let events = shop.event_objects().await;
    assert!(events.iter().all(|event| event["api_version"] == "2026-10-28.endive"));
    assert!(
        events
            .iter()
            .all(|event| event["data"]["object"].get("charges").is_none())
    );
}
