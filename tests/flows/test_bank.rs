//! Redirects and their page: there and back, and what they leave for later debits.

use acquiring::methods;
use florin_flows::{Shop, flows, text};

use crate::ways::{begin_set_up, charge_of, events_of, form, page_of, paid_with, pay, read};

flows![
    a_redirect_tells_its_events_in_order,
    a_page_leads_back_once,
    a_redirect_leaves_an_account_for_later,
    a_redirect_is_set_up,
];

async fn a_redirect_tells_its_events_in_order(shop: Shop) {
    let paid = paid_with(&shop, "ideal", &[]).await.ok();
    shop.press(&page_of(&paid), "authorize").await;
    shop.later().await;
    assert_eq!(
        events_of(&shop).await,
        "payment_intent.created payment_intent.requires_action payment_intent.succeeded charge.succeeded charge.updated"
    );
    let other = shop.open_another(&[]).await;
    let failed = paid_with(&other, "ideal", &[]).await.ok();
    other.press(&page_of(&failed), "fail").await;
    assert_eq!(
        events_of(&other).await,
        "payment_intent.created payment_intent.requires_action charge.failed payment_intent.payment_failed"
    );
}

async fn a_page_leads_back_once(shop: Shop) {
    let intent = paid_with(&shop, "ideal", &[]).await.ok();
    let page = page_of(&intent);
    let shown = shop.open_page(&page).await.body;
    assert!(
        shown.contains("iDEAL") && shown.contains("€20.00") && shown.contains("lang=\"de\""),
        "{shown}"
    );
    let back = shop.press(&page, "authorize").await;
    let (id, secret) = (text(&intent["id"]), text(&intent["client_secret"]));
    let expected = format!(
        "https://shop.test/done?order=7&payment_intent={id}&payment_intent_client_secret={secret}&redirect_status=succeeded#top"
    );
    assert_eq!(back.header("location"), Some(expected.as_str()));
    shop.press(&page, "fail").await;
    assert_eq!(read(&shop, &intent).await["status"], "succeeded");
    assert!(shop.open_page(&page).await.body.contains("Nothing to do"));
    let delayed = paid_with(&shop, "sofort", &[]).await.ok();
    let back = shop.press(&page_of(&delayed), "authorize").await;
    assert!(
        back.header("location")
            .is_some_and(|url| url.contains("redirect_status=pending"))
    );
    assert_eq!(read(&shop, &delayed).await["status"], "processing");
}

async fn a_redirect_leaves_an_account_for_later(shop: Shop) {
    let customer = shop.customer().await;
    for (name, email, status) in [
        ("ideal", "jenny@shop.test", "succeeded"),
        (
            "bancontact",
            "generatedSepaDebitIntentsFail@example.com",
            "requires_payment_method",
        ),
    ] {
        let method = methods::named(name).unwrap();
        let more = [("customer", customer.as_str()), ("setup_future_usage", "off_session")];
        let intent = pay(&shop, &form(method, email, ""), &more).await.ok();
        shop.press(&page_of(&intent), "authorize").await;
        let paid = read(&shop, &intent).await;
        assert_eq!(paid["status"], "succeeded", "{paid}");
        let details = &charge_of(&shop, &paid).await["payment_method_details"][name];
        let account = text(&details["generated_sepa_debit"]).to_owned();
        assert!(text(&details["generated_sepa_debit_mandate"]).starts_with("mandate_"));
        let saved = shop.get(&format!("/v1/payment_methods/{account}"), &[]).await.ok();
        assert_eq!(
            (&saved["type"], &saved["customer"]),
            (&"sepa_debit".into(), &customer.as_str().into())
        );
        assert_eq!(saved["sepa_debit"]["generated_from"]["charge"], paid["latest_charge"]);
        let later = [("customer", customer.as_str()), ("off_session", "true")];
        let debited = shop
            .post(
                "/v1/payment_intents",
                &[
                    &[
                        ("amount", "2000"),
                        ("currency", "eur"),
                        ("payment_method", account.as_str()),
                        ("allowed_payment_method_types[]", "sepa_debit"),
                        ("confirm", "true"),
                    ][..],
                    &later[..],
                ]
                .concat(),
            )
            .await
            .ok();
        assert_eq!(debited["status"], "processing");
        shop.advance("10s").await;
        assert_eq!(read(&shop, &debited).await["status"], status, "{name}");
    }
}

async fn a_redirect_is_set_up(shop: Shop) {
    let customer = shop.customer().await;
    for name in ["ideal", "bancontact", "sofort", "paypal"] {
        let german = shop.open_another(&[("country", "DE")]).await;
        let (shop, customer) = match name {
            "paypal" => (&german, german.customer().await),
            _ => (&shop, customer.clone()),
        };
        let intent = begin_set_up(shop, name, &customer).await;
        let back = shop.press(&page_of(&intent), "authorize").await;
        assert!(
            back.header("location")
                .is_some_and(|url| url.contains("setup_intent=") && url.contains("redirect_status=succeeded"))
        );
        let done = read(shop, &intent).await;
        assert_eq!(done["status"], "succeeded", "{name}");
        let path = format!("/v1/customers/{customer}/payment_methods");
        let saved = shop.get(&path, &[]).await.ok();
        let kind = if name == "paypal" { "paypal" } else { "sepa_debit" };
        assert_eq!(saved["data"][0]["type"], kind, "{name}");
        let attempts = shop
            .get("/v1/setup_attempts", &[("setup_intent", text(&done["id"]))])
            .await
            .ok();
        let details = &attempts["data"][0]["payment_method_details"];
        assert_eq!(details["type"], name);
        if kind == "sepa_debit" {
            assert_eq!(details[name]["generated_sepa_debit"], saved["data"][0]["id"]);
        }
        let failed = begin_set_up(shop, name, &customer).await;
        shop.press(&page_of(&failed), "fail").await;
        let failed = read(shop, &failed).await;
        assert_eq!(
            failed["last_setup_error"]["code"],
            "setup_intent_authentication_failure"
        );
    }
}
