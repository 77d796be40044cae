//! Setup attempts: what each confirmation of a setup intent came to.

use florin_flows::{Shop, flows, text};

flows![attempts_are_listed];

const SETUPS: &str = "/v1/setup_intents";
const DONE: (&str, &str) = ("return_url", "https://shop.test/done");

async fn attempts_are_listed(shop: Shop) {
    let form = [("payment_method", "pm_card_chargeDeclined"), ("confirm", "true"), DONE];
    let error = shop.post(SETUPS, &form).await.error(402);
    let id = text(&error["setup_intent"]["id"]).to_owned();
    let form = [("payment_method", "pm_card_visa"), DONE];
    shop.post(&format!("{SETUPS}/{id}/confirm"), &form).await.ok();
    let attempts = shop.get("/v1/setup_attempts", &[("setup_intent", &id)]).await.ok();
    let statuses: Vec<&str> = attempts["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|attempt| text(&attempt["status"]))
        .collect();
    assert_eq!(statuses, ["succeeded", "failed"]);
    assert_eq!(attempts["data"][1]["setup_error"]["code"], "card_declined");
    let missing = shop.get("/v1/setup_attempts", &[]).await;
    missing.refused(
        400,
        "parameter_missing",
        "setup_intent",
        "Missing required param: setup_intent.",
    );
}
