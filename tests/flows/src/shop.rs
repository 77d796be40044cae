//! A merchant: an account with its keys, and the calls it makes.

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};

use crate::bodies;
use crate::reply::{Reply, text};
use crate::server::TestServer;

/// An account, a key to call with, and headers to send.
#[derive(Clone)]
pub struct Shop {
    pub server: Arc<TestServer>,
    pub account: String,
    pub secret: String,
    pub publishable: String,
    key: Option<String>,
    headers: Vec<(&'static str, String)>,
}

impl Shop {
    /// A new account, made by the server's first one.
    pub async fn open(server: &Arc<TestServer>, settings: &[(&str, &str)]) -> Shop {
        let first = Shop::first(server);
        first.open_another(settings).await
    }

    /// The account that the server made when it started.
    pub fn first(server: &Arc<TestServer>) -> Shop {
        Shop {
            server: server.clone(),
            account: server.account.clone(),
            secret: server.secret.clone(),
            publishable: server.publishable.clone(),
            key: Some(server.secret.clone()),
            headers: Vec::new(),
        }
    }

    /// A new account, made by this one.
    pub async fn open_another(&self, settings: &[(&str, &str)]) -> Shop {
        let asked = settings.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
        let asked = Value::Object(asked.collect());
        let made = self.control("accounts", asked).await;
        Shop {
            server: self.server.clone(),
            account: text(&made["id"]).to_owned(),
            secret: text(&made["secret_key"]).to_owned(),
            publishable: text(&made["publishable_key"]).to_owned(),
            key: Some(text(&made["secret_key"]).to_owned()),
            headers: Vec::new(),
        }
    }

    /// The same shop, calling as its web page does.
    pub fn browser(&self) -> Shop {
        self.with_key(&self.publishable)
    }

    pub fn with_key(&self, key: &str) -> Shop {
        let mut shop = self.clone();
        shop.key = Some(key.to_owned());
        shop
    }

    pub fn without_key(&self) -> Shop {
        let mut shop = self.clone();
        shop.key = None;
        shop
    }

    pub fn with_header(&self, name: &'static str, value: &str) -> Shop {
        let mut shop = self.clone();
        shop.headers.push((name, value.to_owned()));
        shop
    }

    /// The same shop, written for an older version of the API.
    pub fn version(&self, version: &str) -> Shop {
        self.with_header("stripe-version", version)
    }

    pub fn idempotent(&self, key: &str) -> Shop {
        self.with_header("idempotency-key", key)
    }

    pub async fn get(&self, path: &str, query: &[(&str, &str)]) -> Reply {
        self.send(Method::GET, path, &encode(query)).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        self.send(Method::POST, path, &encode(form)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, "").await
    }

    /// A call whose parameters are encoded already, or wrongly on purpose.
    pub async fn send(&self, method: Method, path: &str, form: &str) -> Reply {
        let in_query = method != Method::POST && !form.is_empty();
        let url = match in_query {
            true => format!("{}{path}?{form}", self.server.url),
            false => format!("{}{path}", self.server.url),
        };
        let mut request = self.server.client.request(method.clone(), url);
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if !in_query && !form.is_empty() {
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.to_owned());
        }
        let reply = Reply::read(&format!("{method} {path}"), request).await;
        // Browsers send key and version as fields.
        let newest = self.speaks_newest() && !form.contains("_stripe_version=");
        let publishable = self.key().starts_with("pk_") || form.contains("key=pk_");
        if newest && path.starts_with("/v1") && !is_private(path) {
            bodies::keep(&reply, publishable);
        }
        reply
    }

    fn speaks_newest(&self) -> bool {
        self.headers.iter().all(|(name, _)| *name != "stripe-version")
    }

    /// The key that it calls with.
    pub fn key(&self) -> &str {
        self.key.as_deref().unwrap_or_default()
    }

    /// `POST /_florin/…`
    pub async fn control(&self, call: &str, body: Value) -> Value {
        self.try_control(call, body).await.ok()
    }

    /// The same, whatever comes of it.
    pub async fn try_control(&self, call: &str, body: Value) -> Reply {
        let url = format!("{}/_florin/{call}", self.server.url);
        let request = self
            .server
            .client
            .post(url)
            .bearer_auth(&self.secret)
            .body(body.to_string());
        Reply::read(&format!("POST /_florin/{call}"), request).await
    }

    /// `GET /_florin/…`
    pub async fn control_state(&self, call: &str) -> Value {
        let url = format!("{}/_florin/{call}", self.server.url);
        let request = self.server.client.get(url).bearer_auth(&self.secret);
        Reply::read(&format!("GET /_florin/{call}"), request).await.ok()
    }

    /// Moves the account's clock: `30s`, `10m`, `12h`, `7d`.
    pub async fn advance(&self, span: &str) {
        self.control("time", json!({"advance": span})).await;
    }

    /// Until everything is done that the server does a little later.
    pub async fn later(&self) {
        self.advance("2h").await;
    }

    /// Opens a page as a browser without cookies.
    pub async fn open_page(&self, url: &str) -> Reply {
        Reply::read(&format!("GET {url}"), self.server.client.get(url)).await
    }

    /// Presses a button of a page's form.
    pub async fn press(&self, url: &str, button: &str) -> Reply {
        let form = self.server.client.post(url);
        let form = form.header("content-type", "application/x-www-form-urlencoded");
        Reply::read(&format!("POST {url}"), form.body(format!("outcome={button}"))).await
    }
}

/// What merchants do all the time.
impl Shop {
    /// The id of a new customer.
    pub async fn customer(&self) -> String {
        self.post("/v1/customers", &[("email", "jenny@shop.test")])
            .await
            .ok_id()
    }

    /// The id of a new payment method, saved by a customer.
    pub async fn saved_card(&self, customer: &str, card: &str) -> String {
        let path = format!("/v1/payment_methods/{card}/attach");
        self.post(&path, &[("customer", customer)]).await.ok_id()
    }

    /// A confirmed payment of 20 dollars: the answer, whatever it is.
    pub async fn pay(&self, card: &str, more: &[(&str, &str)]) -> Reply {
        let mut form = vec![
            ("amount", "2000"),
            ("currency", "usd"),
            ("payment_method", card),
            ("confirm", "true"),
            ("return_url", "https://shop.test/done"),
        ];
        form.extend_from_slice(more);
        self.post("/v1/payment_intents", &form).await
    }

    /// Nothing that the server has stored is wrong.
    pub async fn assert_sound(&self) {
        let findings = self.server.doctor().await;
        assert!(findings.is_empty(), "{findings:#?}");
    }

    /// The types of the account's events, oldest first.
    pub async fn events(&self) -> Vec<String> {
        let events = self.event_objects().await;
        events.iter().map(|event| text(&event["type"]).to_owned()).collect()
    }

    /// The account's events, oldest first.
    pub async fn event_objects(&self) -> Vec<Value> {
        let list = self.get("/v1/events", &[("limit", "100")]).await.ok();
        let mut events = list["data"].as_array().expect("a list has data").clone();
        events.reverse();
        events
    }
}

/// Calls of the browser library alone: their objects have no published schema.
fn is_private(path: &str) -> bool {
    path.starts_with("/v1/elements/") || path.starts_with("/v1/3ds2/")
}

fn encode(form: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish()
}
