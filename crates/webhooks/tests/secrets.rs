//! Signing secrets are sealed wherever they are stored, and known only when something is sent.

#[macro_use]
mod support;

use db::{Action, Body, IDEMPOTENCY, Query, Row, Table, Values};
use http::Method;
use kernel::Key;
use resources::webhook_endpoints::{WEBHOOK_ENDPOINTS, seal_all};
use serde_json::Value;
use support::{Shop, Sink};
use webhooks::signature_header;

on_both![
    neither_the_endpoint_nor_the_answer_kept_for_replay_shows_the_secret,
    what_an_early_version_stored_is_sealed_at_the_next_start,
];

async fn rows(shop: &Shop, table: &'static Table) -> Vec<Row> {
    shop.app
        .store
        .list(Query::newest(table, shop.scope, 100))
        .await
        .unwrap()
}

fn shows(body: &Body, text: &str) -> bool {
    let (public, private) = (body.public(), body.private());
    [&public[..], private]
        .iter()
        .any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
}

async fn neither_the_endpoint_nor_the_answer_kept_for_replay_shows_the_secret() {
    let shop = Shop::new().await;
    let (path, form) = ("/v1/webhook_endpoints", "url=https://a.example&enabled_events[]=*");
    let key = Some(("idempotency-key", "once"));
    let (status, made) = shop.call_with(key, Method::POST, path, form).await;
    let secret = made["secret"].as_str().unwrap();
    assert!(status == 200 && secret.starts_with("whsec_"));
    let stored = [rows(&shop, &WEBHOOK_ENDPOINTS).await, rows(&shop, &IDEMPOTENCY).await].concat();
    assert_eq!(stored.len(), 2);
    for row in &stored {
        let body = row.body.as_ref().unwrap();
        assert!(!shows(body, "whsec_") && !shows(body, secret), "{row:?}");
    }
    // A replay says it all the same.
    let (status, again) = shop.call_with(key, Method::POST, path, form).await;
    assert_eq!((status, again), (200, made));
}

/// The endpoint as an early version stored it: its secret as it is. Answers its key.
async fn unsealed(shop: &Shop, secret: &str) -> Key {
    let row = rows(shop, &WEBHOOK_ENDPOINTS).await.remove(0);
    let body = row.body.as_ref().unwrap();
    let mut private: Value = serde_json::from_slice(body.private()).unwrap();
    private["secret"] = secret.into();
    let mut change = db::Change::default();
    change.dropped.push((row.scope, body.id));
    let anew = Body::new(body.id, &body.public(), private.to_string().as_bytes());
    change.bodies.push((row.scope, anew));
    let values = Values {
        body: Some(body.id),
        cells: row.cells.clone(),
    };
    let read_at = row.version;
    change.writes.push(db::Write {
        table: &WEBHOOK_ENDPOINTS,
        scope: row.scope,
        key: row.key,
        action: Action::Update { read_at, values },
    });
    shop.app.commit(change).await.unwrap();
    row.key
}

async fn what_an_early_version_stored_is_sealed_at_the_next_start() {
    let (shop, sink) = (Shop::new().await, Sink::start().await);
    shop.subscribe(&sink.url, &["*"]).await;
    let secret = "whsec_of_an_early_version";
    let key = unsealed(&shop, secret).await;
    assert_eq!(seal_all(&shop.app).await.unwrap(), 1);
    assert_eq!(seal_all(&shop.app).await.unwrap(), 0, "once");
    let row = shop.app.store.get(&WEBHOOK_ENDPOINTS, shop.scope, key).await;
    let row = row.unwrap().unwrap();
    assert!(!shows(row.body.as_ref().unwrap(), "whsec_"));
    shop.happen(&["charge.succeeded"], 1).await;
    sink.wait_for(1).await;
    sink.with(|received| {
        let expected = signature_header([secret].into_iter(), shop.app.now(), &received[0].body, false);
        assert_eq!(received[0].signature(), expected);
    });
}
