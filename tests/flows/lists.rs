//! Lists: newest first, in pages, both ways, within a time.

use florin_flows::{Shop, flows, text};
use serde_json::{Value, json};

flows![
    pages_go_both_ways,
    limits_are_clamped,
    created_bounds_a_list,
    cursors_must_name_something,
    empty_lists_are_lists,
];

const CUSTOMERS: &str = "/v1/customers";

fn ids(list: &Value) -> Vec<String> {
    let data = list["data"].as_array().expect("a list has data");
    data.iter().map(|item| text(&item["id"]).to_owned()).collect()
}

async fn some(shop: &Shop, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.insert(0, shop.customer().await);
    }
    ids
}

async fn pages_go_both_ways(shop: Shop) {
    let all = some(&shop, 7).await;
    let page = async |cursor: (&str, &str)| {
        let form = [("limit", "3"), cursor];
        let form = if cursor.0.is_empty() { &form[..1] } else { &form[..] };
        let list = shop.get(CUSTOMERS, form).await.ok();
        assert_eq!((&list["object"], &list["url"]), (&"list".into(), &CUSTOMERS.into()));
        (ids(&list), list["has_more"] == true)
    };
    assert_eq!(page(("", "")).await, (all[..3].to_vec(), true));
    assert_eq!(page(("starting_after", &all[2])).await, (all[3..6].to_vec(), true));
    assert_eq!(page(("starting_after", &all[5])).await, (all[6..].to_vec(), false));
    assert_eq!(
        page(("starting_after", &all[3])).await,
        (all[4..].to_vec(), false),
        "exactly to the end"
    );
    assert_eq!(page(("ending_before", &all[6])).await, (all[3..6].to_vec(), true));
    assert_eq!(page(("ending_before", &all[2])).await, (all[..2].to_vec(), false));
    assert_eq!(page(("ending_before", &all[0])).await, (Vec::new(), false));
}

async fn limits_are_clamped(shop: Shop) {
    some(&shop, 12).await;
    for (limit, expected) in [("0", 1), ("-3", 1), ("1", 1), ("11", 11), ("100", 12), ("1000", 12)] {
        let list = shop.get(CUSTOMERS, &[("limit", limit)]).await.ok();
        assert_eq!(ids(&list).len(), expected, "{limit}");
    }
    assert_eq!(ids(&shop.get(CUSTOMERS, &[]).await.ok()).len(), 10);
    let wrong = shop.get(CUSTOMERS, &[("limit", "ten")]).await;
    wrong.refused(400, "parameter_invalid_integer", "limit", "Invalid integer: ten");
}

async fn created_bounds_a_list(shop: Shop) {
    let old = shop.post(CUSTOMERS, &[]).await.ok();
    shop.advance("1h").await;
    let new = shop.post(CUSTOMERS, &[]).await.ok();
    let (then, now) = (old["created"].to_string(), new["created"].to_string());
    let (old, new) = (text(&old["id"]).to_owned(), text(&new["id"]).to_owned());
    let cases: [(&str, &str, &[&String]); 8] = [
        ("created", &then, &[&old]),
        ("created", &now, &[&new]),
        ("created[gt]", &then, &[&new]),
        ("created[gte]", &then, &[&new, &old]),
        ("created[lt]", &now, &[&old]),
        ("created[lte]", &now, &[&new, &old]),
        ("created[gt]", &now, &[]),
        ("created[lt]", &then, &[]),
    ];
    for (param, value, expected) in cases {
        let list = shop.get(CUSTOMERS, &[(param, value)]).await.ok();
        assert_eq!(ids(&list).iter().collect::<Vec<_>>(), expected, "{param} {value}");
    }
    let both = [("created[gte]", then.as_str()), ("created[lt]", now.as_str())];
    assert_eq!(ids(&shop.get(CUSTOMERS, &both).await.ok()), [old]);
    assert_eq!(
        shop.get(CUSTOMERS, &[("created", "yesterday")]).await.error(400)["param"],
        "created"
    );
}

async fn cursors_must_name_something(shop: Shop) {
    let customer = shop.customer().await;
    for param in ["starting_after", "ending_before"] {
        let reply = shop.get(CUSTOMERS, &[(param, "cus_nonsense")]).await;
        reply.refused(400, "resource_missing", param, "No such customer: 'cus_nonsense'");
    }
    let both = [
        ("starting_after", customer.as_str()),
        ("ending_before", customer.as_str()),
    ];
    let message = "Received both starting_after and ending_before parameters. Please pass in only one.";
    shop.get(CUSTOMERS, &both).await.refused(400, "", "", message);
    let other = shop.open_another(&[]).await;
    let theirs = other.get(CUSTOMERS, &[("starting_after", &customer)]).await;
    theirs.refused(
        400,
        "resource_missing",
        "starting_after",
        &format!("No such customer: '{customer}'"),
    );
}

async fn empty_lists_are_lists(shop: Shop) {
    for resource in ["customers", "payment_intents", "charges", "refunds", "setup_intents"] {
        let url = format!("/v1/{resource}");
        let list = shop.get(&url, &[]).await.ok();
        assert_eq!(
            list,
            json!({"object": "list", "data": [], "has_more": false, "url": url})
        );
    }
}
