//! 3-D Secure: through the page as a customer goes through it, passed, failed, too late; and who need not.

use florin_flows::{Reply, Shop, flows, text};
use serde_json::{Value, json};

flows![
    a_passed_challenge_pays,
    a_failed_challenge_asks_for_another_card,
    a_decision_counts_once,
    without_a_return_url_the_library_handles_it,
    a_decline_can_follow_a_challenge,
    manual_confirmation_asks_the_server_again,
    a_set_up_is_challenged_too,
    who_may_be_charged_off_session,
    requested_three_d_secure_is_honored,
    an_error_can_be_asked_for_instead,
    a_confirmed_again_intent_replaces_its_challenge,
    pages_that_do_not_exist_say_so,
];

fn page_of(intent: &Value) -> String {
    assert_eq!(intent["status"], "requires_action", "{intent}");
    text(&intent["next_action"]["redirect_to_url"]["url"]).to_owned()
}

/// The intent as it is now.
pub async fn read(shop: &Shop, intent: &Value) -> Value {
    let resource = if intent["object"] == "setup_intent" {
        "setup_intents"
    } else {
        "payment_intents"
    };
    shop.get(&format!("/v1/{resource}/{}", text(&intent["id"])), &[])
        .await
        .ok()
}

fn assert_returned(reply: &Reply, intent: &Value, status: &str) {
    assert_eq!(reply.status, 303, "{}", reply.body);
    let (kind, id, secret) = (
        text(&intent["object"]),
        text(&intent["id"]),
        text(&intent["client_secret"]),
    );
    let expected = format!("https://shop.test/done?{kind}={id}&{kind}_client_secret={secret}&redirect_status={status}");
    assert_eq!(reply.header("location"), Some(expected.as_str()));
}

async fn a_passed_challenge_pays(shop: Shop) {
    let intent = shop.pay("pm_card_threeDSecure2Required", &[]).await.ok();
    assert_eq!(intent["next_action"]["type"], "redirect_to_url");
    assert_eq!(
        intent["next_action"]["redirect_to_url"]["return_url"],
        "https://shop.test/done"
    );
    let url = page_of(&intent);
    let page = shop.open_page(&url).await;
    assert!(page.status == 200 && page.body.contains("test-source-authorize-3ds") && page.body.contains("$20.00"));
    let back = shop.press(&url, "complete").await;
    assert_returned(&back, &intent, "succeeded");
    let paid = read(&shop, &intent).await;
    assert_eq!(
        (&paid["status"], &paid["next_action"]),
        (&"succeeded".into(), &Value::Null)
    );
    let charge = shop
        .get(&format!("/v1/charges/{}", text(&paid["latest_charge"])), &[])
        .await
        .ok();
    let seen = &charge["payment_method_details"]["card"]["three_d_secure"];
    assert_eq!(
        (
            &seen["result"],
            &seen["authentication_flow"],
            &seen["electronic_commerce_indicator"]
        ),
        (&"authenticated".into(), &"challenge".into(), &"05".into())
    );
}

async fn a_failed_challenge_asks_for_another_card(shop: Shop) {
    let intent = shop.pay("pm_card_authenticationRequired", &[]).await.ok();
    let back = shop.press(&page_of(&intent), "fail").await;
    assert_returned(&back, &intent, "failed");
    let failed = read(&shop, &intent).await;
    assert_eq!(
        (&failed["status"], &failed["payment_method"]),
        (&"requires_payment_method".into(), &Value::Null)
    );
    let error = &failed["last_payment_error"];
    assert_eq!(
        (&error["code"], &error["type"]),
        (
            &"payment_intent_authentication_failure".into(),
            &"invalid_request_error".into()
        )
    );
    assert_eq!(
        error["message"],
        "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod \
         to attempt to fulfill this PaymentIntent again."
    );
}

async fn a_decision_counts_once(shop: Shop) {
    let intent = shop.pay("pm_card_authenticationRequired", &[]).await.ok();
    let url = page_of(&intent);
    shop.press(&url, "complete").await;
    let paid = read(&shop, &intent).await;
    shop.press(&url, "fail").await;
    shop.press(&url, "complete").await;
    assert_eq!(read(&shop, &intent).await, paid);
    let over = shop.open_page(&url).await;
    assert!(
        over.status == 200 && over.body.contains("Nothing to do"),
        "{}",
        over.body
    );
    assert_eq!(shop.press(&url, "maybe").await.status, 400);
}

