//! Payment methods: entered, attached for life, detached for good, changed, refused.

use florin_flows::{Shop, flows, stable, text};
use serde_json::{Value, json};

flows![
    a_card_is_entered_and_read,
    a_card_belongs_to_one_customer_for_life,
    declining_cards_cannot_be_saved,
    a_saved_card_can_be_changed,
    without_a_customer_the_list_is_empty,
    a_magic_id_is_new_each_time,
    fingerprints_tell_cards_apart_within_an_account,
    other_types_are_kept_as_they_are,
];

const METHODS: &str = "/v1/payment_methods";

async fn a_card_is_entered_and_read(shop: Shop) {
    let form = [
        ("type", "card"),
        ("card[number]", "4000002760003184"),
        ("card[exp_month]", "4"),
        ("card[exp_year]", "2044"),
        ("card[cvc]", "314"),
        ("billing_details[name]", "Jenny Rosen"),
        ("billing_details[address][postal_code]", "10115"),
        ("metadata[a]", "b"),
    ];
    let method = shop.post(METHODS, &form).await.ok();
    insta::assert_json_snapshot!("payment_method", stable(&method));
    let path = format!("{METHODS}/{}", text(&method["id"]));
    assert_eq!(shop.get(&path, &[]).await.ok(), method);
    let magic = shop.get("/v1/payment_methods/pm_card_visa", &[]).await.ok();
    assert_eq!(magic["card"]["last4"], "4242");
}

async fn a_card_belongs_to_one_customer_for_life(shop: Shop) {
    let (customer, other) = (shop.customer().await, shop.customer().await);
    let card = shop.saved_card(&customer, "pm_card_visa").await;
    let attach = format!("{METHODS}/{card}/attach");
    let detach = format!("{METHODS}/{card}/detach");

    let again = shop.post(&attach, &[("customer", &customer)]).await.ok();
    assert_eq!(again["customer"], customer.as_str());
    let message = "The payment method you provided has already been attached to a customer.";
    shop.post(&attach, &[("customer", &other)])
        .await
        .refused(400, "", "", message);
    let message = "Must provide customer or customer_account.";
    shop.post(&attach, &[])
        .await
        .refused(400, "parameter_missing", "", message);

    let detached = shop.post(&detach, &[]).await.ok();
    assert_eq!(detached["customer"], Value::Null);
    let message = "The payment method you provided is not attached to a customer so detachment is impossible.";
    shop.post(&detach, &[]).await.refused(400, "", "", message);
    let message = "This PaymentMethod was previously used without being attached to a Customer or was detached from a \
                   Customer, and may not be used again.";
    for customer in [&customer, &other] {
        shop.post(&attach, &[("customer", customer)])
            .await
            .refused(400, "", "", message);
    }
    let message = "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared \
                   with a connected account without Customer attachment, or was detached from a Customer. It may not be \
                   used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.";
    shop.pay(&card, &[]).await.refused(400, "", "", message);
}

