//! Endpoints that get the events of other accounts: those that the endpoint's account made.

#[macro_use]
mod support;

use db::Scope;
use http::Method;
use support::{Reply, Shop, Sink};

on_both![
    an_endpoint_gets_the_events_of_accounts_that_were_made_and_not_its_own,
    who_waits_for_an_event_counts_wherever_the_endpoint_is,
];

async fn about_others(shop: &Shop, sink: &Sink) -> String {
    let form = format!("url={}&enabled_events[]=*&connect=true", sink.url);
    let made = shop.post("/v1/webhook_endpoints", &form).await;
    made["id"].as_str().unwrap().to_owned()
}

/// Account and type of what arrived; the account is empty where an event names none.
fn arrived(sink: &Sink) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let mut all: Vec<_> = sink.with(|all| {
        let events = all.iter().map(|one| one.event());
        events
            .map(|event| (text(&event["account"]), text(&event["type"])))
            .collect()
    });
    all.sort();
    all
}

async fn an_endpoint_gets_the_events_of_accounts_that_were_made_and_not_its_own() {
    let shop = Shop::new().await;
    let (own, others, theirs) = (Sink::start().await, Sink::start().await, Sink::start().await);
    let (second, third) = (shop.open_account(2).await, shop.open_account(3).await);
    shop.subscribe(&own.url, &["*"]).await;
    about_others(&shop, &others).await;
    let form = format!("url={}&enabled_events[]=*", theirs.url);
    let path = "/v1/webhook_endpoints";
    assert_eq!(shop.call_for(Some(&second), Method::POST, path, &form).await.0, 200);

    shop.happen(&["charge.succeeded"], 1).await;
    shop.happen_in(Scope::new(2, false), &["charge.failed"], 2).await;
    shop.happen_in(Scope::new(3, false), &["refund.created"], 3).await;
    shop.happen_in(Scope::new(2, true), &["charge.captured"], 4).await;
    for account in [1, 2, 3] {
        shop.drain_of(Scope::new(account, false)).await;
    }
    assert_eq!(arrived(&own), [(String::new(), "charge.succeeded".into())]);
    assert_eq!(arrived(&theirs), [(String::new(), "charge.failed".into())]);
    let mut expected = [(second, "charge.failed".into()), (third, "refund.created".into())];
    expected.sort();
    assert_eq!(arrived(&others), expected);
    let second_keys: Vec<String> = others.with(|all| {
        let event = all[0].event();
        event.as_object().unwrap().keys().cloned().collect()
    });
    assert_eq!(second_keys[..4], ["id", "object", "account", "api_version"]);
}

async fn who_waits_for_an_event_counts_wherever_the_endpoint_is() {
    let shop = Shop::new().await;
    let (others, theirs) = (Sink::start().await, Sink::start().await);
    let second = shop.open_account(2).await;
    let endpoint = about_others(&shop, &others).await;
    let form = format!("url={}&enabled_events[]=*", theirs.url);
    shop.call_for(Some(&second), Method::POST, "/v1/webhook_endpoints", &form)
        .await;
    others.always(Reply::Status(500));
    let scope = Scope::new(2, false);
    shop.happen_in(scope, &["charge.failed"], 1).await;
    shop.drain_of(scope).await;
    theirs.wait_for(1).await;
    let get = async |path: &str| shop.call_for(Some(&second), Method::GET, path, "").await.1;
    let event = get("/v1/events?delivery_success=false").await["data"][0].clone();
    let id = event["id"].as_str().unwrap();
    assert_eq!(event["pending_webhooks"], 1);
    // The endpoint's account has no such event: it is another's.
    assert_eq!(shop.call(Method::GET, &format!("/v1/events/{id}"), "").await.0, 404);

    // Tried again by the clock of the account that has the endpoint.
    others.always(Reply::Status(200));
    shop.advance(3).await;
    assert_eq!(arrived(&others).len(), 2);
    assert_eq!(get(&format!("/v1/events/{id}")).await["pending_webhooks"], 0);
    assert!(
        get("/v1/events?delivery_success=false").await["data"]
            .as_array()
            .unwrap()
            .is_empty()
    );

    // And again on request.
    let form = format!("account={second}&webhook_endpoint={endpoint}");
    shop.post(&format!("/v1/events/{id}/retry"), &form).await;
    shop.drain().await;
    assert_eq!(arrived(&others).len(), 3);
    let stranger = format!("account=acct_1000000000000000&webhook_endpoint={endpoint}");
    let (status, _) = shop
        .call(Method::POST, &format!("/v1/events/{id}/retry"), &stranger)
        .await;
    assert_eq!(status, 400);
}