async fn without_a_return_url_the_library_handles_it(shop: Shop) {
    let form = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("payment_method", "pm_card_authenticationRequired"),
        ("confirm", "true"),
        ("automatic_payment_methods[enabled]", "true"),
        ("automatic_payment_methods[allow_redirects]", "never"),
    ];
    let intent = shop.post("/v1/payment_intents", &form).await.ok();
    let action = &intent["next_action"];
    assert_eq!(
        (&intent["status"], &action["type"]),
        (&"requires_action".into(), &"use_stripe_sdk".into())
    );
    let url = text(&action["use_stripe_sdk"]["stripe_js"]);
    assert!(shop.open_page(url).await.body.contains("test-source-authorize-3ds"));
    shop.press(url, "complete").await;
    assert_eq!(read(&shop, &intent).await["status"], "succeeded");
}

async fn a_decline_can_follow_a_challenge(shop: Shop) {
    for (card, code) in [
        (
            "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
            "insufficient_funds",
        ),
        ("pm_card_threeDSecureRequiredChargeDeclined", "generic_decline"),
    ] {
        let intent = shop.pay(card, &[]).await.ok();
        shop.press(&page_of(&intent), "complete").await;
        let declined = read(&shop, &intent).await;
        assert_eq!(declined["status"], "requires_payment_method");
        assert_eq!(declined["last_payment_error"]["decline_code"], code);
        assert!(declined["latest_charge"].is_string());
    }
}

async fn manual_confirmation_asks_the_server_again(shop: Shop) {
    let form = [("confirmation_method", "manual")];
    let intent = shop.pay("pm_card_authenticationRequired", &form).await.ok();
    shop.press(&page_of(&intent), "complete").await;
    let waiting = read(&shop, &intent).await;
    assert_eq!(waiting["status"], "requires_confirmation");
    let confirm = format!("/v1/payment_intents/{}/confirm", text(&intent["id"]));
    let paid = shop
        .post(&confirm, &[("return_url", "https://shop.test/done")])
        .await
        .ok();
    assert_eq!(paid["status"], "succeeded");
}

async fn a_set_up_is_challenged_too(shop: Shop) {
    let customer = shop.customer().await;
    let form = [
        ("customer", customer.as_str()),
        ("payment_method", "pm_card_authenticationRequired"),
        ("confirm", "true"),
        ("return_url", "https://shop.test/done"),
    ];
    let intent = shop.post("/v1/setup_intents", &form).await.ok();
    let back = shop.press(&page_of(&intent), "complete").await;
    assert_returned(&back, &intent, "succeeded");
    let done = read(&shop, &intent).await;
    assert_eq!(done["status"], "succeeded");
    let method = shop
        .get(&format!("/v1/payment_methods/{}", text(&done["payment_method"])), &[])
        .await
        .ok();
    assert_eq!(method["customer"], customer.as_str());

    let intent = shop.post("/v1/setup_intents", &form).await.ok();
    shop.press(&page_of(&intent), "fail").await;
    let failed = read(&shop, &intent).await;
    assert_eq!(failed["status"], "requires_payment_method");
    assert_eq!(
        failed["last_setup_error"]["code"],
        "setup_intent_authentication_failure"
    );
}

/// A card that a customer saved through a set-up, with a challenge if there was one.
async fn set_up(shop: &Shop, customer: &str, card: &str) -> String {
    let form = [
        ("customer", customer),
        ("payment_method", card),
        ("confirm", "true"),
        ("usage", "off_session"),
        ("return_url", "https://shop.test/done"),
    ];
    let intent = shop.post("/v1/setup_intents", &form).await.ok();
    if intent["status"] == "requires_action" {
        shop.press(&page_of(&intent), "complete").await;
    }
    let done = read(shop, &intent).await;
    assert_eq!(done["status"], "succeeded", "{card}");
    text(&done["payment_method"]).to_owned()
}

