//! 3-D Secure inside frames of the browser library.

use florin_flows::{Shop, flows, text};
use serde_json::{Value, json};

use crate::challenge::read;

flows![
    the_library_is_told_what_came_of_it,
    a_closed_dialog_is_a_failed_authentication,
];

/// An intent that waits for the library: its `source`, and itself.
async fn waiting(shop: &Shop) -> (String, Value) {
    let intent = shop
        .pay("pm_card_threeDSecure2Required", &[("use_stripe_sdk", "true")])
        .await
        .ok();
    let action = &intent["next_action"]["use_stripe_sdk"];
    assert_eq!(action["type"], "stripe_3ds2_fingerprint", "{intent}");
    (text(&action["three_d_secure_2_source"]).to_owned(), intent)
}

async fn the_library_is_told_what_came_of_it(shop: Shop) {
    let page = shop.browser();
    for (button, outcome, status) in [
        ("complete", "completed", "succeeded"),
        ("fail", "failed", "requires_payment_method"),
    ] {
        let (source, intent) = waiting(&shop).await;
        let form = [("source", source.as_str()), ("browser", "{}")];
        let asked = page.post("/v1/3ds2/authenticate", &form).await.ok();
        assert_eq!(
            (&asked["object"], &asked["state"]),
            (&json!("three_d_secure_2"), &json!("challenge_required"))
        );
        let url = text(&asked["challenge_url"]);
        let shown = shop.open_page(url).await;
        assert_eq!((shown.status.as_u16(), shown.header("x-frame-options")), (200, None));
        let told = shop.press(url, button).await;
        assert_eq!(told.status, 200, "{}", told.body);
        assert!(
            told.body.contains(&format!("data-outcome=\"{outcome}\"")),
            "{}",
            told.body
        );
        let policy = told.header("content-security-policy").unwrap_or_default();
        assert!(policy.contains("script-src 'self';"), "{policy}");
        let done = page
            .post("/v1/3ds2/challenge_complete", &[("source", &source)])
            .await
            .ok();
        assert_eq!(
            (&done["state"], &done["challenge_url"]),
            (&json!("succeeded"), &Value::Null)
        );
        assert_eq!(read(&shop, &intent).await["status"], status);
    }
    let script = shop
        .open_page(&format!("{}/3d_secure_2_test/told.js", shop.server.url))
        .await;
    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert!(script.body.contains("location.origin"));
}

async fn a_closed_dialog_is_a_failed_authentication(shop: Shop) {
    let page = shop.browser();
    let (source, intent) = waiting(&shop).await;
    page.post("/v1/3ds2/challenge_complete", &[("source", &source)])
        .await
        .ok();
    let failed = read(&shop, &intent).await;
    assert_eq!(failed["status"], "requires_payment_method");
    assert_eq!(
        failed["last_payment_error"]["code"],
        "payment_intent_authentication_failure"
    );
    let again = page.post("/v1/3ds2/authenticate", &[("source", &source)]).await.ok();
    assert_eq!(again["state"], "succeeded");
    for call in ["/v1/3ds2/authenticate", "/v1/3ds2/challenge_complete"] {
        let error = page.post(call, &[("source", "payatt_none")]).await.error(400);
        assert_eq!(
            (&error["code"], &error["param"]),
            (&json!("resource_missing"), &json!("source"))
        );
        let other = shop.open_another(&[]).await.browser();
        other.post(call, &[("source", &source)]).await.error(400);
    }
    let setup = [
        ("payment_method", "pm_card_threeDSecure2Required"),
        ("confirm", "true"),
        ("use_stripe_sdk", "true"),
        ("return_url", "https://shop.test/done"),
    ];
    let intent = shop.post("/v1/setup_intents", &setup).await.ok();
    let source = text(&intent["next_action"]["use_stripe_sdk"]["three_d_secure_2_source"]);
    page.post("/v1/3ds2/challenge_complete", &[("source", source)])
        .await
        .ok();
    assert_eq!(read(&shop, &intent).await["status"], "requires_payment_method");
}
