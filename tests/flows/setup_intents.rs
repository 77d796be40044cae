//! Setup intents: a card saved without a payment.

use florin_flows::{Shop, flows, stable, text};
use serde_json::{Value, json};

flows![
    a_card_is_saved_without_a_payment,
    a_declined_set_up_can_be_tried_again,
    what_a_setup_intent_refuses,
    a_set_up_saves_for_the_customer,
    a_payment_can_save_its_card,
    a_set_up_that_may_redirect_says_where_to,
    what_a_set_up_is_for_decides_what_it_allows,
];

const SETUPS: &str = "/v1/setup_intents";
const DONE: (&str, &str) = ("return_url", "https://shop.test/done");
const STATE: &str = "setup_intent_unexpected_state";

async fn a_card_is_saved_without_a_payment(shop: Shop) {
    let intent = shop
        .post(SETUPS, &[("usage", "off_session"), ("metadata[a]", "b")])
        .await
        .ok();
    assert_eq!(intent["status"], "requires_payment_method");
    insta::assert_json_snapshot!("setup_intent_new", stable(&intent));
    let path = format!("{SETUPS}/{}", text(&intent["id"]));
    let with = shop.post(&path, &[("payment_method", "pm_card_visa")]).await.ok();
    assert_eq!(with["status"], "requires_confirmation");
    let without = shop.post(&path, &[("payment_method", "")]).await.ok();
    assert_eq!(
        (&without["status"], &without["payment_method"]),
        (&"requires_payment_method".into(), &Value::Null)
    );
    let done = shop
        .post(&format!("{path}/confirm"), &[("payment_method", "pm_card_visa"), DONE])
        .await
        .ok();
    assert_eq!(done["status"], "succeeded");
    assert!(text(&done["latest_attempt"]).starts_with("setatt_"));
    assert_eq!(shop.get(&path, &[]).await.ok(), done);
    let listed = shop.get(SETUPS, &[]).await.ok();
    assert_eq!(listed["data"], json!([done]));
}

async fn a_declined_set_up_can_be_tried_again(shop: Shop) {
    let form = [("payment_method", "pm_card_chargeDeclined"), ("confirm", "true"), DONE];
    let declined = shop.post(SETUPS, &form).await;
    let error = declined.refused(402, "card_declined", "", "Your card was declined.");
    let intent = &error["setup_intent"];
    assert_eq!(intent["status"], "requires_payment_method");
    assert_eq!(intent["last_setup_error"]["decline_code"], "generic_decline");
    let path = format!("{SETUPS}/{}", text(&intent["id"]));
    assert_eq!(shop.get(&path, &[]).await.ok(), *intent);
    let done = shop
        .post(&format!("{path}/confirm"), &[("payment_method", "pm_card_visa"), DONE])
        .await
        .ok();
    assert_eq!(
        (&done["status"], &done["last_setup_error"]),
        (&"succeeded".into(), &Value::Null)
    );
}

async fn what_a_setup_intent_refuses(shop: Shop) {
    let path = |id: &str, call: &str| format!("{SETUPS}/{id}{call}");
    let bare = shop.post(SETUPS, &[]).await.ok_id();
    let message = "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the \
                   SetupIntent with a payment method and then confirm it again, or confirm it again directly with a payment \
                   method or ConfirmationToken.";
    shop.post(&path(&bare, "/confirm"), &[DONE])
        .await
        .refused(400, STATE, "", message);

    let done = shop
        .post(SETUPS, &[("payment_method", "pm_card_visa"), ("confirm", "true"), DONE])
        .await
        .ok_id();
    let message = "You cannot confirm this SetupIntent because it has already succeeded.";
    shop.post(&path(&done, "/confirm"), &[DONE])
        .await
        .refused(400, STATE, "", message);
    let message = "You cannot update this SetupIntent because it has already succeeded.";
    let form = [("payment_method", "pm_card_visa")];
    shop.post(&path(&done, ""), &form)
        .await
        .refused(400, STATE, "", message);
    let message = "You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent with one of \
                   the following statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or \
                   `requires_action`.";
    shop.post(&path(&done, "/cancel"), &[])
        .await
        .refused(400, STATE, "", message);

    let unverified = shop.post(&path(&bare, "/verify_microdeposits"), &[]).await.error(400);
    assert_eq!(unverified["code"], "intent_invalid_state");
    let canceled = shop
        .post(&path(&bare, "/cancel"), &[("cancellation_reason", "abandoned")])
        .await
        .ok();
    assert_eq!(
        (&canceled["status"], &canceled["cancellation_reason"]),
        (&"canceled".into(), &"abandoned".into())
    );
    let message = "You cannot cancel this SetupIntent because it is already canceled.";
    shop.post(&path(&bare, "/cancel"), &[])
        .await
        .refused(400, STATE, "", message);
    let id = "seti_100000000000000000000000";
    let message = format!("No such setupintent: '{id}'");
    shop.get(&path(id, ""), &[])
        .await
        .refused(404, "resource_missing", "intent", &message);
}

async fn a_set_up_saves_for_the_customer(shop: Shop) {
    let customer = shop.customer().await;
    let form = [
        ("customer", customer.as_str()),
        ("payment_method", "pm_card_visa"),
        ("confirm", "true"),
        DONE,
    ];
    let done = shop.post(SETUPS, &form).await.ok();
    let list = shop
        .get(&format!("/v1/customers/{customer}/payment_methods"), &[])
        .await
        .ok();
    assert_eq!(list["data"][0]["id"], done["payment_method"]);
    assert_eq!(list["data"][0]["card"]["checks"]["cvc_check"], "pass");
    let paid = shop
        .pay(
            text(&done["payment_method"]),
            &[("customer", &customer), ("off_session", "true")],
        )
        .await;
    assert_eq!(paid.ok()["status"], "succeeded");
}