async fn who_may_be_charged_off_session(shop: Shop) {
    let cases = [
        ("pm_card_visa", true, ""),
        ("pm_card_authenticationRequiredOnSetup", true, ""),
        (
            "pm_card_authenticationRequiredOnSetup",
            false,
            "authentication_required",
        ),
        ("pm_card_authenticationRequired", true, "authentication_required"),
        ("pm_card_authenticationRequiredSetupForOffSession", false, ""),
        ("pm_card_threeDSecure2Required", false, "authentication_required"),
        ("pm_card_threeDSecureOptional", false, ""),
    ];
    for (card, is_set_up, code) in cases {
        let customer = shop.customer().await;
        let method = match is_set_up {
            true => set_up(&shop, &customer, card).await,
            false => shop.saved_card(&customer, card).await,
        };
        let reply = shop
            .pay(&method, &[("customer", &customer), ("off_session", "true")])
            .await;
        if code.is_empty() {
            assert_eq!(reply.ok()["status"], "succeeded", "{card}");
            continue;
        }
        let message = "Your card was declined. This transaction requires authentication.";
        let error = reply.refused(402, code, "", message);
        assert_eq!(error["decline_code"], code, "{card}");
        let intent = &error["payment_intent"];
        assert_eq!(intent["status"], "requires_payment_method", "{card}");
    }
}

async fn requested_three_d_secure_is_honored(shop: Shop) {
    let ask = |how| ("payment_method_options[card][request_three_d_secure]", how);
    let plain = shop.pay("pm_card_threeDSecureOptional", &[]).await.ok();
    assert_eq!(plain["status"], "succeeded");
    for how in ["any", "challenge"] {
        let asked = shop.pay("pm_card_threeDSecureOptional", &[ask(how)]).await.ok();
        assert_eq!(asked["status"], "requires_action", "{how}");
    }
    let acknowledged = shop
        .pay("pm_card_visa", &[ask("any"), ("expand[]", "latest_charge")])
        .await
        .ok();
    let seen = &acknowledged["latest_charge"]["payment_method_details"]["card"]["three_d_secure"];
    assert_eq!(
        (&acknowledged["status"], &seen["result"]),
        (&"succeeded".into(), &"attempt_acknowledged".into())
    );
}

async fn an_error_can_be_asked_for_instead(shop: Shop) {
    let reply = shop
        .pay(
            "pm_card_authenticationRequired",
            &[("error_on_requires_action", "true")],
        )
        .await;
    let error = reply.error(402);
    assert_eq!(error["code"], "authentication_required");
    assert_eq!(error["payment_intent"]["status"], "requires_payment_method");
}

async fn a_confirmed_again_intent_replaces_its_challenge(shop: Shop) {
    let intent = shop.pay("pm_card_authenticationRequired", &[]).await.ok();
    let first = page_of(&intent);
    let confirm = format!("/v1/payment_intents/{}/confirm", text(&intent["id"]));
    let form = [
        ("payment_method", "pm_card_visa"),
        ("return_url", "https://shop.test/done"),
    ];
    let paid = shop.post(&confirm, &form).await.ok();
    assert_eq!(paid["status"], "succeeded");
    shop.press(&first, "fail").await;
    assert_eq!(read(&shop, &intent).await, paid);
    assert_eq!(paid["metadata"], json!({}));
}

async fn pages_that_do_not_exist_say_so(shop: Shop) {
    let base = format!("{}/3d_secure_2_test", shop.server.url);
    let other = shop.open_another(&[]).await;
    let theirs = page_of(&other.pay("pm_card_authenticationRequired", &[]).await.ok());
    let attempt = theirs.rsplit('/').next().unwrap_or_default();
    for url in [
        format!("{base}/{}/payatt_nonsense", shop.account),
        format!("{base}/{}/{attempt}", shop.account),
        format!("{base}/acct_nonsense/{attempt}"),
    ] {
        assert_eq!(shop.open_page(&url).await.status, 404, "{url}");
        assert_eq!(shop.press(&url, "complete").await.status, 404, "{url}");
    }
}
