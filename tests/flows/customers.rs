//! Customers: made, changed, listed, deleted; and their payment methods.

use florin_flows::{Shop, flows, stable, text};
use serde_json::{Value, json};

flows![
    a_customer_is_made_changed_and_read,
    metadata_is_merged_and_cleared,
    a_deleted_customer_stays_readable,
    the_default_must_be_the_customers_own,
    a_customers_methods_are_listed_and_read,
    customers_are_found_by_their_email,
    every_card_from_a_token_is_a_source,
    a_card_need_not_be_tried_before_it_is_saved,
    taxes_and_cash_are_shown_when_asked_for,
];

async fn a_customer_is_made_changed_and_read(shop: Shop) {
    let form = [
        ("name", "Jenny Rosen"),
        ("email", "jenny@shop.test"),
        ("phone", "+4930123456"),
        ("description", "the first"),
        ("address[line1]", "Hauptstr. 1"),
        ("address[city]", "Berlin"),
        ("address[country]", "DE"),
        ("shipping[name]", "Jenny"),
        ("shipping[address][line1]", "Nebenstr. 2"),
        ("preferred_locales[]", "de"),
        ("preferred_locales[]", "en"),
        ("tax_exempt", "none"),
        ("metadata[order]", "1"),
    ];
    let customer = shop.post("/v1/customers", &form).await.ok();
    insta::assert_json_snapshot!("customer", stable(&customer));
    let path = format!("/v1/customers/{}", text(&customer["id"]));
    assert_eq!(shop.get(&path, &[]).await.ok(), customer);

    let changed = shop
        .post(
            &path,
            &[("name", "Jenny R."), ("description", ""), ("address[city]", "Köln")],
        )
        .await
        .ok();
    assert_eq!(changed["name"], "Jenny R.");
    assert_eq!(changed["description"], Value::Null);
    assert_eq!(changed["address"]["city"], "Köln");
    assert_eq!(changed["email"], "jenny@shop.test");
    assert_eq!(shop.get(&path, &[]).await.ok(), changed);
}

async fn metadata_is_merged_and_cleared(shop: Shop) {
    let path = format!("/v1/customers/{}", shop.customer().await);
    let steps: &[(&[(&str, &str)], Value)] = &[
        (
            &[("metadata[a]", "1"), ("metadata[b]", "2")],
            json!({"a": "1", "b": "2"}),
        ),
        (&[("metadata[a]", "3")], json!({"a": "3", "b": "2"})),
        (&[("metadata[b]", "")], json!({"a": "3"})),
        (&[("metadata[c]", "4"), ("metadata[a]", "")], json!({"c": "4"})),
        (&[("metadata", "")], json!({})),
    ];
    for (form, expected) in steps {
        assert_eq!(shop.post(&path, form).await.ok()["metadata"], *expected, "{form:?}");
    }
    let refused = shop.post(&path, &[("metadata[k]", &"v".repeat(501))]).await.error(400);
    let message = "Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. \
                   Invalid value: vvv";
    assert!(text(&refused["message"]).starts_with(message), "{refused}");
    assert_eq!(refused["param"], "metadata[k]");
}

async fn a_deleted_customer_stays_readable(shop: Shop) {
    let customer = shop.customer().await;
    let method = shop.saved_card(&customer, "pm_card_visa").await;
    let path = format!("/v1/customers/{customer}");
    let deleted = json!({"id": customer, "object": "customer", "deleted": true});
    assert_eq!(shop.delete(&path).await.ok(), deleted);
    assert_eq!(shop.get(&path, &[]).await.ok(), deleted);

    let gone = format!("No such customer: '{customer}'");
    let again = shop.delete(&path).await;
    again.refused(404, "resource_missing", "id", &gone);
    let changed = shop.post(&path, &[("name", "x")]).await;
    changed.refused(404, "resource_missing", "id", &gone);
    let paid = shop.pay("pm_card_visa", &[("customer", &customer)]).await;
    paid.refused(400, "resource_missing", "customer", &gone);
    let method = shop.get(&format!("/v1/payment_methods/{method}"), &[]).await.ok();
    assert_eq!(method["customer"], Value::Null);
    let list = shop.get("/v1/customers", &[]).await.ok();
    assert_eq!(list["data"], json!([]));
}