async fn a_payment_can_save_its_card(shop: Shop) {
    let customer = shop.customer().await;
    let form = [("customer", customer.as_str()), ("setup_future_usage", "off_session")];
    let paid = shop.pay("pm_card_visa", &form).await.ok();
    let card = text(&paid["payment_method"]);
    let method = shop.get(&format!("/v1/payment_methods/{card}"), &[]).await.ok();
    assert_eq!(method["customer"], customer.as_str());
    for _ in 0..2 {
        let again = shop
            .pay(card, &[("customer", &customer), ("off_session", "true")])
            .await;
        assert_eq!(again.ok()["status"], "succeeded");
    }
    // A decline saves nothing.
    let declined = shop.pay("pm_card_chargeDeclined", &form).await.error(402);
    let method = shop
        .get(
            &format!("/v1/payment_methods/{}", text(&declined["payment_method"]["id"])),
            &[],
        )
        .await
        .ok();
    assert_eq!(method["customer"], Value::Null);
}

async fn a_set_up_that_may_redirect_says_where_to(shop: Shop) {
    let form = [("payment_method", "pm_card_visa"), ("confirm", "true")];
    let message = "This SetupIntent is configured to accept payment methods enabled in your Dashboard. Because some of these \
                   payment methods might redirect your customer off of your page, you must provide a `return_url`. If you \
                   don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` \
                   and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment \
                   Intents.";
    shop.post(SETUPS, &form).await.refused(400, "", "return_url", message);
    let never = [
        ("automatic_payment_methods[enabled]", "true"),
        ("automatic_payment_methods[allow_redirects]", "never"),
    ];
    for more in [
        &never[..],
        &[("allowed_payment_method_types[]", "card")],
        &[("use_stripe_sdk", "true")],
        &[DONE],
    ] {
        let done = shop.post(SETUPS, &[&form[..], more].concat()).await.ok();
        assert_eq!(done["status"], "succeeded", "{more:?}");
    }
    let made = shop.post(SETUPS, &[("return_url", "https://shop.test")]).await;
    let path = format!("{SETUPS}/{}", made.ok_id());
    let done = shop.post(&format!("{path}/confirm"), &form[..1]).await.ok();
    assert_eq!(done["status"], "succeeded", "it was said before");
    let older = shop.version("2022-11-15").post(SETUPS, &form).await.ok();
    assert_eq!(older["status"], "succeeded");
}

async fn what_a_set_up_is_for_decides_what_it_allows(shop: Shop) {
    let single = [("single_use[amount]", "2000"), ("single_use[currency]", "eur")];
    let made = shop.post(SETUPS, &single).await.ok();
    let path = format!("{SETUPS}/{}/confirm", text(&made["id"]));
    let message = "The `single_use` parameter is not supported for the payment method type card.";
    shop.post(&path, &[("payment_method", "pm_card_visa"), DONE])
        .await
        .refused(400, "", "single_use", message);
    let wrong = [("single_use[amount]", "0"), single[1]];
    assert_eq!(
        shop.post(SETUPS, &wrong).await.error(400)["param"],
        "single_use[amount]"
    );
    let wrong = [single[0], ("single_use[currency]", "xxx")];
    assert_eq!(
        shop.post(SETUPS, &wrong).await.error(400)["param"],
        "single_use[currency]"
    );

    // Agreed to on the session only: off the session the issuer wants to ask.
    let customer = shop.customer().await;
    for (usage, status) in [("on_session", 402), ("off_session", 200)] {
        let form = [
            ("customer", customer.as_str()),
            ("usage", usage),
            ("confirm", "true"),
            DONE,
        ];
        let form = [
            &form[..],
            &[("payment_method", "pm_card_authenticationRequiredOnSetup")],
        ]
        .concat();
        let asked = shop.post(SETUPS, &form).await.ok();
        shop.press(text(&asked["next_action"]["redirect_to_url"]["url"]), "complete")
            .await;
        let done = shop.get(&format!("{SETUPS}/{}", text(&asked["id"])), &[]).await.ok();
        assert_eq!(
            (&done["status"], &done["usage"]),
            (&"succeeded".into(), &"off_session".into())
        );
        let form = [("customer", customer.as_str()), ("off_session", "true")];
        let paid = shop.pay(text(&done["payment_method"]), &form).await;
        assert_eq!(paid.status, status, "{usage}: {}", paid.body);
    }
    // Ordered by telephone: nobody is there to be asked.
    let moto = [
        ("payment_method", "pm_card_authenticationRequiredOnSetup"),
        ("payment_method_options[card][moto]", "true"),
        ("confirm", "true"),
        DONE,
    ];
    assert_eq!(shop.post(SETUPS, &moto).await.ok()["status"], "succeeded");
    let wrong = [
        ("payment_method", "pm_card_visa"),
        ("expected_payment_method_type", "klarna"),
        DONE,
    ];
    let open = shop.post(SETUPS, &[]).await.ok_id();
    let error = shop.post(&format!("{SETUPS}/{open}/confirm"), &wrong).await.error(400);
    assert_eq!(error["param"], "expected_payment_method_type");
    let to_self = shop.post(SETUPS, &[("attach_to_self", "true")]).await.ok();
    let listed = shop.get(SETUPS, &[("attach_to_self", "true")]).await.ok();
    assert_eq!(listed["data"], json!([to_self]));
}
