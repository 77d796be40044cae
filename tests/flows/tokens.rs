//! Tokens: a card on its way from the browser to the server, used once.

use florin_flows::{Shop, flows, stable, text};

flows![
    a_token_becomes_a_payment_method_once,
    wrong_cards_make_no_token,
    magic_tokens_are_tokens_too
];

async fn a_token_becomes_a_payment_method_once(shop: Shop) {
    let form = [
        ("card[number]", "5555555555554444"),
        ("card[exp_month]", "12"),
        ("card[exp_year]", "2044"),
        ("card[cvc]", "123"),
        ("card[name]", "Jenny"),
    ];
    let token = shop.browser().post("/v1/tokens", &form).await.ok();
    insta::assert_json_snapshot!("token", stable(&token));
    let id = text(&token["id"]).to_owned();
    assert_eq!(shop.get(&format!("/v1/tokens/{id}"), &[]).await.ok()["used"], false);
    let form = [("type", "card"), ("card[token]", id.as_str())];
    let method = shop.post("/v1/payment_methods", &form).await.ok();
    assert_eq!(
        (&method["card"]["last4"], &method["billing_details"]["name"]),
        (&"4444".into(), &"Jenny".into())
    );
    assert_eq!(shop.get(&format!("/v1/tokens/{id}"), &[]).await.ok()["used"], true);
    let again = shop.post("/v1/payment_methods", &form).await.error(400);
    assert_eq!(again["code"], "token_already_used");
    assert_eq!(
        again["message"],
        format!("You cannot use a Stripe token more than once: {id}.")
    );
}

async fn wrong_cards_make_no_token(shop: Shop) {
    let cases = [
        (
            "4242424242424241",
            "12",
            "2044",
            "123",
            "incorrect_number",
            "number",
            "Your card number is incorrect.",
        ),
        (
            "4242424242424242",
            "13",
            "2044",
            "123",
            "invalid_expiry_month",
            "exp_month",
            "Your card's expiration month is invalid.",
        ),
        (
            "4242424242424242",
            "12",
            "1999",
            "123",
            "invalid_expiry_year",
            "exp_year",
            "Your card's expiration year is invalid.",
        ),
        (
            "4242424242424242",
            "12",
            "2044",
            "99",
            "invalid_cvc",
            "cvc",
            "Your card's security code is invalid.",
        ),
    ];
    for (number, month, year, cvc, code, param, message) in cases {
        let form = [
            ("card[number]", number),
            ("card[exp_month]", month),
            ("card[exp_year]", year),
            ("card[cvc]", cvc),
        ];
        let error = shop.post("/v1/tokens", &form).await.refused(402, code, param, message);
        assert_eq!(error["type"], "card_error");
    }
    assert_eq!(shop.post("/v1/tokens", &[]).await.error(400)["param"], "card");
}

async fn magic_tokens_are_tokens_too(shop: Shop) {
    let token = shop.post("/v1/tokens", &[("card", "tok_visa")]).await.ok();
    assert_eq!(token["card"]["last4"], "4242");
    let customer = shop.post("/v1/customers", &[("source", "tok_mastercard")]).await.ok();
    assert!(customer["default_source"].is_string());
    let wrong = shop
        .post(
            "/v1/payment_methods",
            &[("type", "card"), ("card[token]", "tok_nonsense")],
        )
        .await;
    assert_eq!(wrong.error(400)["code"], "resource_missing");
}