async fn declining_cards_cannot_be_saved(shop: Shop) {
    let customer = shop.customer().await;
    for (card, code) in [
        ("pm_card_chargeDeclined", "card_declined"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error"),
    ] {
        let reply = shop
            .post(&format!("{METHODS}/{card}/attach"), &[("customer", &customer)])
            .await;
        assert_eq!(reply.error(402)["code"], code, "{card}");
        let made = shop.post("/v1/customers", &[("payment_method", card)]).await;
        assert_eq!(made.error(402)["code"], code, "{card}");
    }
    let list = shop.get(METHODS, &[("customer", &customer)]).await.ok();
    assert_eq!(list["data"], json!([]));
    let later = shop.saved_card(&customer, "pm_card_chargeCustomerFail").await;
    let paid = shop.pay(&later, &[("customer", &customer)]).await;
    assert_eq!(paid.error(402)["code"], "card_declined");
}

async fn a_saved_card_can_be_changed(shop: Shop) {
    let message = "You must save this PaymentMethod to a customer before you can update it.";
    let form = [("billing_details[name]", "J")];
    shop.post("/v1/payment_methods/pm_card_visa", &form)
        .await
        .refused(400, "", "", message);

    let card = shop.saved_card(&shop.customer().await, "pm_card_visa").await;
    let path = format!("{METHODS}/{card}");
    let form = [
        ("billing_details[name]", "J"),
        ("billing_details[address][city]", "Berlin"),
        ("card[exp_month]", "6"),
        ("card[exp_year]", "2045"),
        ("allow_redisplay", "always"),
        ("metadata[a]", "b"),
    ];
    let changed = shop.post(&path, &form).await.ok();
    assert_eq!(
        (&changed["card"]["exp_month"], &changed["card"]["exp_year"]),
        (&6.into(), &2045.into())
    );
    assert_eq!(
        (&changed["allow_redisplay"], &changed["metadata"]["a"]),
        (&"always".into(), &"b".into())
    );
    let kept = shop
        .post(&path, &[("billing_details[address][line1]", "Hauptstr. 1")])
        .await
        .ok();
    assert_eq!(kept["billing_details"]["address"]["city"], "Berlin");
    assert_eq!(kept["billing_details"]["name"], "J");
    let past = shop.post(&path, &[("card[exp_year]", "2001")]).await;
    past.refused(
        402,
        "invalid_expiry_year",
        "exp_year",
        "Your card's expiration year is invalid.",
    );
    assert_eq!(shop.get(&path, &[]).await.ok(), kept);
}

async fn without_a_customer_the_list_is_empty(shop: Shop) {
    let customer = shop.customer().await;
    let card = shop.saved_card(&customer, "pm_card_visa").await;
    assert_eq!(shop.get(METHODS, &[]).await.ok()["data"], json!([]));
    let list = shop
        .get(METHODS, &[("customer", &customer), ("type", "card")])
        .await
        .ok();
    assert_eq!(
        (&list["data"][0]["id"], &list["url"]),
        (&card.as_str().into(), &METHODS.into())
    );
    let list = shop
        .get(METHODS, &[("customer", &customer), ("type", "sepa_debit")])
        .await
        .ok();
    assert_eq!(list["data"], json!([]));
}

async fn a_magic_id_is_new_each_time(shop: Shop) {
    let customer = shop.customer().await;
    let first = shop.saved_card(&customer, "pm_card_visa").await;
    let second = shop.saved_card(&customer, "pm_card_visa").await;
    assert_ne!(first, second);
    assert!(first.starts_with("pm_1") && second.starts_with("pm_1"));
    let missing = shop.get("/v1/payment_methods/pm_card_VISA", &[]).await;
    missing.refused(
        404,
        "resource_missing",
        "payment_method",
        "No such PaymentMethod: 'pm_card_VISA'",
    );
}

async fn fingerprints_tell_cards_apart_within_an_account(shop: Shop) {
    let print = async |shop: &Shop, card: &str| {
        let method = shop.get(&format!("{METHODS}/{card}"), &[]).await.ok();
        text(&method["card"]["fingerprint"]).to_owned()
    };
    let visa = print(&shop, "pm_card_visa").await;
    assert_eq!(visa.len(), 16);
    assert_eq!(
        visa,
        print(&shop, "pm_card_us").await,
        "the same number under another name"
    );
    assert_ne!(visa, print(&shop, "pm_card_mastercard").await);
    assert_ne!(visa, print(&shop.open_another(&[]).await, "pm_card_visa").await);
    let form = [("type", "card"), ("card[token]", "tok_visa")];
    let token = shop.post(METHODS, &form).await.ok();
    assert_eq!(token["card"]["fingerprint"], visa.as_str());
}

async fn other_types_are_kept_as_they_are(shop: Shop) {
    let klarna = shop.post(METHODS, &[("type", "klarna")]).await.ok();
    assert_eq!(
        (&klarna["type"], &klarna["klarna"]["dob"]),
        (&"klarna".into(), &Value::Null)
    );
    assert!(klarna.get("card").is_none());
    let missing = shop.post(METHODS, &[("card[number]", "4242424242424242")]).await;
    missing.refused(400, "parameter_missing", "type", "Missing required param: type.");
}
