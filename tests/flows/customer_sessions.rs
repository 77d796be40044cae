//! Customer sessions: what a browser may do with a customer's saved methods.

use florin_flows::{Shop, flows, stable, text};

flows![
    a_session_shows_every_component,
    features_are_kept_as_they_were_asked_for,
    a_session_needs_a_customer_and_a_component,
];

const SESSIONS: &str = "/v1/customer_sessions";

async fn a_session_shows_every_component(shop: Shop) {
    let customer = shop.customer().await;
    let form = [
        ("customer", customer.as_str()),
        ("components[payment_element][enabled]", "true"),
    ];
    let session = shop.post(SESSIONS, &form).await.ok();
    insta::assert_json_snapshot!("customer_session", stable(&session));
    let lifetime = session["expires_at"].as_i64().zip(session["created"].as_i64());
    assert_eq!(lifetime.map(|(expires, created)| expires - created), Some(1_800));
    assert!(text(&session["client_secret"]).starts_with("cuss_secret_"));

    let expanded = shop
        .post(SESSIONS, &[form[0], form[1], ("expand[]", "customer")])
        .await
        .ok();
    assert_eq!(expanded["customer"]["id"], customer.as_str());
}

async fn features_are_kept_as_they_were_asked_for(shop: Shop) {
    let customer = shop.customer().await;
    let prefix = "components[payment_element][features]";
    let session = shop
        .post(
            SESSIONS,
            &[
                ("customer", &customer),
                ("components[payment_element][enabled]", "true"),
                (&format!("{prefix}[payment_method_allow_redisplay_filters][]"), "always"),
                (
                    &format!("{prefix}[payment_method_allow_redisplay_filters][]"),
                    "limited",
                ),
                (&format!("{prefix}[payment_method_redisplay]"), "enabled"),
                (&format!("{prefix}[payment_method_redisplay_limit]"), "10"),
                (&format!("{prefix}[payment_method_save]"), "enabled"),
                (&format!("{prefix}[payment_method_save_usage]"), "off_session"),
                ("components[customer_sheet][enabled]", "true"),
                ("components[pricing_table][enabled]", "true"),
            ],
        )
        .await
        .ok();
    let features = &session["components"]["payment_element"]["features"];
    assert_eq!(features["payment_method_redisplay_limit"], 10);
    assert_eq!(features["payment_method_save_usage"], "off_session");
    assert_eq!(features["payment_method_remove"], "disabled");
    assert_eq!(
        features["payment_method_allow_redisplay_filters"],
        serde_json::json!(["always", "limited"])
    );
    let sheet = &session["components"]["customer_sheet"];
    assert_eq!(sheet["features"]["payment_method_remove"], "disabled");
    assert_eq!(session["components"]["pricing_table"]["enabled"], true);
    assert_eq!(session["components"]["buy_button"]["enabled"], false);
}

async fn a_session_needs_a_customer_and_a_component(shop: Shop) {
    let customer = shop.customer().await;
    let element = ("components[payment_element][enabled]", "true");
    let refused = shop.post(SESSIONS, &[element]).await;
    refused.refused(
        400,
        "parameter_missing",
        "customer",
        "Missing required param: customer.",
    );
    let refused = shop
        .post(SESSIONS, &[("customer", "cus_00000000000000"), element])
        .await;
    let message = "No such customer: 'cus_00000000000000'";
    refused.refused(400, "resource_missing", "customer", message);
    let refused = shop.post(SESSIONS, &[("customer", &customer)]).await;
    refused.refused(
        400,
        "parameter_missing",
        "components",
        "Missing required param: components.",
    );
    let off = ("components[payment_element][enabled]", "false");
    let refused = shop.post(SESSIONS, &[("customer", &customer), off]).await;
    refused.refused(400, "", "components", "At least one component must be enabled.");
    let limit = "components[payment_element][features][payment_method_redisplay_limit]";
    for (given, message) in [
        ("0", "This value must be greater than or equal to 1."),
        ("11", "This value must be less than or equal to 10."),
    ] {
        let refused = shop
            .post(SESSIONS, &[("customer", &customer), element, (limit, given)])
            .await;
        refused.refused(400, "parameter_invalid_integer", limit, message);
    }
}
