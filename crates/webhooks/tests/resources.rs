//! Events and webhook endpoints as the API shows them.

#[macro_use]
mod support;

use http::Method;
use serde_json::{Value, json};
use support::{Reply, Shop, Sink};

on_both![
    an_endpoint_is_made_shown_changed_and_deleted,
    what_no_endpoint_can_be_is_refused,
    events_are_listed_by_type_group_time_and_cursor,
    events_that_an_endpoint_did_not_take_are_found,
    who_waits_for_an_event_is_known_from_its_commit_on,
    an_event_keeps_the_version_that_it_happened_in,
];

fn ids(list: &Value) -> Vec<String> {
    let data = list["data"].as_array().unwrap();
    data.iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn refusal(shop: &Shop, method: Method, path: &str, form: &str) -> (u16, Value) {
    let (status, body) = shop.call(method, path, form).await;
    let error = &body["error"];
    (status, json!([error["code"], error["param"], error["message"]]))
}

async fn an_endpoint_is_made_shown_changed_and_deleted() {
    let shop = Shop::new().await;
    let form = "url=https://example.com/hook&enabled_events[]=charge.succeeded&enabled_events[]=*&description=shop\
                &metadata[a]=b&api_version=2024-06-20";
    let made = shop.post("/v1/webhook_endpoints", form).await;
    let keys: Vec<&String> = made.as_object().unwrap().keys().collect();
    let expected = [
        "id",
        "object",
        "api_version",
        "application",
        "created",
        "description",
        "enabled_events",
        "livemode",
        "metadata",
        "secret",
        "status",
        "url",
    ];
    assert_eq!(keys, expected);
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_") && secret.len() == 38, "{secret}");
    let path = format!("/v1/webhook_endpoints/{}", made["id"].as_str().unwrap());
    let mut shown = made.clone();
    shown.as_object_mut().unwrap().shift_remove("secret");
    assert_eq!(shop.get(&path).await, shown);
    let changed = shop
        .post(
            &path,
            "disabled=true&enabled_events[]=refund.created&metadata[a]=&url=https://b.example/",
        )
        .await;
    assert_eq!(
        [
            &changed["status"],
            &changed["enabled_events"],
            &changed["metadata"],
            &changed["url"]
        ],
        [
            &json!("disabled"),
            &json!(["refund.created"]),
            &json!({}),
            &json!("https://b.example/")
        ]
    );
    assert_eq!(
        ids(&shop.get("/v1/webhook_endpoints").await),
        [made["id"].as_str().unwrap()]
    );
    let (status, gone) = shop.call(Method::DELETE, &path, "").await;
    assert_eq!(
        (status, gone),
        (
            200,
            json!({"id": made["id"], "object": "webhook_endpoint", "deleted": true})
        )
    );
    assert_eq!(shop.call(Method::GET, &path, "").await.0, 404);
}

async fn what_no_endpoint_can_be_is_refused() {
    let shop = Shop::new().await;
    let cases = [
        ("enabled_events[]=*", "parameter_missing", "url"),
        ("url=https://example.com", "parameter_missing", "enabled_events"),
        ("url=example.com&enabled_events[]=*", "url_invalid", "url"),
        ("url=ftp://example.com&enabled_events[]=*", "url_invalid", "url"),
    ];
    for (form, code, param) in cases {
        let (status, error) = refusal(&shop, Method::POST, "/v1/webhook_endpoints", form).await;
        assert_eq!(
            (status, &error[0], &error[1]),
            (400, &code.into(), &param.into()),
            "{form}: {error}"
        );
    }
    for form in [
        "url=https://example.com&enabled_events[]=nothing.happened",
        "url=https://example.com&enabled_events[]=*&api_version=2011-01-01",
    ] {
        assert_eq!(
            shop.call(Method::POST, "/v1/webhook_endpoints", form).await.0,
            400,
            "{form}"
        );
    }
    for _ in 0..16 {
        shop.post("/v1/webhook_endpoints", "url=https://example.com&enabled_events[]=*")
            .await;
    }
    let (status, error) = refusal(
        &shop,
        Method::POST,
        "/v1/webhook_endpoints",
        "url=https://example.com&enabled_events[]=*",
    )
    .await;
    assert_eq!(
        (status, &error[2]),
        (
            400,
            &"You have reached the maximum of 16 test webhook endpoints.".into()
        )
    );
}

async fn events_are_listed_by_type_group_time_and_cursor() {
    let shop = Shop::new().await;
    let kinds = [
        "charge.succeeded",
        "refund.created",
        "charge.failed",
        "charge.succeeded",
        "customer.created",
    ];
    let mut made = Vec::new();
    for (number, kind) in kinds.iter().enumerate() {
        shop.happen(&[kind], number).await;
        shop.clock.advance(std::time::Duration::from_secs(10));
        made.insert(0, ids(&shop.get("/v1/events?limit=1").await).remove(0));
    }
    let pick = |at: &[usize]| -> Vec<String> { at.iter().map(|&at| made[at].clone()).collect() };
    let cases = [
        ("".to_owned(), pick(&[0, 1, 2, 3, 4]), false),
        ("limit=2".to_owned(), pick(&[0, 1]), true),
        (format!("limit=2&starting_after={}", made[1]), pick(&[2, 3]), true),
        (format!("limit=2&ending_before={}", made[3]), pick(&[1, 2]), true),
        ("type=charge.succeeded".to_owned(), pick(&[1, 4]), false),
        ("type=charge.*&limit=2".to_owned(), pick(&[1, 2]), true),
        (format!("type=charge.*&starting_after={}", made[2]), pick(&[4]), false),
        (
            "types[]=refund.created&types[]=customer.created".to_owned(),
            pick(&[0, 3]),
            false,
        ),
        ("type=invoice.*".to_owned(), pick(&[]), false),
        ("delivery_success=true&limit=3".to_owned(), pick(&[0, 1, 2]), true),
        ("delivery_success=false".to_owned(), pick(&[]), false),
        ("created[lt]=1800000020".to_owned(), pick(&[3, 4]), false),
    ];
    for (query, expected, has_more) in cases {
        let list = shop.get(&format!("/v1/events?{query}")).await;
        assert_eq!((ids(&list), &list["has_more"]), (expected, &has_more.into()), "{query}");
    }
    let (status, _) = shop
        .call(Method::GET, "/v1/events?type=charge.failed&types[]=charge.failed", "")
        .await;
    assert_eq!(status, 400);
    shop.clock.advance(std::time::Duration::from_secs(30 * 86_400));
    assert!(ids(&shop.get("/v1/events").await).is_empty());
    assert_eq!(
        shop.call(Method::GET, &format!("/v1/events/{}", made[0]), "").await.0,
        404
    );
}

async fn events_that_an_endpoint_did_not_take_are_found() {
    let (shop, sink) = (Shop::new().await, Sink::start().await);
    shop.subscribe(&sink.url, &["charge.failed"]).await;
    sink.always(Reply::Status(500));
    for number in 0..4 {
        shop.happen(&["charge.failed", "charge.succeeded"], number).await;
    }
    shop.until("four failures", |all| {
        all.iter().filter(|one| one.attempts == 1).count() == 4
    })
    .await;
    let failed = ids(&shop.get("/v1/events?type=charge.failed").await);
    let query = "/v1/events?delivery_success=false";
    assert_eq!(ids(&shop.get(query).await), failed);
    assert_eq!(
        ids(&shop.get(&format!("{query}&limit=2&starting_after={}", failed[0])).await),
        failed[1..3]
    );
    assert_eq!(
        ids(&shop.get(&format!("{query}&limit=1&ending_before={}", failed[2])).await),
        failed[1..2]
    );
    assert!(ids(&shop.get(&format!("{query}&type=charge.succeeded")).await).is_empty());
    let delivered = ids(&shop.get("/v1/events?delivery_success=true").await);
    assert_eq!(delivered, ids(&shop.get("/v1/events?type=charge.succeeded").await));
}

async fn who_waits_for_an_event_is_known_from_its_commit_on() {
    let clock = std::sync::Arc::new(kernel::ManualClock::at(kernel::Timestamp::from_seconds(1_800_000_000)));
    // Without a dispatcher: what is queued stays so.
    let (shop, sink) = (Shop::with(false, clock).await, Sink::start().await);
    shop.subscribe(&sink.url, &["charge.failed"]).await;
    shop.subscribe(&sink.url, &["*"]).await;
    let about_others = format!("url={}&enabled_events[]=*&connect=true", sink.url);
    shop.post("/v1/webhook_endpoints", &about_others).await;
    let (disabled, _) = shop.subscribe(&sink.url, &["*"]).await;
    shop.post(&format!("/v1/webhook_endpoints/{disabled}"), "disabled=true")
        .await;
    shop.happen(&["charge.failed", "charge.succeeded"], 1).await;
    let list = shop.get("/v1/events").await;
    let pending: Vec<&Value> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["pending_webhooks"])
        .collect();
    assert_eq!(pending, [1, 2], "newest first");
    let one = shop.get(&format!("/v1/events/{}", ids(&list)[1])).await;
    assert_eq!(one["pending_webhooks"], 2);
    assert_eq!(ids(&shop.get("/v1/events?delivery_success=false").await), ids(&list));
    assert!(ids(&shop.get("/v1/events?delivery_success=true").await).is_empty());

    let _running = shop.beside(true).await;
    // What another process left is taken when it has waited.
    shop.clock.advance(std::time::Duration::from_secs(3));
    sink.wait_for(3).await;
    shop.until("all deliveries", |all| {
        all.len() == 3 && all.iter().all(|one| !one.undelivered)
    })
    .await;
    assert!(ids(&shop.get("/v1/events?delivery_success=false").await).is_empty());
    assert_eq!(
        shop.get(&format!("/v1/events/{}", ids(&list)[1])).await["pending_webhooks"],
        0
    );
}

async fn an_event_keeps_the_version_that_it_happened_in() {
    let (shop, sink) = (Shop::new().await, Sink::start().await);
    shop.subscribe(&sink.url, &["payment_intent.created"]).await;
    let pay = "amount=2000&currency=usd";
    let versions = ["2026-10-28.endive", "2022-08-01"];
    for version in versions {
        shop.change_account(|account| account.api_version = version.to_owned())
            .await;
        let (status, _) = shop.call(Method::POST, "/v1/payment_intents", pay).await;
        assert_eq!(status, 200);
    }
    sink.wait_for(2).await;
    let sent: Vec<Value> = sink.with(|all| all.iter().map(|one| one.event()).collect());
    let list = shop.get("/v1/events?type=payment_intent.created").await;
    let shown: Vec<&Value> = list["data"].as_array().unwrap().iter().rev().collect();
    for (nth, version) in versions.iter().enumerate() {
        // The older shape has the intent's charges.
        let older = *version == "2022-08-01";
        for event in [
            shown[nth],
            sent.iter().find(|event| event["id"] == shown[nth]["id"]).unwrap(),
        ] {
            assert_eq!(event["api_version"], *version);
            assert_eq!(event["data"]["object"].get("charges").is_some(), older, "{event}");
        }
    }
}
