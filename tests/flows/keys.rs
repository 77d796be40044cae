//! Who may call what: no key, wrong keys, the browser's key, and what each sees.

use florin_flows::{Shop, flows, text};
use http::Method;
use serde_json::{Value, json};

flows![
    wrong_keys_are_masked,
    basic_and_bearer_are_the_same,
    the_browser_sees_less,
    the_browser_pays_with_the_secret_of_the_intent,
    the_browser_needs_the_right_secret,
    browsers_may_call_from_anywhere,
    unknown_paths_and_versions,
    data_of_accounts_never_meets,
    a_restricted_key_may_what_it_was_allowed,
    a_restricted_key_expands_what_it_may_read,
    restricted_keys_are_made_of_permissions_that_exist,
];

async fn wrong_keys_are_masked(shop: Shop) {
    let none = shop.without_key().get("/v1/customers", &[]).await;
    let message = "You did not provide an API key. You need to provide your API key in the Authorization header, using \
                   Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See \
                   https://stripe.com/docs/api#authentication for details, or we can help at \
                   https://support.stripe.com/.";
    none.refused(401, "", "", message);
    assert_eq!(none.header("www-authenticate"), Some("Bearer realm=\"Stripe\""));

    let wrong = format!("{}x", shop.secret);
    let reply = shop.with_key(&wrong).get("/v1/customers", &[]).await;
    let message = format!("Invalid API Key provided: sk_test_***{}", &wrong[wrong.len() - 4..]);
    let error = reply.refused(401, "", "", &message);
    assert_eq!(error.as_object().map(|error| error.len()), Some(2));
    assert_eq!(
        (reply.header("www-authenticate"), reply.header("request-id")),
        (Some("Bearer realm=\"Stripe\""), None)
    );
    for key in [
        "nonsense",
        "sk_live_nonsense",
        "sk_test_",
        "rk_test_1234567890123456",
        "pk_test_x",
    ] {
        let reply = shop.with_key(key).get("/v1/customers", &[]).await;
        assert!(
            text(&reply.error(401)["message"]).starts_with("Invalid API Key provided: "),
            "{key}"
        );
    }
}

async fn basic_and_bearer_are_the_same(shop: Shop) {
    let encoded = base64(&format!("{}:", shop.secret));
    let basic = shop
        .without_key()
        .with_header("authorization", &format!("Basic {encoded}"));
    basic.get("/v1/customers", &[]).await.ok();
    let digest = shop.without_key().with_header("authorization", "Digest x");
    digest.get("/v1/customers", &[]).await.error(401);
}

async fn the_browser_sees_less(shop: Shop) {
    let form = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("metadata[cost]", "1"),
        ("description", "a shirt"),
    ];
    let intent = shop.post("/v1/payment_intents", &form).await.ok();
    let path = format!("/v1/payment_intents/{}", text(&intent["id"]));
    let secret = text(&intent["client_secret"]);
    let seen = shop.browser().get(&path, &[("client_secret", secret)]).await.ok();
    let mut fields: Vec<&str> = seen.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    let mut expected = vec![
        "id",
        "object",
        "amount",
        "automatic_payment_methods",
        "canceled_at",
        "cancellation_reason",
        "capture_method",
        "client_secret",
        "confirmation_method",
        "created",
        "currency",
        "description",
        "last_payment_error",
        "livemode",
        "next_action",
        "payment_method",
        "payment_method_configuration_details",
        "payment_method_types",
        "processing",
        "receipt_email",
        "setup_future_usage",
        "shipping",
        "source",
        "status",
    ];
    expected.sort_unstable();
    assert_eq!(fields, expected);

    let intent = shop.post("/v1/setup_intents", &[("metadata[cost]", "1")]).await.ok();
    let path = format!("/v1/setup_intents/{}", text(&intent["id"]));
    let seen = shop
        .browser()
        .get(&path, &[("client_secret", text(&intent["client_secret"]))])
        .await
        .ok();
    assert!(seen.get("metadata").is_none() && seen["usage"] == "off_session");
}

