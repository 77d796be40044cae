//! What a customer has saved, as elements show it: brought by a customer session, and changed by its secret.

use florin_flows::{Shop, flows, text};
use serde_json::{Value, json};

use crate::elements::{DOLLARS, SESSIONS, deferred};

flows![
    a_customer_session_brings_what_was_saved,
    a_customer_session_of_somebody_else_brings_nothing,
    a_customer_removes_and_corrects_what_was_saved,
];

const SECRET: &str = "customer_session_client_secret";

/// The secret of a customer session with these features of the payment element.
async fn customer_session(shop: &Shop, customer: &str, features: &[(&str, &str)]) -> String {
    let names: Vec<String> = features
        .iter()
        .map(|(name, _)| match name.strip_suffix("[]") {
            Some(list) => format!("components[payment_element][features][{list}][]"),
            None => format!("components[payment_element][features][{name}]"),
        })
        .collect();
    let mut form = vec![("customer", customer), ("components[payment_element][enabled]", "true")];
    form.extend(
        names
            .iter()
            .zip(features)
            .map(|(name, (_, value))| (name.as_str(), *value)),
    );
    let session = shop.post("/v1/customer_sessions", &form).await.ok();
    text(&session["client_secret"]).to_owned()
}

/// A saved card that may be shown again as far as `allow` says.
async fn saved(shop: &Shop, customer: &str, allow: &str) -> String {
    let method = shop.saved_card(customer, "pm_card_visa").await;
    let path = format!("/v1/payment_methods/{method}");
    shop.post(&path, &[("allow_redisplay", allow), ("metadata[note]", "own")])
        .await
        .ok_id()
}

async fn a_customer_session_brings_what_was_saved(shop: Shop) {
    let customer = shop.customer().await;
    let oldest = saved(&shop, &customer, "always").await;
    let limited = saved(&shop, &customer, "limited").await;
    saved(&shop, &customer, "unspecified").await;
    let newest = saved(&shop, &customer, "always").await;
    let shown = async |features: &[(&str, &str)]| {
        let secret = customer_session(&shop, &customer, features).await;
        let session = deferred(&shop, &DOLLARS, &[(SECRET, &secret)]).await;
        session["customer"].clone()
    };
    let ids = |customer: &Value| -> Vec<String> {
        let methods = customer["payment_methods"].as_array().expect("a list");
        methods.iter().map(|method| text(&method["id"]).to_owned()).collect()
    };
    let redisplay = ("payment_method_redisplay", "enabled");
    let all = shown(&[redisplay]).await;
    assert_eq!(ids(&all), [newest.clone(), oldest.clone()]);
    let method = &all["payment_methods"][0];
    assert_eq!(
        (&method["card"]["last4"], &method["metadata"]),
        (&json!("4242"), &Value::Null)
    );
    assert_eq!(method["card"]["fingerprint"], Value::Null);
    let features = &all["customer_session"]["components"]["payment_element"]["features"];
    assert_eq!(features["payment_method_redisplay"], "enabled");
    assert_eq!(features["payment_method_remove"], "disabled");

    let filters = [redisplay, ("payment_method_allow_redisplay_filters[]", "limited")];
    assert_eq!(ids(&shown(&filters).await), [limited]);
    assert_eq!(
        ids(&shown(&[redisplay, ("payment_method_redisplay_limit", "1")]).await),
        std::slice::from_ref(&newest)
    );
    assert!(ids(&shown(&[]).await).is_empty());

    let path = format!("/v1/customers/{customer}");
    shop.post(&path, &[("invoice_settings[default_payment_method]", &oldest)])
        .await
        .ok();
    let all = shown(&[redisplay]).await;
    assert_eq!(ids(&all), [oldest.clone(), newest]);
    assert_eq!(all["default_payment_method"], oldest.as_str());

    let secret = customer_session(&shop, &customer, &[redisplay]).await;
    let ideal = [
        ("mode", "payment"),
        ("amount", "1099"),
        ("currency", "eur"),
        ("payment_method_types[]", "ideal"),
    ];
    let session = deferred(&shop, &ideal, &[(SECRET, &secret)]).await;
    assert!(
        ids(&session["customer"]).is_empty(),
        "a card cannot pay what takes no cards"
    );
}

