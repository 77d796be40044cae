//! Webhook endpoints as objects. That events arrive there is told in the tests of the crate `webhooks`.

use florin_flows::{Shop, flows, stable, text};
use serde_json::{Value, json};

flows![
    an_endpoint_is_made_changed_and_deleted,
    what_an_endpoint_refuses,
    an_event_is_sent_again,
];

const ENDPOINTS: &str = "/v1/webhook_endpoints";
/// A port that nothing listens on.
const NOBODY: &str = "http://127.0.0.1:9/hook";

async fn an_endpoint_is_made_changed_and_deleted(shop: Shop) {
    let form = [
        ("url", NOBODY),
        ("enabled_events[]", "charge.succeeded"),
        ("enabled_events[]", "payment_intent.succeeded"),
        ("description", "orders"),
        ("api_version", "2024-09-30.acacia"),
        ("metadata[a]", "b"),
    ];
    let made = shop.post(ENDPOINTS, &form).await.ok();
    assert!(text(&made["secret"]).starts_with("whsec_"));
    let mut shown = made.clone();
    let hidden = shown.as_object_mut().and_then(|shown| shown.remove("secret"));
    assert!(hidden.is_some());
    insta::assert_json_snapshot!("webhook_endpoint", stable(&shown));
    let path = format!("{ENDPOINTS}/{}", text(&made["id"]));
    assert_eq!(shop.get(&path, &[]).await.ok(), shown, "the secret is shown once");
    assert_eq!(shop.get(ENDPOINTS, &[]).await.ok()["data"], json!([shown]));

    let form = [("disabled", "true"), ("enabled_events[]", "*"), ("description", "")];
    let changed = shop.post(&path, &form).await.ok();
    assert_eq!(
        (&changed["status"], &changed["enabled_events"]),
        (&"disabled".into(), &json!(["*"]))
    );
    assert_eq!(changed["description"], Value::Null);
    let deleted = json!({"id": made["id"], "object": "webhook_endpoint", "deleted": true});
    assert_eq!(shop.delete(&path).await.ok(), deleted);
    shop.get(&path, &[]).await.error(404);
}

async fn what_an_endpoint_refuses(shop: Shop) {
    let all = ("enabled_events[]", "*");
    let no_scheme = "Invalid URL: An explicit scheme (such as https) must be provided.";
    let cases = [("shop.test/hook", no_scheme), ("https://", "Not a valid URL")];
    for (url, message) in cases {
        shop.post(ENDPOINTS, &[("url", url), all])
            .await
            .refused(400, "url_invalid", "url", message);
    }
    let wrong = shop
        .post(ENDPOINTS, &[("url", NOBODY), ("enabled_events[]", "nonsense.happened")])
        .await;
    assert!(text(&wrong.error(400)["param"]).starts_with("enabled_events"));
    let missing = shop.post(ENDPOINTS, &[all]).await;
    missing.refused(400, "parameter_missing", "url", "Missing required param: url.");
    let version = shop
        .post(ENDPOINTS, &[("url", NOBODY), all, ("api_version", "2012-01-01")])
        .await;
    assert_eq!(version.error(400)["param"], "api_version");
}

async fn an_event_is_sent_again(shop: Shop) {
    let endpoint = shop
        .post(ENDPOINTS, &[("url", NOBODY), ("enabled_events[]", "customer.created")])
        .await
        .ok_id();
    shop.customer().await;
    let event = shop.get("/v1/events", &[("type", "customer.created")]).await.ok()["data"][0].clone();
    let path = format!("/v1/events/{}/retry", text(&event["id"]));
    let again = shop.post(&path, &[("webhook_endpoint", &endpoint)]).await.ok();
    assert_eq!(
        (&again["id"], &again["type"]),
        (&event["id"], &"customer.created".into())
    );
    let missing = shop.post(&path, &[("webhook_endpoint", "we_nonsense")]).await;
    assert_eq!(missing.error(400)["param"], "webhook_endpoint");
}
