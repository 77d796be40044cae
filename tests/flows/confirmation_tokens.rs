//! Confirmation tokens: what the browser collected, for the server to use once.

use florin_flows::{Shop, flows, stable, text};

flows![
    a_token_pays_once,
    a_token_sets_up_a_card,
    a_token_lives_twelve_hours,
    the_confirmation_wins_over_its_token,
    a_browser_makes_a_token,
];

const TOKENS: &str = "/v1/test_helpers/confirmation_tokens";
const NEW: [(&str, &str); 3] = [("amount", "500"), ("currency", "usd"), ("confirm", "true")];

async fn a_token_pays_once(shop: Shop) {
    let form = [
        ("payment_method", "pm_card_visa"),
        ("return_url", "https://shop.test/done"),
        ("shipping[name]", "Jenny"),
        ("shipping[address][line1]", "Hauptstr. 1"),
    ];
    let token = shop.post(TOKENS, &form).await.ok();
    insta::assert_json_snapshot!("confirmation_token", stable(&token));
    let token = text(&token["id"]).to_owned();
    let form = [NEW[0], NEW[1], NEW[2], ("confirmation_token", token.as_str())];
    let paid = shop.post("/v1/payment_intents", &form).await.ok();
    assert_eq!(
        (&paid["status"], &paid["shipping"]["name"]),
        (&"succeeded".into(), &"Jenny".into())
    );
    let used = shop.get(&format!("/v1/confirmation_tokens/{token}"), &[]).await.ok();
    assert_eq!(used["payment_intent"], paid["id"]);
    let again = shop.post("/v1/payment_intents", &form).await.error(400);
    assert_eq!(again["code"], "token_already_used");
    let declined = shop
        .post(TOKENS, &[("payment_method", "pm_card_chargeDeclined")])
        .await
        .ok_id();
    let form = [
        NEW[0],
        NEW[1],
        NEW[2],
        ("confirmation_token", declined.as_str()),
        ("return_url", "https://shop.test/done"),
    ];
    shop.post("/v1/payment_intents", &form)
        .await
        .refused(402, "card_declined", "", "Your card was declined.");
}

async fn a_token_sets_up_a_card(shop: Shop) {
    let token = shop
        .post(
            TOKENS,
            &[
                ("payment_method", "pm_card_visa"),
                ("return_url", "https://shop.test/done"),
            ],
        )
        .await
        .ok_id();
    let form = [("confirm", "true"), ("confirmation_token", token.as_str())];
    let done = shop.post("/v1/setup_intents", &form).await.ok();
    assert_eq!(done["status"], "succeeded");
    let used = shop.get(&format!("/v1/confirmation_tokens/{token}"), &[]).await.ok();
    assert_eq!(used["setup_intent"], done["id"]);
}

async fn a_token_lives_twelve_hours(shop: Shop) {
    let token = shop.post(TOKENS, &[("payment_method", "pm_card_visa")]).await.ok_id();
    shop.advance("13h").await;
    let form = [
        NEW[0],
        NEW[1],
        NEW[2],
        ("confirmation_token", token.as_str()),
        ("return_url", "https://shop.test/done"),
    ];
    let error = shop.post("/v1/payment_intents", &form).await.error(400);
    assert_eq!(error["param"], "confirmation_token");
    let both = [form[0], form[1], form[2], form[3], ("payment_method", "pm_card_visa")];
    shop.post("/v1/payment_intents", &both).await.error(400);
}

async fn the_confirmation_wins_over_its_token(shop: Shop) {
    let form = [
        ("payment_method", "pm_card_authenticationRequired"),
        ("return_url", "https://shop.test/token"),
    ];
    let token = shop.post(TOKENS, &form).await.ok_id();
    let form = [
        NEW[0],
        NEW[1],
        NEW[2],
        ("confirmation_token", token.as_str()),
        ("return_url", "https://shop.test/confirm"),
        ("use_stripe_sdk", "false"),
    ];
    let asked = shop.post("/v1/payment_intents", &form).await.ok();
    assert_eq!(
        asked["next_action"]["redirect_to_url"]["return_url"],
        "https://shop.test/confirm"
    );
    // By itself the token leaves the challenge to the browser library.
    let form = [
        ("payment_method", "pm_card_authenticationRequired"),
        ("return_url", "https://shop.test/token"),
    ];
    let token = shop.post(TOKENS, &form).await.ok_id();
    let form = [NEW[0], NEW[1], NEW[2], ("confirmation_token", token.as_str())];
    let asked = shop.post("/v1/payment_intents", &form).await.ok();
    assert_eq!(asked["next_action"]["type"], "use_stripe_sdk");
}

async fn a_browser_makes_a_token(shop: Shop) {
    let page = shop.browser();
    let form = [
        ("payment_method_data[type]", "card"),
        ("payment_method_data[card][number]", "4242424242424242"),
        ("payment_method_data[card][exp_month]", "12"),
        ("payment_method_data[card][exp_year]", "2034"),
        ("payment_method_data[card][cvc]", "123"),
        ("payment_method_data[allow_redisplay]", "always"),
        ("return_url", "https://shop.test/done"),
        ("setup_future_usage", "off_session"),
        ("mandate_data[customer_acceptance][type]", "online"),
        ("payment_method_options[card][cvc_token]", "cvctok_1"),
    ];
    let token = page.post("/v1/confirmation_tokens", &form).await.ok();
    assert_eq!(token["payment_method_preview"]["card"]["last4"], "4242");
    assert_eq!(token["payment_method_preview"]["allow_redisplay"], "always");
    assert_eq!(token["mandate_data"]["customer_acceptance"]["type"], "online");
    assert_eq!(token["use_stripe_sdk"], true);
    page.post(TOKENS, &form).await.error(401);
    let form = [NEW[0], NEW[1], NEW[2], ("confirmation_token", text(&token["id"]))];
    let paid = shop.post("/v1/payment_intents", &form).await.ok();
    assert_eq!(paid["status"], "succeeded");
    assert_eq!(paid["setup_future_usage"], "off_session");
    assert_eq!(
        page.post("/v1/confirmation_tokens", &[]).await.error(400)["param"],
        "payment_method_data"
    );
}
