//! Setup intents: a card saved without a payment.

use florin_flows::{Shop, flows, stable, text};
use serde_json::{Value, json};

flows![
    a_card_is_saved_without_a_payment,
    a_declined_set_up_can_be_tried_again,
    what_a_setup_intent_refuses,
    a_set_up_saves_for_the_customer,
    a_payment_can_save_its_card,
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
