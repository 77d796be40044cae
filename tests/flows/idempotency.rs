//! The same key, the same answer: whatever happened, however often, at once or later.

use florin_flows::{Shop, flows, text};
use futures::future::join_all;

flows![
    an_answer_is_replayed_byte_for_byte,
    a_decline_is_replayed_too,
    other_parameters_are_refused,
    what_never_ran_is_not_kept,
    of_many_at_once_one_pays,
    a_key_is_one_accounts,
    keys_have_a_length,
    a_key_is_free_again_after_a_day,
];

const PAY: [(&str, &str); 5] = [
    ("amount", "2000"),
    ("currency", "usd"),
    ("payment_method", "pm_card_visa"),
    ("confirm", "true"),
    ("return_url", "https://shop.test/done"),
];

async fn count(shop: &Shop, path: &str) -> usize {
    let list = shop.get(path, &[("limit", "100")]).await.ok();
    list["data"].as_array().map_or(0, Vec::len)
}

async fn an_answer_is_replayed_byte_for_byte(shop: Shop) {
    let twice = shop.idempotent("order-1");
    let first = twice.post("/v1/payment_intents", &PAY).await;
    let request = first.header("request-id").map(str::to_owned);
    assert_eq!(first.header("original-request").map(str::to_owned), request);
    assert_eq!(
        (first.header("idempotency-key"), first.header("idempotent-replayed")),
        (Some("order-1"), None)
    );
    // What became of it since does not show.
    let intent = first.ok_id();
    shop.post(&format!("/v1/payment_intents/{intent}"), &[("description", "later")])
        .await
        .ok();
    let mut reordered = PAY;
    reordered.reverse();
    for form in [PAY, reordered] {
        let again = twice.post("/v1/payment_intents", &form).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body));
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!(again.header("original-request").map(str::to_owned), request);
        assert_ne!(again.header("request-id").map(str::to_owned), request);
    }
    assert_eq!(count(&shop, "/v1/charges").await, 1);
    // Without the key it is another payment.
    shop.post("/v1/payment_intents", &PAY).await.ok();
    assert_eq!(count(&shop, "/v1/charges").await, 2);
}

async fn a_decline_is_replayed_too(shop: Shop) {
    let mut form = PAY;
    form[2].1 = "pm_card_chargeDeclined";
    let twice = shop.idempotent("order-2");
    let first = twice.post("/v1/payment_intents", &form).await;
    first.error(402);
    let again = twice.post("/v1/payment_intents", &form).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!(count(&shop, "/v1/charges").await, 1);
}

async fn other_parameters_are_refused(shop: Shop) {
    let twice = shop.idempotent("order-3");
    let intent = twice.post("/v1/payment_intents", &PAY).await.ok_id();
    let message = "Keys for idempotent requests can only be used with the same parameters they were first used with. Try \
                   using a key other than 'order-3' if you meant to execute a different request.";
    let mut other = PAY;
    other[0].1 = "2001";
    let refused = twice.post("/v1/payment_intents", &other).await;
    let error = refused.refused(400, "", "", message);
    assert_eq!(error["type"], "idempotency_error");
    let elsewhere = twice.post("/v1/customers", &[]).await;
    elsewhere.refused(400, "", "", message);
    let path = format!("/v1/payment_intents/{intent}");
    twice
        .post(&path, &[("description", "x")])
        .await
        .refused(400, "", "", message);
    // Reading is not protected, so a key there means nothing.
    twice.get(&path, &[]).await.ok();
}

async fn what_never_ran_is_not_kept(shop: Shop) {
    let twice = shop.idempotent("order-4");
    let wrong = twice
        .post("/v1/payment_intents", &[("amount", "ten"), ("currency", "usd")])
        .await;
    wrong.error(400);
    twice
        .post("/v1/payment_intents", &[("currency", "usd")])
        .await
        .error(400);
    twice
        .post(
            "/v1/payment_intents",
            &[("amount", "2000"), ("currency", "usd"), ("nonsense", "1")],
        )
        .await
        .error(400);
    twice.without_key().post("/v1/payment_intents", &PAY).await.error(401);
    let right = twice.post("/v1/payment_intents", &PAY).await;
    assert_eq!(right.ok()["status"], "succeeded");
    assert_eq!(right.header("idempotent-replayed"), None);
}

async fn of_many_at_once_one_pays(shop: Shop) {
    let twice = shop.idempotent("order-5");
    let replies = join_all((0..20).map(|_| twice.post("/v1/payment_intents", &PAY))).await;
    let (paid, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
    assert!(!paid.is_empty());
    assert!(paid.iter().all(|reply| reply.body == paid[0].body));
    let message = "There is currently another in-progress request using this Idempotent Key (that probably means you \
                   submitted twice, and the other request is still going through): order-5. Please try again later.";
    for reply in refused {
        let error = reply.refused(409, "idempotency_key_in_use", "", message);
        assert_eq!(error["type"], "idempotency_error");
        assert_eq!(reply.header("stripe-should-retry"), Some("true"));
    }
    assert_eq!(count(&shop, "/v1/charges").await, 1);
    assert_eq!(count(&shop, "/v1/payment_intents").await, 1);
}

async fn a_key_is_one_accounts(shop: Shop) {
    let other = shop.open_another(&[]).await;
    let first = shop
        .idempotent("order-6")
        .post("/v1/customers", &[("email", "a@shop.test")])
        .await
        .ok_id();
    let second = other
        .idempotent("order-6")
        .post("/v1/customers", &[("email", "b@shop.test")])
        .await
        .ok();
    assert_ne!(first, text(&second["id"]));
}

async fn keys_have_a_length(shop: Shop) {
    let message = "Idempotency Key must be a non-empty string.";
    for key in [String::new(), "k".repeat(256)] {
        shop.idempotent(&key)
            .post("/v1/customers", &[])
            .await
            .refused(400, "", "", message);
    }
    shop.idempotent(&"k".repeat(255)).post("/v1/customers", &[]).await.ok();
}

async fn a_key_is_free_again_after_a_day(shop: Shop) {
    let twice = shop.idempotent("order-1");
    let first = twice.post("/v1/payment_intents", &PAY).await;
    shop.advance("23h").await;
    let again = twice.post("/v1/payment_intents", &PAY).await;
    assert_eq!(again.body, first.body);
    twice
        .post("/v1/payment_intents", &[("amount", "1"), ("currency", "usd")])
        .await
        .error(400);
    shop.advance("61m").await;
    let anew = twice.post("/v1/payment_intents", &PAY).await;
    assert_eq!(anew.header("idempotent-replayed"), None);
    assert_ne!(anew.ok_id(), first.ok_id());
    // What the first one made is still there.
    assert_eq!(count(&shop, "/v1/charges").await, 2);
}