async fn the_default_must_be_the_customers_own(shop: Shop) {
    let (customer, other) = (shop.customer().await, shop.customer().await);
    let own = shop.saved_card(&customer, "pm_card_visa").await;
    let others = shop.saved_card(&other, "pm_card_mastercard").await;
    let path = format!("/v1/customers/{customer}");
    let default = "invoice_settings[default_payment_method]";
    let refused = shop.post(&path, &[(default, &others)]).await;
    let message = format!(
        "The customer does not have a payment method with the ID {others}. The payment method must be attached to the customer."
    );
    refused.refused(400, "resource_missing", default, &message);
    let changed = shop.post(&path, &[(default, &own)]).await.ok();
    assert_eq!(changed["invoice_settings"]["default_payment_method"], own.as_str());
    let expanded = shop
        .get(&path, &[("expand[]", "invoice_settings.default_payment_method")])
        .await
        .ok();
    let brand = &expanded["invoice_settings"]["default_payment_method"]["card"]["brand"];
    assert_eq!(brand, "visa");

    // Both mentions of a magic id in one request mean the same new card.
    let form = [("payment_method", "pm_card_visa"), (default, "pm_card_visa")];
    let made = shop.post("/v1/customers", &form).await.ok();
    let methods = format!("/v1/customers/{}/payment_methods", text(&made["id"]));
    let methods = shop.get(&methods, &[]).await.ok();
    assert_eq!(methods["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        methods["data"][0]["id"],
        made["invoice_settings"]["default_payment_method"]
    );

    shop.post(&format!("/v1/payment_methods/{own}/detach"), &[]).await.ok();
    let after = shop.get(&path, &[]).await.ok();
    assert_eq!(after["invoice_settings"]["default_payment_method"], Value::Null);
}

async fn a_customers_methods_are_listed_and_read(shop: Shop) {
    let customer = shop.customer().await;
    let first = shop.saved_card(&customer, "pm_card_visa").await;
    let second = shop.saved_card(&customer, "pm_card_mastercard").await;
    let path = format!("/v1/customers/{customer}/payment_methods");
    let all = shop.get(&path, &[("type", "card")]).await.ok();
    assert_eq!(
        (&all["data"][0]["id"], &all["data"][1]["id"]),
        (&second.as_str().into(), &first.as_str().into())
    );
    assert_eq!(all["url"], path.as_str());
    let none = shop.get(&path, &[("allow_redisplay", "always")]).await.ok();
    assert_eq!(none["data"], json!([]));
    let one = shop.get(&format!("{path}/{first}"), &[]).await.ok();
    assert_eq!(one["card"]["last4"], "4242");
    let other = shop.customer().await;
    let missed = shop
        .get(&format!("/v1/customers/{other}/payment_methods/{first}"), &[])
        .await;
    missed.error(404);
}

async fn customers_are_found_by_their_email(shop: Shop) {
    let wanted = shop.post("/v1/customers", &[("email", "a@shop.test")]).await.ok_id();
    shop.post("/v1/customers", &[("email", "b@shop.test")]).await.ok();
    let found = shop.get("/v1/customers", &[("email", "a@shop.test")]).await.ok();
    assert_eq!(found["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(found["data"][0]["id"], wanted.as_str());
}

async fn every_card_from_a_token_is_a_source(shop: Shop) {
    let customer = shop.post("/v1/customers", &[("source", "tok_visa")]).await.ok();
    let path = format!("/v1/customers/{}", text(&customer["id"]));
    let first = text(&customer["default_source"]);
    assert!(first.starts_with("card_"), "{first}");
    shop.saved_card(text(&customer["id"]), "pm_card_amex").await;
    let changed = shop.post(&path, &[("source", "tok_mastercard")]).await.ok();
    let second = text(&changed["default_source"]);
    let expand = [("expand[]", "sources"), ("expand[]", "default_source")];
    let whole = shop.get(&path, &expand).await.ok();
    let sources = whole["sources"]["data"].as_array().expect("a list has data");
    let shown: Vec<_> = sources
        .iter()
        .map(|card| (text(&card["id"]), text(&card["object"]), text(&card["brand"])))
        .collect();
    assert_eq!(shown, [(second, "card", "MasterCard"), (first, "card", "Visa")]);
    assert_eq!(sources[0]["customer"], customer["id"]);
    assert_eq!(whole["default_source"], sources[0]);
    assert_eq!(whole["sources"]["url"], format!("{path}/sources"));
    let methods = shop.get(&format!("{path}/payment_methods"), &[]).await.ok();
    assert_eq!(
        methods["data"].as_array().map(Vec::len),
        Some(3),
        "sources are payment methods too"
    );
    let paid = shop.pay(first, &[("customer", text(&customer["id"]))]).await.ok();
    assert_eq!(paid["status"], "succeeded");
}

async fn a_card_need_not_be_tried_before_it_is_saved(shop: Shop) {
    let declined = [("source", "tok_chargeDeclined")];
    shop.post("/v1/customers", &declined).await.error(402);
    shop.post("/v1/customers", &[declined[0], ("validate", "true")])
        .await
        .error(402);
    let customer = shop
        .post("/v1/customers", &[declined[0], ("validate", "false")])
        .await
        .ok();
    assert!(text(&customer["default_source"]).starts_with("card_"));
    let path = format!("/v1/customers/{}", shop.customer().await);
    shop.post(&path, &declined).await.error(402);
    shop.post(&path, &[declined[0], ("validate", "false")]).await.ok();
}

async fn taxes_and_cash_are_shown_when_asked_for(shop: Shop) {
    let form = [
        ("address[country]", "DE"),
        ("address[state]", "BE"),
        ("tax[ip_address]", "203.0.113.7"),
        ("tax[validate_location]", "immediately"),
        ("cash_balance[settings][reconciliation_mode]", "manual"),
    ];
    let customer = shop.post("/v1/customers", &form).await.ok();
    assert!(
        customer.get("tax").is_none() && customer.get("cash_balance").is_none(),
        "{customer}"
    );
    let path = format!("/v1/customers/{}", text(&customer["id"]));
    let expand = [("expand[]", "tax"), ("expand[]", "cash_balance")];
    let whole = shop.get(&path, &expand).await.ok();
    let location = json!({"country": "DE", "source": "billing_address", "state": "BE"});
    assert_eq!(
        whole["tax"],
        json!({"automatic_tax": "not_collecting", "ip_address": "203.0.113.7", "location": location, "provider": "stripe"})
    );
    assert_eq!(
        whole["cash_balance"]["settings"],
        json!({"reconciliation_mode": "manual", "using_merchant_default": false})
    );
    assert_eq!(whole["cash_balance"]["available"], Value::Null);
    let form = [
        ("address", ""),
        ("tax[ip_address]", ""),
        ("cash_balance[settings][reconciliation_mode]", "merchant_default"),
        expand[0],
        expand[1],
    ];
    let changed = shop.post(&path, &form).await.ok();
    assert_eq!(
        changed["tax"],
        json!({"automatic_tax": "unrecognized_location", "ip_address": null, "location": null, "provider": "stripe"})
    );
    assert_eq!(changed["cash_balance"]["settings"]["using_merchant_default"], true);

    let unknown = shop
        .post(&path, &[("tax[validate_location]", "immediately")])
        .await
        .error(400);
    assert_eq!(unknown["code"], "customer_tax_location_invalid");
    let wrong = shop.post(&path, &[("tax[ip_address]", "here")]).await.error(400);
    assert_eq!(wrong["param"], "tax[ip_address]");
}
