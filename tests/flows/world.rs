//! An account with one object of each kind, for tests that call every operation.

use std::collections::HashMap;

use florin_flows::{Shop, text};
use serde_json::{Value, json};
use wire::operation::Operation;

/// One object of each kind, by the path that leads to it.
pub struct World(HashMap<&'static str, String>);

/// The id of what a list has about a payment.
async fn only_one(shop: &Shop, list: &str, intent: &Value) -> String {
    let query = [("payment_intent", text(&intent["id"]))];
    let list = shop.get(list, &query).await.ok();
    text(&list["data"][0]["id"]).to_owned()
}

impl World {
    pub async fn make(shop: &Shop) -> World {
        let customer = shop.customer().await;
        let method = shop.saved_card(&customer, "pm_card_visa").await;
        let paid = shop.pay("pm_card_visa", &[("capture_method", "automatic")]).await.ok();
        let charge = text(&paid["latest_charge"]).to_owned();
        let transaction = shop.get(&format!("/v1/charges/{charge}"), &[]).await.ok();
        let refund = shop
            .post("/v1/refunds", &[("charge", &charge), ("amount", "100")])
            .await
            .ok_id();
        let intent = shop
            .post("/v1/payment_intents", &[("amount", "2000"), ("currency", "usd")])
            .await
            .ok_id();
        let vat = [("type", "eu_vat"), ("value", "DE123456789")];
        let tax_id = shop
            .post(&format!("/v1/customers/{customer}/tax_ids"), &vat)
            .await
            .ok_id();
        let agreed = [
            ("payment_method", "pm_card_visa"),
            ("confirm", "true"),
            ("return_url", "https://shop.test/done"),
            ("mandate_data[customer_acceptance][type]", "offline"),
        ];
        let agreed = shop.post("/v1/setup_intents", &agreed).await.ok();
        let disputed = shop.pay("pm_card_createDispute", &[]).await.ok();
        let dispute = only_one(shop, "/v1/disputes", &disputed).await;
        let warned = shop.pay("pm_card_createIssuerFraudRecord", &[]).await.ok();
        let warning = only_one(shop, "/v1/radar/early_fraud_warnings", &warned).await;
        shop.control("radar", json!({"review_elevated_risk": true})).await;
        let reviewed = shop.pay("pm_card_riskLevelElevated", &[]).await.ok();
        let token = [("payment_method", "pm_card_visa")];
        let hook = [("url", "https://shop.test/hook"), ("enabled_events[]", "*")];
        World(HashMap::from([
            ("accounts", shop.account.clone()),
            (
                "balance_transactions",
                text(&transaction["balance_transaction"]).to_owned(),
            ),
            ("history", text(&transaction["balance_transaction"]).to_owned()),
            ("charges", charge),
            (
                "confirmation_tokens",
                shop.post("/v1/test_helpers/confirmation_tokens", &token).await.ok_id(),
            ),
            ("customers", customer),
            ("disputes", dispute),
            ("early_fraud_warnings", warning),
            ("reviews", text(&reviewed["review"]).to_owned()),
            ("events", text(&shop.event_objects().await[0]["id"]).to_owned()),
            ("mandates", text(&agreed["mandate"]).to_owned()),
            ("payment_intents", intent),
            (
                "payment_method_configurations",
                shop.post("/v1/payment_method_configurations", &[]).await.ok_id(),
            ),
            ("payment_methods", method),
            ("refunds", refund),
            ("setup_intents", shop.post("/v1/setup_intents", &[]).await.ok_id()),
            ("tax_ids", tax_id),
            ("tokens", shop.post("/v1/tokens", &[("card", "tok_visa")]).await.ok_id()),
            (
                "webhook_endpoints",
                shop.post("/v1/webhook_endpoints", &hook).await.ok_id(),
            ),
        ]))
    }

    /// The operation's path, with `part` where the template has a name.
    pub fn path(template: &str, part: impl Fn(&str) -> String) -> String {
        let mut before = "";
        let parts = template.split('/').map(|segment| {
            let shown = match segment.starts_with('{') {
                true => part(before),
                false => segment.to_owned(),
            };
            before = segment;
            shown
        });
        parts.collect::<Vec<_>>().join("/")
    }

    pub fn real_path(&self, template: &str) -> String {
        let known = |kind: &str| {
            self.0
                .get(kind)
                .unwrap_or_else(|| panic!("the world has no {kind}"))
                .clone()
        };
        World::path(template, known)
    }

    /// Parameters with which the operation does something.
    pub fn form(&self, operation: &Operation) -> Vec<(String, String)> {
        let card = || {
            vec![
                ("payment_method", "pm_card_visa"),
                ("return_url", "https://shop.test/done"),
            ]
        };
        let customer = self.0["customers"].as_str();
        let form = match operation.name().as_str() {
            "GET /v1/elements/sessions" => vec![("type", "deferred_intent"), ("deferred_intent[mode]", "setup")],
            "POST /v1/elements/payment_methods/{id}" | "POST /v1/elements/payment_methods/{id}/detach" => {
                vec![("customer_session_client_secret", "cuss_secret_none")]
            }
            "POST /v1/3ds2/authenticate" | "POST /v1/3ds2/challenge_complete" => vec![("source", "payatt_1")],
            "POST /v1/confirmation_tokens" => vec![("payment_method", "pm_card_visa")],
            "POST /v1/customer_sessions" => {
                vec![("customer", customer), ("components[payment_element][enabled]", "true")]
            }
            "POST /v1/elements/bank_accounts" => vec![("account", "success")],
            "POST /v1/payment_intents" => vec![("amount", "2000"), ("currency", "usd")],
            "POST /v1/payment_intents/{id}/confirm" | "POST /v1/setup_intents/{id}/confirm" => card(),
            "POST /v1/payment_intents/{id}/increment_authorization" => vec![("amount", "3000")],
            "POST /v1/payment_methods" => vec![("type", "card"), ("card[token]", "tok_visa")],
            "POST /v1/payment_methods/{id}/attach" => vec![("customer", customer)],
            "POST /v1/refunds" => vec![("charge", self.0["charges"].as_str()), ("amount", "1")],
            "POST /v1/charges/{id}/refund" | "POST /v1/charges/{id}/refunds" => vec![("amount", "1")],
            "POST /v1/test_helpers/confirmation_tokens" => vec![("payment_method", "pm_card_visa")],
            "POST /v1/tax_ids" | "POST /v1/customers/{id}/tax_ids" => {
                vec![("type", "gb_vat"), ("value", "GB123456789")]
            }
            "POST /v1/tokens" => vec![("card", "tok_visa")],
            "POST /v1/webhook_endpoints" => vec![("url", "https://shop.test/hook"), ("enabled_events[]", "*")],
            "GET /v1/setup_attempts" => vec![("setup_intent", self.0["setup_intents"].as_str())],
            _ => Vec::new(),
        };
        form.into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }
}
