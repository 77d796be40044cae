//! The API as a merchant's backend uses it: form in, JSON out, the same idempotency key until there is an answer.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::poll;
use crate::server::secret_key;

/// How long one call may take in all, kills and restarts included.
const CALL_LIMIT: Duration = Duration::from_secs(15);

/// A client of one or several servers over the same store.
pub struct Api {
    http: reqwest::Client,
    addresses: Vec<SocketAddr>,
    turn: AtomicUsize,
}

/// A final answer.
pub struct Answer {
    pub status: u16,
    pub body: Value,
    /// How often the same request was sent.
    pub tries: usize,
}

impl Api {
    pub fn new(addresses: Vec<SocketAddr>) -> Result<Api> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(10))
            .build()?;
        Ok(Api {
            http,
            addresses,
            turn: AtomicUsize::new(0),
        })
    }

    /// Sends until there is a final answer, always with the same key. Connections that break, 5xx, 409 and 429 are
    /// tried again, as the official client libraries do.
    pub async fn post(&self, path: &str, key: &str, pairs: &[(&str, &str)]) -> Result<Answer> {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        let request = |url: String| {
            let request = self
                .http
                .post(url)
                .bearer_auth(secret_key())
                .header("idempotency-key", key);
            request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.clone())
        };
        self.until_final(path, request).await
    }

    /// GET that must be answered 200.
    pub async fn get(&self, path: &str) -> Result<Value> {
        let answer = self
            .until_final(path, |url| self.http.get(url).bearer_auth(secret_key()))
            .await?;
        if answer.status != 200 {
            bail!("GET {path}: {} {}", answer.status, answer.body);
        }
        Ok(answer.body)
    }

    async fn until_final(&self, path: &str, request: impl Fn(String) -> reqwest::RequestBuilder) -> Result<Answer> {
        let mut tries = 0;
        let mut last = String::new();
        let answered = poll(path, CALL_LIMIT, async || {
            tries += 1;
            match attempt(request(self.url(path))).await? {
                Attempt::Final(status, body) => Ok(Some(Answer { status, body, tries })),
                Attempt::Again(why) => {
                    last = why;
                    Ok(None)
                }
            }
        })
        .await;
        answered.map_err(|error| error.context(format!("after {tries} tries, the last: {last}")))
    }

    /// All objects of a list, page by page.
    pub async fn list_all(&self, path: &str) -> Result<Vec<Value>> {
        let mut all: Vec<Value> = Vec::new();
        loop {
            let cursor = all
                .last()
                .map(|last| format!("&starting_after={}", text(last, "id")))
                .unwrap_or_default();
            let page = self.get(&format!("{path}?limit=100{cursor}")).await?;
            let data = page["data"]
                .as_array()
                .with_context(|| format!("{path}: a list without data"))?;
            all.extend(data.iter().cloned());
            if page["has_more"] != true {
                return Ok(all);
            }
            if data.is_empty() {
                bail!("{path}: an empty page says that there is more");
            }
        }
    }

    /// Each request goes to the next server, so a retry reaches another one than the first try.
    fn url(&self, path: &str) -> String {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        format!("http://{}{path}", self.addresses[turn % self.addresses.len()])
    }
}

enum Attempt {
    Final(u16, Value),
    /// Why the same request is to be sent again.
    Again(String),
}

async fn attempt(request: reqwest::RequestBuilder) -> Result<Attempt> {
    let response = match request.send().await {
        Ok(response) => response,
        Err(error) => return Ok(Attempt::Again(format!("{error:?}"))),
    };
    let status = response.status().as_u16();
    let bytes = match response.bytes().await {
        Ok(bytes) => bytes,
        // An answer that breaks off is no answer.
        Err(error) => return Ok(Attempt::Again(format!("{error:?}"))),
    };
    if status >= 500 || status == 409 || status == 429 {
        return Ok(Attempt::Again(format!("{status} {}", String::from_utf8_lossy(&bytes))));
    }
    let body = serde_json::from_slice(&bytes).with_context(|| format!("{status}: not JSON"))?;
    Ok(Attempt::Final(status, body))
}

/// A string field, empty when absent.
pub fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object[field].as_str().unwrap_or_default()
}
