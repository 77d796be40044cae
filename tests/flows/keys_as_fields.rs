//! Key, version and account as fields of a form, as browsers send them.

use florin_flows::{Shop, flows, text};

flows![browsers_may_send_the_key_as_a_field];

/// A form without headers of its own is sent by a browser at once; with them it would ask first.
async fn browsers_may_send_the_key_as_a_field(shop: Shop) {
    let page = shop.without_key();
    let card = [("type", "card"), ("card[token]", "tok_visa")];
    let key = ("key", shop.publishable.as_str());
    let made = page.post("/v1/payment_methods", &[card[0], card[1], key]).await;
    assert_eq!(made.ok()["type"], "card");
    assert_eq!(made.header("access-control-allow-origin"), Some("*"));

    let intent = shop
        .post("/v1/payment_intents", &[("amount", "2000"), ("currency", "usd")])
        .await
        .ok();
    let (path, secret) = (
        format!("/v1/payment_intents/{}", text(&intent["id"])),
        text(&intent["client_secret"]),
    );
    let older = ("_stripe_version", "2022-11-15");
    let read = page.get(&path, &[("client_secret", secret), key, older]).await;
    assert_eq!(read.ok()["id"], intent["id"]);
    assert_eq!(read.header("stripe-version"), Some("2022-11-15"));
    let other = shop.open_another(&[]).await;
    let foreign = page
        .get(&path, &[("client_secret", secret), ("key", &other.publishable)])
        .await;
    foreign.error(404);
    let acting = page
        .get(
            &path,
            &[("client_secret", secret), key, ("_stripe_account", &other.account)],
        )
        .await;
    assert_ne!(acting.status, 200);

    let message = "Only a publishable key may be sent in a URL. Send a secret key in the Authorization header, using \
                   Bearer auth, and roll this one: what stands in a URL is kept in logs.";
    page.get("/v1/customers", &[("key", &shop.secret)])
        .await
        .refused(401, "", "", message);
    page.post("/v1/customers", &[("key", &shop.secret)]).await.ok();
    page.post("/v1/customers", &[key]).await.refused(
        401,
        "secret_key_required",
        "",
        "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of \
         your API keys at https://dashboard.stripe.com/account/apikeys.",
    );
    page.post("/v1/customers", &[("key", "")]).await.error(401);
    // Beside a header it is a parameter like any other, and none of this operation.
    shop.post("/v1/customers", &[key]).await.error(400);
}