async fn the_browser_pays_with_the_secret_of_the_intent(shop: Shop) {
    let browser = shop.browser();
    let form = [
        ("type", "card"),
        ("card[number]", "4000002760003184"),
        ("card[exp_month]", "12"),
        ("card[exp_year]", "2044"),
        ("card[cvc]", "123"),
    ];
    let card = browser.post("/v1/payment_methods", &form).await.ok_id();
    let intent = shop
        .post("/v1/payment_intents", &[("amount", "2000"), ("currency", "usd")])
        .await
        .ok();
    let secret = text(&intent["client_secret"]);
    let confirm = format!("/v1/payment_intents/{}/confirm", text(&intent["id"]));
    let form = [
        ("client_secret", secret),
        ("payment_method", card.as_str()),
        ("return_url", "https://shop.test/done"),
    ];
    let waiting = browser.post(&confirm, &form).await.ok();
    assert_eq!(waiting["status"], "requires_action");
    assert!(waiting.get("metadata").is_none());
    shop.press(text(&waiting["next_action"]["redirect_to_url"]["url"]), "complete")
        .await;
    let path = format!("/v1/payment_intents/{}", text(&intent["id"]));
    let paid = browser.get(&path, &[("client_secret", secret)]).await.ok();
    assert_eq!(paid["status"], "succeeded");

    // A decline shows as little.
    let intent = shop
        .post("/v1/payment_intents", &[("amount", "2000"), ("currency", "usd")])
        .await
        .ok();
    let confirm = format!("/v1/payment_intents/{}/confirm", text(&intent["id"]));
    let form = [
        ("client_secret", text(&intent["client_secret"])),
        ("payment_method", "pm_card_chargeDeclined"),
        ("return_url", "https://shop.test/done"),
    ];
    let error = browser.post(&confirm, &form).await.error(402);
    assert_eq!(error["payment_intent"]["status"], "requires_payment_method");
    assert!(error["payment_intent"].get("latest_charge").is_none());
}

async fn the_browser_needs_the_right_secret(shop: Shop) {
    let browser = shop.browser();
    let intent = shop
        .post("/v1/payment_intents", &[("amount", "2000"), ("currency", "usd")])
        .await
        .ok();
    let other = shop
        .post("/v1/payment_intents", &[("amount", "2000"), ("currency", "usd")])
        .await
        .ok();
    let path = format!("/v1/payment_intents/{}", text(&intent["id"]));
    for (path, method) in [(path.clone(), Method::GET), (format!("{path}/confirm"), Method::POST)] {
        for form in [
            String::new(),
            format!("client_secret={}", text(&other["client_secret"])),
            "client_secret=x".into(),
        ] {
            let reply = browser.send(method.clone(), &path, &form).await;
            assert_eq!(reply.error(400)["param"], "client_secret", "{method} {path} {form}");
        }
    }
    let wrong = shop.get(&path, &[("client_secret", "x")]).await;
    assert_eq!(wrong.error(400)["param"], "client_secret");
    let amount = [
        ("client_secret", text(&intent["client_secret"])),
        ("off_session", "true"),
        ("payment_method", "pm_card_visa"),
    ];
    browser.post(&format!("{path}/confirm"), &amount).await.error(400);
    assert_eq!(shop.get(&path, &[]).await.ok()["status"], "requires_payment_method");
    let message = "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a \
                   list of your API keys at https://dashboard.stripe.com/account/apikeys.";
    let capture = browser.post(&format!("{path}/capture"), &[]).await;
    capture.refused(401, "secret_key_required", "", message);
}

async fn browsers_may_call_from_anywhere(shop: Shop) {
    let preflight = shop
        .without_key()
        .with_header("origin", "https://shop.test")
        .send(Method::OPTIONS, "/v1/tokens", "")
        .await;
    assert_eq!(preflight.status, 200);
    assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
    assert!(
        preflight
            .header("access-control-allow-headers")
            .is_some_and(|names| names.contains("Authorization"))
    );
    let reply = shop.get("/v1/customers", &[]).await;
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(reply.header("cache-control"), Some("no-cache, no-store"));
    assert_eq!(reply.header("stripe-version"), Some("2026-10-28.endive"));
    assert!(
        reply
            .header("request-id")
            .is_some_and(|id| id.starts_with("req_") && id.len() == 18)
    );
}

async fn unknown_paths_and_versions(shop: Shop) {
    let message = |call: &str| {
        format!(
            "Unrecognized request URL ({call}). If you are trying to list objects, remove the trailing slash. If you are \
             trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code. Please see \
             https://stripe.com/docs or we can help at https://support.stripe.com/."
        )
    };
    for path in ["/v1/nonsense", "/v1/customers/", "/v1", "/v1/"] {
        shop.get(path, &[])
            .await
            .refused(404, "", "", &message(&format!("GET: {path}")));
    }
    let version = shop.version("2019-01-01.nonsense").get("/v1/customers", &[]).await;
    version.refused(400, "", "", "Invalid Stripe API version: 2019-01-01.nonsense");
}

async fn data_of_accounts_never_meets(shop: Shop) {
    let other = shop.open_another(&[]).await;
    let paid = shop.pay("pm_card_visa", &[]).await.ok();
    let customer = shop.customer().await;
    let paths = [
        format!("/v1/payment_intents/{}", text(&paid["id"])),
        format!("/v1/charges/{}", text(&paid["latest_charge"])),
        format!("/v1/payment_methods/{}", text(&paid["payment_method"])),
        format!("/v1/customers/{customer}"),
    ];
    for path in paths {
        shop.get(&path, &[]).await.ok();
        assert_eq!(
            other.get(&path, &[]).await.error(404)["code"],
            "resource_missing",
            "{path}"
        );
        other.post(&path, &[("metadata[a]", "b")]).await.error(404);
    }
    for list in ["customers", "charges", "payment_intents"] {
        let list = other.get(&format!("/v1/{list}"), &[]).await.ok();
        assert_eq!(list["data"], Value::Array(Vec::new()));
    }
}

