//! Tax ids: of customers and of the account, and what becomes of them.

use florin_flows::{Shop, flows, stable, text};
use serde_json::{Value, json};

flows![
    a_customer_has_tax_ids,
    a_customer_is_made_with_tax_ids,
    the_tax_office_answers_later,
    an_account_has_tax_ids_too,
    what_a_tax_id_refuses,
];

async fn a_customer_has_tax_ids(shop: Shop) {
    let customer = shop.customer().await;
    let path = format!("/v1/customers/{customer}/tax_ids");
    let vat = [("type", "eu_vat"), ("value", "DE123456789")];
    let made = shop.post(&path, &vat).await.ok();
    insta::assert_json_snapshot!("tax_id", stable(&made));
    let one = format!("{path}/{}", text(&made["id"]));
    assert_eq!(shop.get(&one, &[]).await.ok(), made);
    let second = shop
        .post(&path, &[("type", "ch_vat"), ("value", "CHE-123.456.789")])
        .await
        .ok();
    assert_eq!(second["verification"]["status"], "unavailable");
    let list = shop.get(&path, &[]).await.ok();
    assert_eq!(
        list,
        json!({"object": "list", "data": [second, made], "has_more": false, "url": path})
    );
    let whole = shop
        .get(&format!("/v1/customers/{customer}"), &[("expand[]", "tax_ids")])
        .await
        .ok();
    assert_eq!(whole["tax_ids"], list);

    let other = shop.customer().await;
    let elsewhere = format!("/v1/customers/{other}/tax_ids/{}", text(&made["id"]));
    assert_eq!(shop.get(&elsewhere, &[]).await.error(404)["code"], "resource_missing");
    let gone = json!({"id": made["id"], "object": "tax_id", "deleted": true});
    assert_eq!(shop.delete(&one).await.ok(), gone);
    assert_eq!(shop.get(&path, &[]).await.ok()["data"], json!([second]));
    let events = shop.events().await;
    let events: Vec<&str> = events
        .iter()
        .map(String::as_str)
        .filter(|kind| kind.contains("tax_id"))
        .collect();
    assert_eq!(
        events,
        [
            "customer.tax_id.created",
            "customer.tax_id.created",
            "customer.tax_id.deleted"
        ]
    );
}

async fn a_customer_is_made_with_tax_ids(shop: Shop) {
    let form = [
        ("tax_id_data[0][type]", "eu_vat"),
        ("tax_id_data[0][value]", "FR12345678901"),
        ("tax_id_data[1][type]", "us_ein"),
        ("tax_id_data[1][value]", "12-3456789"),
        ("expand[]", "tax_ids"),
    ];
    let customer = shop.post("/v1/customers", &form).await.ok();
    let shown = |at: usize, field: &str| customer["tax_ids"]["data"][at][field].clone();
    assert_eq!((shown(0, "type"), shown(0, "country")), (json!("us_ein"), json!("US")));
    assert_eq!((shown(1, "type"), shown(1, "country")), (json!("eu_vat"), json!("FR")));
    assert_eq!(shown(0, "owner")["customer"], customer["id"]);
    assert_eq!(
        shop.events().await,
        ["customer.created", "customer.tax_id.created", "customer.tax_id.created"]
    );

    let wrong = [("tax_id_data[0][type]", "eu_vat"), ("tax_id_data[0][value]", "12")];
    shop.post("/v1/customers", &wrong).await.refused(
        400,
        "tax_id_invalid",
        "tax_id_data[0][value]",
        "Invalid value for eu_vat.",
    );
    let path = format!("/v1/customers/{}", text(&customer["id"]));
    shop.delete(&path).await.ok();
    let id = text(&customer["tax_ids"]["data"][0]["id"]);
    shop.get(&format!("/v1/tax_ids/{id}"), &[]).await.error(404);
}

