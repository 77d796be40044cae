//! Events become signed deliveries, over a real store and real sockets.

#[macro_use]
mod support;

use std::time::Duration;

use db::{Origin, Record, Tx};
use resources::webhook_endpoints::{SigningSecret, WEBHOOK_ENDPOINTS, WebhookEndpoint};
use support::{Database, Reply, Shop, Sink, is_there, on};
use webhooks::{Client, Dispatcher, signature_header};

on_both![
    an_event_arrives_signed_printed_and_with_the_headers_of_the_original,
    a_failure_is_tried_again_by_the_sandboxs_schedule_and_then_given_up,
    each_endpoint_gets_the_event_in_its_own_version,
    a_redirect_is_a_failure_and_is_not_followed,
    one_endpoint_that_does_not_answer_and_one_that_refuses_do_not_delay_another,
    two_secrets_sign_while_one_is_rolled,
    a_disabled_endpoint_gets_nothing_and_what_was_on_its_way_goes_on_when_it_is_enabled,
    an_event_is_sent_again_on_request,
    addresses_are_checked_when_the_connection_is_opened,
    the_outbox_of_a_killed_process_is_taken_by_another,
    without_endpoints_the_outbox_is_emptied,
];

fn all_delivered(deliveries: &[resources::webhook_endpoints::Delivery]) -> bool {
    !deliveries.is_empty() && deliveries.iter().all(|delivery| !delivery.undelivered)
}

async fn an_event_arrives_signed_printed_and_with_the_headers_of_the_original() {
    let (shop, sink) = (Shop::new().await, Sink::start().await);
    let (_, secret) = shop.subscribe(&sink.url, &["charge.succeeded", "refund.created"]).await;
    shop.happen(
        &[
            "charge.succeeded",
            "charge.failed",
            "refund.created",
            "customer.created",
        ],
        1,
    )
    .await;
    sink.wait_for(2).await;
    let deliveries = shop.until("delivery", all_delivered).await;
    assert_eq!(deliveries.len(), 2);
    assert!(
        deliveries
            .iter()
            .all(|delivery| delivery.status == Some(200) && delivery.attempts == 1)
    );
    assert_eq!(deliveries[0].response.as_deref(), Some("noted"));
    let mut types = sink.types();
    types.sort();
    assert_eq!(types, ["charge.succeeded", "refund.created"]);
    sink.with(|received| {
        let one = &received[0];
        assert_eq!(one.headers["content-type"], "application/json; charset=utf-8");
        assert_eq!(
            one.headers["user-agent"],
            "Stripe/1.0 (+https://stripe.com/docs/webhooks)"
        );
        let expected = signature_header([secret.as_str()].into_iter(), shop.app.now(), &one.body, false);
        assert_eq!(one.signature(), expected);
        let event = one.event();
        assert_eq!(one.body, serde_json::to_vec_pretty(&event).unwrap());
        let keys: Vec<&String> = event.as_object().unwrap().keys().collect();
        let expected = [
            "id",
            "object",
            "api_version",
            "created",
            "data",
            "livemode",
            "pending_webhooks",
            "request",
            "type",
        ];
        assert_eq!(keys, expected);
        assert_eq!(
            (&event["pending_webhooks"], &event["data"]["object"]["id"]),
            (&1.into(), &"cus_1".into())
        );
    });
}

async fn a_failure_is_tried_again_by_the_sandboxs_schedule_and_then_given_up() {
    let (shop, sink) = (Shop::new().await, Sink::start().await);
    shop.subscribe(&sink.url, &["*"]).await;
    sink.answer(&[Reply::Status(500), Reply::Status(200)]);
    shop.happen(&["charge.succeeded"], 1).await;
    shop.until("the failure's record", |all| all.iter().any(|one| one.attempts == 1))
        .await;
    let event = sink.with(|received| received[0].event()["id"].as_str().unwrap().to_owned());
    let path = format!("/v1/events/{event}");
    assert_eq!(shop.get(&path).await["pending_webhooks"], 1);
    let undelivered = shop.get("/v1/events?delivery_success=false").await;
    assert_eq!(undelivered["data"][0]["id"], event.as_str());
    shop.advance(3).await;
    assert_eq!(
        (sink.count(), &shop.get(&path).await["pending_webhooks"]),
        (2, &0.into())
    );
    assert_eq!(
        shop.get("/v1/events?delivery_success=true").await["data"][0]["id"],
        event.as_str()
    );

    sink.always(Reply::Status(404));
    shop.happen(&["charge.failed"], 2).await;
    shop.until("the first attempt", |all| all.iter().any(|one| one.status == Some(404)))
        .await;
    for (seconds, attempts) in [(2, 1), (1, 2), (299, 2), (1, 3), (1_800, 4), (7_200, 5), (1_000_000, 5)] {
        shop.advance(seconds).await;
        assert_eq!(shop.deliveries().await[1].attempts, attempts, "after {seconds} s more");
    }
    let given_up = &shop.deliveries().await[1];
    assert_eq!(
        (given_up.due, given_up.undelivered, given_up.status),
        (None, true, Some(404))
    );
}

