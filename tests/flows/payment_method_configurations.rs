//! Payment method configurations: which payment methods an account offers.

use florin_flows::{Shop, flows, text};
use serde_json::{Value, json};

flows![
    an_account_has_a_default,
    a_configuration_is_made_changed_and_listed,
    a_child_follows_its_parent,
    what_a_configuration_refuses,
];

const PATH: &str = "/v1/payment_method_configurations";

async fn an_account_has_a_default(shop: Shop) {
    let list = shop.get(PATH, &[]).await.ok();
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1));
    let default = &list["data"][0];
    assert_eq!(
        (
            &default["is_default"],
            &default["active"],
            &default["name"],
            &default["parent"]
        ),
        (&json!(true), &json!(true), &json!("Default"), &Value::Null)
    );
    assert_eq!(
        default["card"],
        json!({"available": true, "display_preference": {"overridable": null, "preference": "on", "value": "on"}})
    );
    assert_eq!(default["zip"]["display_preference"]["value"], "off");
    assert_eq!(shop.get(PATH, &[]).await.ok(), list);
    let read = shop.get(&format!("{PATH}/{}", text(&default["id"])), &[]).await.ok();
    assert_eq!(read, *default);
    let other = shop.open_another(&[("country", "JP")]).await;
    let others = shop.get(PATH, &[]).await.ok();
    assert_eq!(others, list);
    let others = other.get(PATH, &[]).await.ok();
    assert_ne!(others["data"][0]["id"], default["id"]);
    let bank = &others["data"][0]["us_bank_account"];
    assert_eq!(
        (&bank["available"], &bank["display_preference"]["value"]),
        (&json!(false), &json!("on"))
    );
}

async fn a_configuration_is_made_changed_and_listed(shop: Shop) {
    let form = [
        ("name", "Late"),
        ("zip[display_preference][preference]", "on"),
        ("card[display_preference][preference]", "off"),
    ];
    let made = shop.post(PATH, &form).await.ok();
    assert_eq!((&made["is_default"], &made["name"]), (&json!(false), &json!("Late")));
    assert_eq!(made["zip"]["available"], true);
    assert_eq!(made["card"]["available"], false);
    let path = format!("{PATH}/{}", text(&made["id"]));
    let changed = shop
        .post(
            &path,
            &[("active", "false"), ("zip[display_preference][preference]", "off")],
        )
        .await
        .ok();
    assert_eq!(
        (&changed["active"], &changed["zip"]["available"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(shop.get(&path, &[]).await.ok(), changed);

    let ids = |list: &Value| -> Vec<String> {
        let data = list["data"].as_array().expect("a list");
        data.iter().map(|one| text(&one["id"]).to_owned()).collect()
    };
    let all = ids(&shop.get(PATH, &[]).await.ok());
    assert_eq!((all.len(), all[1].as_str()), (2, text(&made["id"])));
    assert_eq!(ids(&shop.get(PATH, &[("active", "true")]).await.ok()), all[..1]);
    let first = shop.get(PATH, &[("limit", "1")]).await.ok();
    assert_eq!((ids(&first), &first["has_more"]), (all[..1].to_vec(), &json!(true)));
    assert_eq!(
        ids(&shop.get(PATH, &[("starting_after", &all[0])]).await.ok()),
        all[1..]
    );
    assert_eq!(ids(&shop.get(PATH, &[("ending_before", &all[1])]).await.ok()), all[..1]);

    let form = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("payment_method_configuration", text(&made["id"])),
    ];
    let refused = shop.post("/v1/payment_intents", &form).await.error(400);
    assert_eq!(refused["param"], "payment_method_configuration");
}

async fn a_child_follows_its_parent(shop: Shop) {
    let parent = shop
        .post(
            PATH,
            &[("name", "Parent"), ("zip[display_preference][preference]", "on")],
        )
        .await
        .ok_id();
    let child = shop
        .post(
            PATH,
            &[("parent", &parent), ("card[display_preference][preference]", "off")],
        )
        .await
        .ok();
    assert_eq!(
        child["zip"],
        json!({"available": true, "display_preference": {"overridable": true, "preference": "none", "value": "on"}})
    );
    assert_eq!(
        (&child["card"]["available"], &child["parent"]),
        (&json!(false), &json!(parent))
    );
    let path = format!("{PATH}/{parent}");
    shop.post(&path, &[("zip[display_preference][preference]", "off")])
        .await
        .ok();
    let child = shop.get(&format!("{PATH}/{}", text(&child["id"])), &[]).await.ok();
    assert_eq!(child["zip"]["display_preference"]["value"], "off");
}

async fn what_a_configuration_refuses(shop: Shop) {
    shop.get(&format!("{PATH}/pmc_1"), &[]).await.error(404);
    let unknown = shop.post(PATH, &[("parent", "pmc_1")]).await.error(400);
    assert_eq!(
        (&unknown["code"], &unknown["param"]),
        (&json!("resource_missing"), &json!("parent"))
    );
    let parent = shop.post(PATH, &[]).await.ok_id();
    let child = shop.post(PATH, &[("parent", &parent)]).await.ok_id();
    assert_eq!(
        shop.post(PATH, &[("parent", &child)]).await.error(400)["param"],
        "parent"
    );
    let list = shop.get(PATH, &[]).await.ok();
    let default = format!("{PATH}/{}", text(&list["data"][0]["id"]));
    assert_eq!(
        shop.post(&default, &[("active", "false")]).await.error(400)["param"],
        "active"
    );
    shop.post(&default, &[("card[display_preference][preference]", "maybe")])
        .await
        .error(400);
}
