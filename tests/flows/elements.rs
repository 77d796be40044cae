//! What elements in a browser ask for: which payment methods are offered, which are saved, and changing those.

use std::sync::Arc;

use florin_flows::{Shop, TestServer, flows, text};
use serde_json::{Value, json};

flows![
    what_is_offered_follows_the_sale,
    what_is_offered_follows_the_configuration,
    an_intent_is_shown_to_whoever_has_its_secret,
    what_a_session_refuses,
    settings_reach_the_browser,
];

pub const SESSIONS: &str = "/v1/elements/sessions";
/// A payment of $10.99.
pub const DOLLARS: [(&str, &str); 3] = [("mode", "payment"), ("amount", "1099"), ("currency", "usd")];

/// The types of a deferred session, which is about these parameters.
async fn offered(shop: &Shop, about: &[(&str, &str)]) -> Vec<String> {
    let session = deferred(shop, about, &[]).await;
    types(&session)
}

/// The session of a payment that this is about, with further parameters.
pub async fn deferred(shop: &Shop, about: &[(&str, &str)], more: &[(&str, &str)]) -> Value {
    let about = about.iter().map(|(name, value)| (within(name), *value));
    let about: Vec<(String, &str)> = about.collect();
    let mut form = vec![("type", "deferred_intent"), ("locale", "en")];
    form.extend(about.iter().map(|(name, value)| (name.as_str(), *value)));
    form.extend_from_slice(more);
    shop.browser().get(SESSIONS, &form).await.ok()
}

/// `currency` as `deferred_intent[currency]`, `a[b]` as `deferred_intent[a][b]`.
fn within(name: &str) -> String {
    let (first, rest) = name.split_at(name.find('[').unwrap_or(name.len()));
    format!("deferred_intent[{first}]{rest}")
}

fn types(session: &Value) -> Vec<String> {
    let types = &session["payment_method_preference"]["ordered_payment_method_types"];
    let types = types.as_array().expect("a list");
    types.iter().map(|name| text(name).to_owned()).collect()
}

async fn what_is_offered_follows_the_sale(shop: Shop) {
    let dollars = [("mode", "payment"), ("amount", "1099"), ("currency", "usd")];
    let session = deferred(&shop, &dollars, &[]).await;
    assert_eq!(types(&session), ["card", "link", "us_bank_account", "klarna"]);
    let preference = &session["payment_method_preference"];
    assert_eq!(
        (&preference["type"], &preference["country_code"]),
        (&json!("deferred_intent"), &json!("US"))
    );
    assert_eq!(session["customer"], Value::Null);
    let bank = session["payment_method_specs"]
        .as_array()
        .and_then(|specs| specs.iter().find(|spec| spec["type"] == "us_bank_account"));
    let expected = json!({
        "type": "us_bank_account", "kind": "bank_dialog", "delayed": true, "reusable": true, "required": ["name"],
    });
    assert_eq!(bank, Some(&expected));

    let with = |more: &[(&'static str, &'static str)]| [&dollars[..], more].concat();
    for (about, expected) in [
        (with(&[("capture_method", "manual")]), "card link klarna"),
        (
            with(&[("setup_future_usage", "on_session")]),
            "card us_bank_account klarna",
        ),
        (
            with(&[
                ("payment_method_types[]", "us_bank_account"),
                ("payment_method_types[]", "card"),
            ]),
            "us_bank_account card",
        ),
        (
            with(&[("payment_method_types[]", "card"), ("payment_method_types[]", "ideal")]),
            "card",
        ),
        (
            with(&[("excluded_payment_method_types[]", "card")]),
            "link us_bank_account klarna",
        ),
        (with(&[("allowed_payment_method_types[]", "link")]), "link"),
        (
            with(&[
                ("payment_method_options[us_bank_account][setup_future_usage]", "none"),
                ("setup_future_usage", "on_session"),
            ]),
            "card us_bank_account klarna",
        ),
        (
            vec![("mode", "payment"), ("amount", "1099"), ("currency", "EUR")],
            "card link sepa_debit ideal bancontact eps p24 klarna",
        ),
        (
            vec![("mode", "setup")],
            "card link us_bank_account sepa_debit ideal bancontact klarna",
        ),
        (
            vec![("mode", "subscription"), ("amount", "0"), ("currency", "eur")],
            "card link sepa_debit ideal bancontact klarna",
        ),
    ] {
        assert_eq!(offered(&shop, &about).await.join(" "), expected, "{about:?}");
    }
    let german = shop.open_another(&[("country", "DE")]).await;
    let session = deferred(&german, &dollars, &[]).await;
    assert_eq!(session["merchant_country"], "DE");
}