async fn each_endpoint_gets_the_event_in_its_own_version() {
    let (shop, old, new) = (Shop::new().await, Sink::start().await, Sink::start().await);
    let form = format!("url={}&enabled_events[]=*&api_version=2024-06-20", old.url);
    shop.post("/v1/webhook_endpoints", &form).await;
    shop.subscribe(&new.url, &["*"]).await;
    let pay = "amount=2000&currency=usd&payment_method=pm_card_visa&confirm=true&return_url=https://example.com";
    shop.post("/v1/payment_intents", pay).await;
    let intent = |sink: &Sink| {
        let events: Vec<serde_json::Value> = sink.with(|all| all.iter().map(|one| one.event()).collect());
        events
            .into_iter()
            .find(|event| event["type"] == "payment_intent.succeeded")
    };
    old.wait_for(3).await;
    new.wait_for(3).await;
    shop.until("delivery", all_delivered).await;
    let (old, new) = (intent(&old).unwrap(), intent(&new).unwrap());
    assert_eq!([&old["id"], &old["pending_webhooks"]], [&new["id"], &2.into()]);
    assert_eq!(old["api_version"], "2024-06-20");
    assert_eq!(new["api_version"], "2026-10-28.endive");
    assert!(old["data"]["object"].get("invoice").is_some(), "{old}");
    assert!(new["data"]["object"].get("invoice").is_none(), "{new}");
}

async fn a_redirect_is_a_failure_and_is_not_followed() {
    let (shop, sink) = (Shop::new().await, Sink::start().await);
    shop.subscribe(&sink.url, &["*"]).await;
    sink.answer(&[Reply::Redirect]);
    shop.happen(&["charge.succeeded"], 1).await;
    shop.until("the answer", |all| {
        all.iter().any(|one| one.status == Some(302) && one.undelivered)
    })
    .await;
    assert_eq!(
        sink.with(|received| received.iter().map(|one| one.path.clone()).collect::<Vec<_>>()),
        ["/hook"]
    );
}

async fn one_endpoint_that_does_not_answer_and_one_that_refuses_do_not_delay_another() {
    let (shop, fast, slow) = (Shop::new().await, Sink::start().await, Sink::start().await);
    slow.always(Reply::Held);
    let dead = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    shop.subscribe(&slow.url, &["*"]).await;
    shop.subscribe(&format!("http://{dead}/"), &["*"]).await;
    shop.subscribe(&fast.url, &["*"]).await;
    const EVENTS: usize = 300;
    for number in 0..EVENTS {
        shop.happen(&["charge.succeeded"], number).await;
    }
    fast.wait_for(EVENTS).await;
    assert!(slow.count() < EVENTS, "only so many at a time");
    assert!(
        fast.connections() <= 70,
        "{} connections for {EVENTS} deliveries",
        fast.connections()
    );
    slow.release();
    slow.wait_for(EVENTS).await;
    let of = |id: usize| {
        move |all: &[resources::webhook_endpoints::Delivery]| all.iter().filter(|one| !one.undelivered).count() == id
    };
    shop.until("both live endpoints' deliveries", of(2 * EVENTS)).await;
}

async fn two_secrets_sign_while_one_is_rolled() {
    let (shop, sink) = (Shop::new().await, Sink::start().await);
    let (id, old) = shop.subscribe(&sink.url, &["*"]).await;
    let key = kernel::ids::WebhookEndpointId::parse(&id).unwrap().key();
    let row = shop
        .app
        .store
        .get(&WEBHOOK_ENDPOINTS, shop.scope, key)
        .await
        .unwrap()
        .unwrap();
    let mut endpoint = WebhookEndpoint::read(&row).unwrap();
    let now = shop.app.now();
    endpoint.roll(
        SigningSecret::seal(&shop.app, shop.scope, key, "whsec_new").unwrap(),
        now.plus(Duration::from_secs(3_600)),
        now,
    );
    let mut tx = Tx::new(&*shop.app.store, &shop.app.ids, shop.scope, now, now, Origin::default());
    tx.update(&endpoint);
    shop.app.commit(tx.into_change()).await.unwrap();
    shop.happen(&["charge.succeeded"], 1).await;
    sink.wait_for(1).await;
    let at = shop.app.now();
    sink.with(|received| {
        let both = signature_header(["whsec_new", old.as_str()].into_iter(), at, &received[0].body, false);
        assert_eq!(received[0].signature(), both);
    });
    shop.clock.advance(Duration::from_secs(3_601));
    shop.happen(&["charge.succeeded"], 2).await;
    sink.wait_for(2).await;
    let at = shop.app.now();
    sink.with(|received| {
        let one = signature_header(["whsec_new"].into_iter(), at, &received[1].body, false);
        assert_eq!(received[1].signature(), one);
    });
}

