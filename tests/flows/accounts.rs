//! Accounts: one's own, those one made, and nobody else's.

use florin_flows::{Shop, flows};

flows![
    an_account_shows_what_it_was_made_with,
    its_maker_sees_and_uses_an_account,
    nobody_else_does,
];

async fn an_account_shows_what_it_was_made_with(shop: Shop) {
    let own = shop.get("/v1/account", &[]).await.ok();
    assert_eq!(own["id"], shop.account.as_str());
    assert_eq!(own["charges_enabled"], true);
    assert_eq!(
        (&own["country"], &own["default_currency"]),
        (&"US".into(), &"usd".into())
    );
    assert_eq!(own["settings"]["payouts"]["schedule"]["interval"], "daily");
    let by_id = shop.get(&format!("/v1/accounts/{}", shop.account), &[]).await.ok();
    assert_eq!(own, by_id);

    let german = shop
        .open_another(&[("country", "DE"), ("payout_interval", "weekly")])
        .await;
    let german = german.get("/v1/account", &[]).await.ok();
    assert_eq!(
        (&german["country"], &german["default_currency"]),
        (&"DE".into(), &"eur".into())
    );
    assert_eq!(german["settings"]["payouts"]["schedule"]["weekly_anchor"], "monday");
}

async fn its_maker_sees_and_uses_an_account(shop: Shop) {
    let other = shop.open_another(&[]).await;
    let seen = shop.get(&format!("/v1/accounts/{}", other.account), &[]).await.ok();
    assert_eq!(seen["id"], other.account.as_str());

    let acting = shop.with_header("stripe-account", &other.account);
    let reply = acting.post("/v1/customers", &[("email", "a@shop.test")]).await;
    assert_eq!(reply.header("stripe-account"), Some(other.account.as_str()));
    let customer = reply.ok_id();
    other.get(&format!("/v1/customers/{customer}"), &[]).await.ok();
    shop.get(&format!("/v1/customers/{customer}"), &[]).await.refused(
        404,
        "resource_missing",
        "id",
        &format!("No such customer: '{customer}'"),
    );
    assert_eq!(acting.get("/v1/account", &[]).await.ok()["id"], other.account.as_str());
}

async fn nobody_else_does(shop: Shop) {
    let other = shop.open_another(&[]).await;
    let masked = format!("sk_test_***{}", &other.secret[other.secret.len() - 4..]);
    let message = format!(
        "The provided key '{masked}' does not have access to account '{}' (or that account does not exist). \
         Application access may have been revoked.",
        shop.account
    );
    let asked = other.get(&format!("/v1/accounts/{}", shop.account), &[]).await;
    asked.refused(403, "account_invalid", "", &message);
    let acting = other.with_header("stripe-account", &shop.account);
    acting
        .get("/v1/customers", &[])
        .await
        .refused(403, "account_invalid", "", &message);
    acting
        .get("/v1/account", &[])
        .await
        .refused(403, "account_invalid", "", &message);
}