async fn what_is_offered_follows_the_configuration(shop: Shop) {
    let list = shop.get("/v1/payment_method_configurations", &[]).await.ok();
    let default = format!("/v1/payment_method_configurations/{}", text(&list["data"][0]["id"]));
    let dollars = [("mode", "payment"), ("amount", "5000"), ("currency", "usd")];
    let off = "us_bank_account[display_preference][preference]";
    shop.post(
        &default,
        &[(off, "off"), ("affirm[display_preference][preference]", "on")],
    )
    .await
    .ok();
    assert_eq!(offered(&shop, &dollars).await, ["card", "link", "klarna", "affirm"]);
    let intent = shop
        .post("/v1/payment_intents", &[("amount", "5000"), ("currency", "usd")])
        .await
        .ok();
    assert_eq!(
        intent["payment_method_types"],
        json!(["card", "link", "klarna", "affirm"])
    );
    assert_eq!(
        intent["payment_method_configuration_details"]["id"],
        list["data"][0]["id"]
    );

    let cards = [
        ("name", "Cards"),
        ("link[display_preference][preference]", "off"),
        ("klarna[display_preference][preference]", "off"),
        (off, "off"),
    ];
    let cards = shop.post("/v1/payment_method_configurations", &cards).await.ok_id();
    let named = [&dollars[..], &[("payment_method_configuration", cards.as_str())]].concat();
    assert_eq!(offered(&shop, &named).await, ["card"]);
    let form = [
        ("amount", "5000"),
        ("currency", "usd"),
        ("payment_method_configuration", cards.as_str()),
    ];
    let intent = shop.post("/v1/payment_intents", &form).await.ok();
    assert_eq!(intent["payment_method_types"], json!(["card"]));
    let setup = [("payment_method_configuration", cards.as_str())];
    assert_eq!(
        shop.post("/v1/setup_intents", &setup).await.ok()["payment_method_types"],
        json!(["card", "sepa_debit", "ideal", "bancontact"])
    );
    let path = format!("/v1/payment_intents/{}", text(&intent["id"]));
    let again = shop.post(&path, &[("currency", "eur")]).await.ok();
    assert_eq!(
        again["payment_method_types"],
        json!(["card", "sepa_debit", "ideal", "bancontact", "eps", "p24"])
    );
}

async fn an_intent_is_shown_to_whoever_has_its_secret(shop: Shop) {
    let form = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("metadata[order]", "6735"),
        ("payment_method_options[card][require_cvc_recollection]", "true"),
    ];
    let intent = shop.post("/v1/payment_intents", &form).await.ok();
    let secret = text(&intent["client_secret"]);
    let page = shop.browser();
    let session = page
        .get(SESSIONS, &[("type", "payment_intent"), ("client_secret", secret)])
        .await
        .ok();
    let shown = &session["payment_method_preference"]["payment_intent"];
    assert_eq!((&shown["id"], &shown["amount"]), (&intent["id"], &json!(2000)));
    assert_eq!(
        shown["payment_method_options"]["card"]["require_cvc_recollection"],
        true
    );
    assert_eq!(shown["metadata"], Value::Null);
    assert_eq!(types(&session), ["card", "link", "us_bank_account", "klarna"]);

    let setup = shop.post("/v1/setup_intents", &[]).await.ok();
    let secret = text(&setup["client_secret"]);
    let session = page
        .get(SESSIONS, &[("type", "setup_intent"), ("client_secret", secret)])
        .await
        .ok();
    assert_eq!(session["payment_method_preference"]["setup_intent"]["id"], setup["id"]);

    let other = shop.open_another(&[]).await.browser();
    other
        .get(SESSIONS, &[("type", "setup_intent"), ("client_secret", secret)])
        .await
        .error(404);
    let wrong = format!("{secret}x");
    page.get(SESSIONS, &[("type", "setup_intent"), ("client_secret", &wrong)])
        .await
        .error(400);
}