async fn the_tax_office_answers_later(shop: Shop) {
    let customer = shop.customer().await;
    let path = format!("/v1/customers/{customer}/tax_ids");
    let mut made = Vec::new();
    for value in ["GB123456789", "GB111111111", "GB222222222"] {
        made.push(shop.post(&path, &[("type", "gb_vat"), ("value", value)]).await.ok_id());
    }
    shop.later().await;
    for (id, status) in made.iter().zip(["verified", "unverified", "pending"]) {
        let tax_id = shop.get(&format!("/v1/tax_ids/{id}"), &[]).await.ok();
        assert_eq!(tax_id["verification"]["status"], status, "{tax_id}");
    }
    let events = shop.event_objects().await;
    let updated: Vec<&Value> = events
        .iter()
        .filter(|event| event["type"] == "customer.tax_id.updated")
        .collect();
    let previous = json!({"verification": {"status": "pending"}});
    assert_eq!(updated.len(), 2);
    assert_eq!(updated[0]["data"]["previous_attributes"], previous);
}

async fn an_account_has_tax_ids_too(shop: Shop) {
    let own = shop
        .post("/v1/tax_ids", &[("type", "us_ein"), ("value", "12-3456789")])
        .await
        .ok();
    assert_eq!(own["owner"], json!({"customer_account": null, "type": "self"}));
    assert_eq!(own["customer"], Value::Null);
    let customer = shop.customer().await;
    let form = [
        ("type", "eu_vat"),
        ("value", "EL123456789"),
        ("owner[type]", "customer"),
        ("owner[customer]", customer.as_str()),
    ];
    let its = shop.post("/v1/tax_ids", &form).await.ok();
    assert_eq!((&its["customer"], &its["country"]), (&json!(customer), &json!("GR")));
    assert_eq!(shop.get("/v1/tax_ids", &[]).await.ok()["data"], json!([own]));
    let of_customer = [("owner[type]", "customer"), ("owner[customer]", customer.as_str())];
    assert_eq!(shop.get("/v1/tax_ids", &of_customer).await.ok()["data"], json!([its]));
    let path = format!("/v1/tax_ids/{}", text(&own["id"]));
    assert_eq!(shop.get(&path, &[]).await.ok(), own);
    assert_eq!(shop.delete(&path).await.ok()["deleted"], true);
    shop.get(&path, &[]).await.error(404);
}

async fn what_a_tax_id_refuses(shop: Shop) {
    let path = format!("/v1/customers/{}/tax_ids", shop.customer().await);
    for (kind, value) in [
        ("eu_vat", "US123456789"),
        ("gb_vat", "123456789"),
        ("us_ein", "1"),
        ("ch_vat", "💳"),
    ] {
        let message = format!("Invalid value for {kind}.");
        shop.post(&path, &[("type", kind), ("value", value)])
            .await
            .refused(400, "tax_id_invalid", "value", &message);
    }
    let vat = |number: usize| format!("DE12345678{number}");
    for number in 0..5 {
        shop.post(&path, &[("type", "eu_vat"), ("value", &vat(number))])
            .await
            .ok();
    }
    let sixth = shop.post(&path, &[("type", "eu_vat"), ("value", &vat(5))]).await;
    sixth.refused(400, "", "", "A customer can have at most 5 tax IDs.");
    let owners: [(&[(&str, &str)], &str); 4] = [
        (&[("owner[type]", "customer")], "owner[customer]"),
        (
            &[("owner[type]", "customer"), ("owner[customer]", "cus_none")],
            "owner[customer]",
        ),
        (
            &[("owner[type]", "self"), ("owner[customer]", "cus_none")],
            "owner[customer]",
        ),
        (&[("owner[type]", "application")], "owner[type]"),
    ];
    for (owner, param) in owners {
        let mut form = vec![("type", "us_ein"), ("value", "12-3456789")];
        form.extend_from_slice(owner);
        assert_eq!(
            shop.post("/v1/tax_ids", &form).await.error(400)["param"],
            param,
            "{owner:?}"
        );
    }
}