async fn a_disabled_endpoint_gets_nothing_and_what_was_on_its_way_goes_on_when_it_is_enabled() {
    let (shop, sink) = (Shop::new().await, Sink::start().await);
    let (id, _) = shop.subscribe(&sink.url, &["*"]).await;
    let path = format!("/v1/webhook_endpoints/{id}");
    sink.answer(&[Reply::Status(500)]);
    shop.happen(&["charge.succeeded"], 1).await;
    shop.until("the failure's record", |all| all.iter().any(|one| one.attempts == 1))
        .await;
    assert_eq!(shop.post(&path, "disabled=true").await["status"], "disabled");
    shop.happen(&["charge.failed"], 2).await;
    shop.advance(600).await;
    assert_eq!((sink.count(), shop.deliveries().await.len()), (1, 1));
    shop.post(&path, "disabled=false").await;
    shop.drain().await;
    assert_eq!(sink.types(), ["charge.succeeded", "charge.succeeded"]);
    shop.until("delivery", all_delivered).await;
}

async fn an_event_is_sent_again_on_request() {
    let (shop, sink) = (Shop::new().await, Sink::start().await);
    let (id, _) = shop.subscribe(&sink.url, &["*"]).await;
    shop.happen(&["charge.succeeded"], 1).await;
    sink.wait_for(1).await;
    let event = sink.with(|received| received[0].event()["id"].as_str().unwrap().to_owned());
    let again = shop
        .post(&format!("/v1/events/{event}/retry"), &format!("webhook_endpoint={id}"))
        .await;
    assert_eq!(again["id"], event.as_str());
    sink.wait_for(2).await;
    assert_eq!(sink.with(|received| received[1].event()["id"].clone()), event.as_str());
}

async fn addresses_are_checked_when_the_connection_is_opened() {
    let (shop, sink) = (Shop::with(false, support_clock()).await, Sink::start().await);
    shop.subscribe(&sink.url, &["*"]).await;
    let port = sink.url.rsplit(':').next().unwrap();
    shop.subscribe(&format!("http://localhost:{port}"), &["*"]).await;
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    let careful = Dispatcher::with_client(shop.app.clone(), Client::new(false));
    tokio::spawn(careful.run(stopping));
    shop.happen(&["charge.succeeded"], 1).await;
    let refused = shop
        .until("two refusals", |all| {
            all.iter().filter(|one| one.attempts == 1).count() == 2
        })
        .await;
    for delivery in refused {
        assert!(
            delivery
                .response
                .as_deref()
                .is_some_and(|why| why.contains("is not a public address")),
            "{delivery:?}"
        );
    }
    assert_eq!(sink.connections(), 0);
}

fn support_clock() -> std::sync::Arc<kernel::ManualClock> {
    std::sync::Arc::new(kernel::ManualClock::at(kernel::Timestamp::from_seconds(1_800_000_000)))
}

/// Two processes on one store. The first is killed while an endpoint keeps it waiting.
mod what_a_killed_process_was_at_is_attempted_by_another_when_its_lease_ends {
    use super::support::Database;

    #[test]
    fn sqlite() {
        super::killed_while_it_waits(Database::Sqlite);
    }

    #[test]
    fn postgres() {
        super::killed_while_it_waits(Database::Postgres);
    }
}

fn killed_while_it_waits(database: Database) {
    if !is_there(database) {
        return;
    }
    let lasting = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let doomed = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let (shop, sink) = lasting.block_on(on(database, async {
        (Shop::with(false, support_clock()).await, Sink::start().await)
    }));
    lasting.block_on(shop.subscribe(&sink.url, &["*"]));
    sink.answer(&[Reply::Held]);
    let first = doomed.block_on(shop.beside(true));
    lasting.block_on(async {
        first.happen(&["charge.succeeded"], 1).await;
        sink.wait_for(1).await;
    });
    doomed.shutdown_background();
    drop(first);
    lasting.block_on(async {
        let second = shop.beside(true).await;
        second.happen(&["charge.failed"], 2).await;
        sink.wait_for(2).await;
        assert_eq!(
            sink.types(),
            ["charge.succeeded", "charge.failed"],
            "the first is still held"
        );
        shop.clock.advance(Duration::from_secs(23));
        sink.wait_for(3).await;
        assert_eq!(sink.types()[2], "charge.succeeded");
        second
            .until("both deliveries", |all| all.len() == 2 && all_delivered(all))
            .await;
    });
}

async fn the_outbox_of_a_killed_process_is_taken_by_another() {
    let (shop, sink) = (Shop::with(false, support_clock()).await, Sink::start().await);
    shop.subscribe(&sink.url, &["*"]).await;
    shop.happen(&["charge.succeeded"], 1).await;
    let second = shop.beside(true).await;
    shop.clock.advance(Duration::from_secs(3));
    sink.wait_for(1).await;
    second.until("delivery", all_delivered).await;
}

async fn without_endpoints_the_outbox_is_emptied() {
    let shop = Shop::new().await;
    for number in 0..50 {
        shop.happen(&["charge.succeeded", "charge.updated"], number).await;
    }
    shop.drain().await;
    let left = shop
        .app
        .store
        .list(db::Query::newest(&db::OUTBOX, shop.scope, 10))
        .await
        .unwrap();
    assert!(left.is_empty());
    assert!(shop.deliveries().await.is_empty());
    assert_eq!(
        shop.get("/v1/events?limit=100").await["data"].as_array().unwrap().len(),
        100
    );
}