/// A key that was allowed this and nothing else.
async fn restricted(shop: &Shop, permissions: &[&str]) -> Shop {
    let made = shop
        .control("keys", json!({"name": "ci", "permissions": permissions}))
        .await;
    assert!(text(&made["key"]).starts_with("rk_test_") && text(&made["id"]).starts_with("mk_"));
    shop.with_key(text(&made["key"]))
}

fn lacks(key: &Shop, shop: &Shop, permission: &str) -> String {
    let key = key.key();
    format!(
        "The provided key 'rk_test_***{}' does not have the required permissions for this endpoint on account '{}'. \
         Having the 'rak_{permission}' permission would allow this request to continue.",
        &key[key.len() - 4..],
        shop.account
    )
}

async fn a_restricted_key_may_what_it_was_allowed(shop: Shop) {
    let key = restricted(&shop, &["customer_write", "charge_read"]).await;
    let customer = key.customer().await;
    key.get(&format!("/v1/customers/{customer}"), &[]).await.ok();
    key.get("/v1/charges", &[]).await.ok();
    key.get("/v1/refunds", &[]).await.ok();
    let code = "more_permissions_required";
    // Before anything is looked up.
    let refused = [
        (key.get("/v1/payment_intents/pi_none", &[]).await, "payment_intent_read"),
        (key.post("/v1/refunds", &[("charge", "ch_none")]).await, "charge_write"),
        (
            key.get("/v1/balance_transactions", &[]).await,
            "balance_transaction_source_read",
        ),
    ];
    for (reply, permission) in refused {
        reply.refused(403, code, "", &lacks(&key, &shop, permission));
    }
    // No key of the sandbox's controls either.
    let reply = key.send(Method::POST, "/_florin/time", "").await;
    reply.error(401);
}

async fn a_restricted_key_expands_what_it_may_read(shop: Shop) {
    let customer = shop.customer().await;
    let paid = shop.pay("pm_card_visa", &[("customer", &customer)]).await.ok_id();
    let path = format!("/v1/payment_intents/{paid}");
    let key = restricted(&shop, &["payment_intent_read", "charge_read"]).await;
    let seen = key.get(&path, &[("expand[]", "latest_charge")]).await.ok();
    assert_eq!(seen["latest_charge"]["paid"], true);
    let cases = [
        (path.as_str(), "customer", "customer_read"),
        (
            &path,
            "latest_charge.balance_transaction",
            "balance_transaction_source_read",
        ),
        (&path, "latest_charge.customer", "customer_read"),
        ("/v1/payment_intents", "data.payment_method", "payment_method_read"),
    ];
    for (path, expand, permission) in cases {
        let reply = key.get(path, &[("expand[]", expand)]).await;
        reply.refused(403, "more_permissions_required", "", &lacks(&key, &shop, permission));
    }
    // What is made is refused before it is made.
    let writer = restricted(&shop, &["payment_intent_write"]).await;
    let form = [("amount", "100"), ("currency", "usd"), ("expand[]", "customer")];
    writer.post("/v1/payment_intents", &form).await.error(403);
    let all = writer.get("/v1/payment_intents", &[]).await.ok();
    assert_eq!(all["data"].as_array().map(Vec::len), Some(1));
    let both = restricted(&shop, &["payment_intent_read", "customer_write"]).await;
    let seen = both.get(&path, &[("expand[]", "customer")]).await.ok();
    assert_eq!(seen["customer"]["id"], customer.as_str());
}

async fn restricted_keys_are_made_of_permissions_that_exist(shop: Shop) {
    for (asked, says) in [
        (
            json!({"permissions": ["charge_read", "charge"]}),
            "there is no \"charge\"",
        ),
        (
            json!({"permissions": "charge_read"}),
            "The body is not what this call takes",
        ),
        (json!({"name": "ci"}), "missing field `permissions`"),
        (json!({"permissions": [], "livemode": true}), "unknown field `livemode`"),
    ] {
        let error = shop.try_control("keys", asked.clone()).await.error(400);
        assert!(text(&error["message"]).contains(says), "{asked}: {error}");
    }
    let nothing = restricted(&shop, &[]).await;
    nothing.get("/v1/customers", &[]).await.error(403);
}

/// Standard base 64, for the one header that needs it.
fn base64(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            match at <= chunk.len() {
                true => out.push(char::from(ALPHABET[(bits >> (18 - 6 * at) & 63) as usize])),
                false => out.push('='),
            }
        }
    }
    out
}
