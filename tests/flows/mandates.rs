//! Mandates: what a customer agreed to, made by the confirmation that says so.

use florin_flows::{Shop, flows, stable, text};
use serde_json::{Value, json};

flows![
    a_set_up_with_consent_makes_a_mandate,
    a_payment_with_consent_makes_a_mandate,
    a_payment_names_the_mandate_it_rests_on,
    consent_is_checked_before_anything_happens,
];

const SETUPS: &str = "/v1/setup_intents";
const DONE: (&str, &str) = ("return_url", "https://shop.test/done");
const ONLINE: [(&str, &str); 4] = [
    ("mandate_data[customer_acceptance][type]", "online"),
    ("mandate_data[customer_acceptance][online][ip_address]", "203.0.113.7"),
    ("mandate_data[customer_acceptance][online][user_agent]", "Mozilla/5.0"),
    ("mandate_data[customer_acceptance][accepted_at]", "1790000000"),
];

fn with<'a>(form: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [form, more].concat()
}

async fn a_set_up_with_consent_makes_a_mandate(shop: Shop) {
    let customer = shop.customer().await;
    let form = [
        ("customer", customer.as_str()),
        ("payment_method", "pm_card_visa"),
        ("confirm", "true"),
        DONE,
    ];
    let without = shop.post(SETUPS, &form).await.ok();
    assert_eq!(without["mandate"], Value::Null);
    let done = shop.post(SETUPS, &with(&form, &ONLINE)).await.ok();
    let path = format!("/v1/mandates/{}", text(&done["mandate"]));
    let mandate = shop.get(&path, &[]).await.ok();
    insta::assert_json_snapshot!("mandate", stable(&mandate));
    assert_eq!(mandate["payment_method"], done["payment_method"]);
    let expanded = shop
        .get(
            &format!("{SETUPS}/{}", text(&done["id"])),
            &[("expand[]", "mandate.payment_method")],
        )
        .await
        .ok();
    assert_eq!(expanded["mandate"]["payment_method"]["customer"], customer.as_str());

    // The consent survives the customer's authentication.
    let asked = [
        ("payment_method", "pm_card_authenticationRequired"),
        ("confirm", "true"),
        DONE,
    ];
    let asked = shop.post(SETUPS, &with(&asked, &ONLINE)).await.ok();
    assert_eq!(
        (&asked["status"], &asked["mandate"]),
        (&json!("requires_action"), &Value::Null)
    );
    shop.press(text(&asked["next_action"]["redirect_to_url"]["url"]), "complete")
        .await;
    let passed = shop.get(&format!("{SETUPS}/{}", text(&asked["id"])), &[]).await.ok();
    assert_eq!(passed["status"], "succeeded");
    assert!(text(&passed["mandate"]).starts_with("mandate_"));
}

async fn a_payment_with_consent_makes_a_mandate(shop: Shop) {
    let charge = async |intent: &Value| {
        let path = format!("/v1/charges/{}", text(&intent["latest_charge"]));
        shop.get(&path, &[("expand[]", "payment_method_details.card.mandate")])
            .await
            .ok()
    };
    let once = shop.pay("pm_card_visa", &ONLINE).await.ok();
    let mandate = charge(&once).await["payment_method_details"]["card"]["mandate"].clone();
    assert_eq!(mandate["type"], "single_use");
    assert_eq!(mandate["single_use"], json!({"amount": 2000, "currency": "usd"}));
    let customer = shop.customer().await;
    let saved = [("customer", customer.as_str()), ("setup_future_usage", "off_session")];
    let again = shop.pay("pm_card_visa", &with(&ONLINE, &saved)).await.ok();
    let mandate = charge(&again).await["payment_method_details"]["card"]["mandate"].clone();
    assert_eq!(
        (&mandate["type"], &mandate["multi_use"]),
        (&json!("multi_use"), &json!({}))
    );
    let plain = shop.pay("pm_card_visa", &[]).await.ok();
    assert_eq!(
        charge(&plain).await["payment_method_details"]["card"]["mandate"],
        Value::Null
    );
}

async fn a_payment_names_the_mandate_it_rests_on(shop: Shop) {
    let customer = shop.customer().await;
    let form = [
        ("customer", customer.as_str()),
        ("payment_method", "pm_card_visa"),
        ("confirm", "true"),
        DONE,
    ];
    let setup = shop.post(SETUPS, &with(&form, &ONLINE)).await.ok();
    let (card, mandate) = (text(&setup["payment_method"]), text(&setup["mandate"]));
    let off_session = [
        ("customer", customer.as_str()),
        ("off_session", "true"),
        ("mandate", mandate),
    ];
    let paid = shop.pay(card, &off_session).await.ok();
    let charge = shop
        .get(&format!("/v1/charges/{}", text(&paid["latest_charge"])), &[])
        .await
        .ok();
    assert_eq!(charge["payment_method_details"]["card"]["mandate"], mandate);

    let other = shop.saved_card(&customer, "pm_card_mastercard").await;
    let message = format!("The mandate {mandate} is for another payment method than {other}.");
    shop.pay(&other, &off_session)
        .await
        .refused(400, "payment_intent_mandate_invalid", "mandate", &message);
    shop.pay("pm_card_visa", &[("mandate", "mandate_none")]).await.refused(
        400,
        "resource_missing",
        "mandate",
        "No such mandate: 'mandate_none'",
    );
    let once = shop.pay("pm_card_visa", &ONLINE).await.ok();
    let charge = shop
        .get(&format!("/v1/charges/{}", text(&once["latest_charge"])), &[])
        .await
        .ok();
    let spent = text(&charge["payment_method_details"]["card"]["mandate"]).to_owned();
    let error = shop
        .pay(text(&once["payment_method"]), &[("mandate", &spent)])
        .await
        .error(400);
    assert_eq!(error["type"], "invalid_request_error");
}

async fn consent_is_checked_before_anything_happens(shop: Shop) {
    let at = |rest: &str| format!("mandate_data[customer_acceptance]{rest}");
    for (form, param) in [
        (vec![(at("[type]"), "online")], at("[online][ip_address]")),
        (
            vec![
                (at("[type]"), "online"),
                (at("[online][ip_address]"), "here"),
                (at("[online][user_agent]"), "x"),
            ],
            at("[online][ip_address]"),
        ),
        (
            vec![(at("[type]"), "offline"), (at("[accepted_at]"), "9000000000")],
            at("[accepted_at]"),
        ),
    ] {
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        assert_eq!(
            shop.pay("pm_card_visa", &form).await.error(400)["param"],
            param.as_str()
        );
    }
    assert!(shop.events().await.is_empty());
}