async fn what_a_session_refuses(shop: Shop) {
    let page = shop.browser();
    let about = |pairs: &[(&'static str, &'static str)]| {
        let pairs = pairs.iter().map(|(name, value)| (within(name), *value));
        pairs.collect::<Vec<(String, &str)>>()
    };
    for (pairs, param) in [
        (
            about(&[("mode", "payment"), ("amount", "1")]),
            "deferred_intent[currency]",
        ),
        (
            about(&[("mode", "payment"), ("currency", "usd")]),
            "deferred_intent[amount]",
        ),
        (
            about(&[("mode", "payment"), ("currency", "usd"), ("amount", "0")]),
            "deferred_intent[amount]",
        ),
        (
            about(&[("mode", "payment"), ("currency", "xxx"), ("amount", "1")]),
            "deferred_intent[currency]",
        ),
        (about(&[("currency", "usd"), ("amount", "1")]), "deferred_intent[mode]"),
        (
            about(&[
                ("mode", "payment"),
                ("currency", "usd"),
                ("amount", "1"),
                ("payment_method_configuration", "pmc_1"),
            ]),
            "deferred_intent[payment_method_configuration]",
        ),
        (
            about(&[
                ("mode", "payment"),
                ("currency", "usd"),
                ("amount", "99"),
                ("payment_method_types[]", "ideal"),
            ]),
            "deferred_intent[payment_method_types]",
        ),
        (
            about(&[("mode", "setup"), ("on_behalf_of", "acct_1")]),
            "deferred_intent[on_behalf_of]",
        ),
        (Vec::new(), "deferred_intent"),
    ] {
        let mut form = vec![("type", "deferred_intent")];
        form.extend(pairs.iter().map(|(name, value)| (name.as_str(), *value)));
        let error = page.get(SESSIONS, &form).await.error(400);
        assert_eq!(error["param"], param, "{error}");
    }
    assert_eq!(
        page.get(SESSIONS, &[("type", "payment_intent")]).await.error(400)["param"],
        "client_secret"
    );
    let nonsense = [("type", "payment_intent"), ("client_secret", "nonsense")];
    assert_eq!(page.get(SESSIONS, &nonsense).await.error(400)["param"], "client_secret");
}

async fn settings_reach_the_browser(shop: Shop) {
    let session = deferred(&shop, &DOLLARS, &[]).await;
    let expected = json!({
        "dom_profile": "auto", "link_checkbox": "off", "three_ds_nesting": "current", "test_wallet": false,
        "checkout_base_url": shop.server.url,
    });
    assert_eq!(session["settings"], expected);

    let adjusted = TestServer::start(shop.server.database, |settings| {
        settings.browser.dom_profile = "legacy";
        settings.browser.link_checkbox = Some("compat");
        settings.browser.three_ds_nesting = "old";
        settings.browser.test_wallet = true;
        settings.browser.checkout_base_url = Some("https://checkout.test".to_owned());
    });
    let server = Arc::new(adjusted.await.expect("this database is there"));
    let shop = Shop::first(&server);
    let session = deferred(&shop, &DOLLARS, &[]).await;
    let expected = json!({
        "dom_profile": "legacy", "link_checkbox": "compat", "three_ds_nesting": "old", "test_wallet": true,
        "checkout_base_url": "https://checkout.test",
    });
    assert_eq!(session["settings"], expected);

    let intent = shop
        .pay("pm_card_threeDSecure2Required", &[("use_stripe_sdk", "true")])
        .await
        .ok();
    let url = text(&intent["next_action"]["use_stripe_sdk"]["stripe_js"]);
    let around = shop.open_page(url).await;
    assert!(around.body.contains("name=\"acsFrame\"") && !around.body.contains("test-source-authorize-3ds"));
    let inner = shop.open_page(&format!("{url}?inner=1")).await;
    assert!(inner.body.contains(">Complete authentication<") && inner.body.contains("test-source-authorize-3ds"));
}
