//! The demo shop: customers and payments to look at, made by the same calls that a merchant would make.

use std::sync::Arc;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Method};
use serde_json::Value;
use wire::pipeline::Incoming;

use crate::server::{Shared, route};

const CUSTOMERS: &[&str] = &[
    "name=Jenny Rosen&email=jenny@example.com",
    "name=Jan Kowalski&email=jan@example.com&preferred_locales[]=pl",
    "name=Mia Schmidt&email=mia@example.com&preferred_locales[]=de",
];

/// What they buy: amount, currency, card, and further parameters.
const PAYMENTS: &[(&str, &str, &str, &str)] = &[
    ("4200", "usd", "pm_card_visa", "description=Two tickets"),
    ("1999", "eur", "pm_card_mastercard", "description=A book"),
    (
        "12000",
        "usd",
        "pm_card_amex",
        "description=A chair&capture_method=manual",
    ),
    (
        "2500",
        "usd",
        "pm_card_visa_chargeDeclined",
        "description=Declined by the bank",
    ),
    (
        "7900",
        "eur",
        "pm_card_threeDSecure2Required",
        "description=Waits for 3-D Secure",
    ),
];

const ONCE: &str =
    "confirm=true&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never";

/// Fills the account of a key. What fails is logged: the server is none the worse for it.
pub async fn fill(shared: &Arc<Shared>, secret_key: &str) {
    let shop = Shop { shared, secret_key };
    let mut customers = Vec::new();
    for form in CUSTOMERS {
        customers.extend(shop.post("/v1/customers", form.to_string()).await);
    }
    let mut first = None;
    for (number, (amount, currency, card, more)) in PAYMENTS.iter().enumerate() {
        let customer = customers
            .get(number % CUSTOMERS.len())
            .map(|id| format!("&customer={id}"))
            .unwrap_or_default();
        let form = format!("amount={amount}&currency={currency}&payment_method={card}&{ONCE}&{more}{customer}");
        let made = shop.post("/v1/payment_intents", form).await;
        first = first.or(made);
    }
    if let Some(payment) = first {
        shop.post("/v1/refunds", format!("payment_intent={payment}&amount=1200"))
            .await;
    }
    tracing::info!("the demo shop is open");
}

struct Shop<'a> {
    shared: &'a Arc<Shared>,
    secret_key: &'a str,
}

impl Shop<'_> {
    /// The id of what was made. A declined payment has none, and is part of the demo.
    async fn post(&self, path: &str, form: String) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(
            AUTHORIZATION,
            HeaderValue::from_str(&format!("Bearer {}", self.secret_key)).ok()?,
        );
        let incoming = Incoming {
            method: Method::POST,
            path: path.to_owned(),
            query: None,
            headers,
            body: Bytes::from(form.replace(' ', "+")),
        };
        let reply = route(self.shared, incoming).await;
        if reply.status.is_server_error() || reply.status.as_u16() == 400 {
            tracing::warn!(path, status = reply.status.as_u16(), "the demo shop is not complete");
        }
        let body: Value = serde_json::from_slice(&reply.body).ok()?;
        body.get("id").and_then(Value::as_str).map(str::to_owned)
    }
}