async fn a_customer_session_of_somebody_else_brings_nothing(shop: Shop) {
    let (customer, other) = (shop.customer().await, shop.customer().await);
    let secret = customer_session(&shop, &customer, &[("payment_method_redisplay", "enabled")]).await;
    let form = [("amount", "2000"), ("currency", "usd"), ("customer", other.as_str())];
    let intent = shop.post("/v1/payment_intents", &form).await.ok();
    let page = shop.browser();
    let about = [
        ("type", "payment_intent"),
        ("client_secret", text(&intent["client_secret"])),
    ];
    let refused = page.get(SESSIONS, &[about[0], about[1], (SECRET, &secret)]).await;
    assert_eq!(refused.error(400)["param"], SECRET);
    let unknown = page
        .get(SESSIONS, &[about[0], about[1], (SECRET, "cuss_secret_none")])
        .await;
    assert_eq!(unknown.error(400)["param"], SECRET);
    let stranger = shop.open_another(&[]).await;
    let form = [
        ("type", "deferred_intent"),
        ("deferred_intent[mode]", "setup"),
        (SECRET, secret.as_str()),
    ];
    assert_eq!(
        stranger.browser().get(SESSIONS, &form).await.error(400)["param"],
        SECRET
    );
    page.get(SESSIONS, &form).await.ok();
    shop.advance("31m").await;
    let expired = page.get(SESSIONS, &form).await.error(400);
    assert_eq!(
        (&expired["code"], &expired["param"]),
        (&json!("customer_session_expired"), &json!(SECRET))
    );
}

async fn a_customer_removes_and_corrects_what_was_saved(shop: Shop) {
    let customer = shop.customer().await;
    let method = saved(&shop, &customer, "always").await;
    let hidden = saved(&shop, &customer, "limited").await;
    let path = format!("/v1/elements/payment_methods/{method}");
    let detach = format!("{path}/detach");
    let page = shop.browser();
    let redisplay = ("payment_method_redisplay", "enabled");
    let looking = customer_session(&shop, &customer, &[redisplay]).await;
    page.post(&detach, &[(SECRET, &looking)]).await.error(400);
    page.post(&detach, &[(SECRET, "cuss_secret_none")]).await.error(400);

    let secret = customer_session(&shop, &customer, &[redisplay, ("payment_method_remove", "enabled")]).await;
    let changes = [
        (SECRET, secret.as_str()),
        ("card[exp_month]", "11"),
        ("card[exp_year]", "2039"),
        ("billing_details[address][postal_code]", "94107"),
    ];
    let changed = page.post(&path, &changes).await.ok();
    assert_eq!(
        (&changed["card"]["exp_month"], &changed["card"]["exp_year"]),
        (&json!(11), &json!(2039))
    );
    assert_eq!(changed["billing_details"]["address"]["postal_code"], "94107");
    let wrong = page.post(&path, &[(SECRET, &secret), ("card[exp_month]", "13")]).await;
    assert_eq!(wrong.error(402)["code"], "invalid_expiry_month");

    page.post(
        &format!("/v1/elements/payment_methods/{hidden}/detach"),
        &[(SECRET, &secret)],
    )
    .await
    .error(404);
    let stranger = shop.customer().await;
    let foreign = customer_session(&shop, &stranger, &[redisplay, ("payment_method_remove", "enabled")]).await;
    page.post(&detach, &[(SECRET, &foreign)]).await.error(404);
    let detached = page.post(&detach, &[(SECRET, &secret)]).await.ok();
    assert_eq!(detached["customer"], Value::Null);
    page.post(&detach, &[(SECRET, &secret)]).await.error(404);
    let events = shop.events().await;
    for kind in ["payment_method.updated", "payment_method.detached"] {
        assert!(events.iter().any(|event| event == kind), "{kind} is not in {events:?}");
    }
}
