//! The API as a merchant's backend uses it: form in, JSON out, the same idempotency key until there is an answer.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::poll;
use crate::server::secret_key;

/// How long one call may take in all, kills and restarts included.
const CALL_LIMIT: Duration = Duration::from_secs(30);

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
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build()?;
        Ok(Api { http, addresses, turn: AtomicUsize::new(0) })
    }

    /// Sends until there is a final answer, always with the same key. Connections that break, 5xx, 409 and 429 are
    /// tried again, as the official client libraries do.
    pub async fn post(&self, path: &str, key: &str, pairs: &[(&str, &str)]) -> Result<Answer> {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mut tries = 0;
        poll(path, CALL_LIMIT, async || {
            tries += 1;
            let request = self.http.post(self.url(path)).bearer_auth(secret_key()).header("idempotency-key", key);
            let request = request.header("content-type", "application/x-www-form-urlencoded").body(form.clone());
            Ok(final_answer(request).await?.map(|(status, body)| Answer { status, body, tries }))
        })
        .await
    }

    /// GET that must be answered 200.
    pub async fn get(&self, path: &str) -> Result<Value> {
        let (status, body) = poll(path, CALL_LIMIT, async || {
            final_answer(self.http.get(self.url(path)).bearer_auth(secret_key())).await
        })
        .await?;
        if status != 200 {
            bail!("GET {path}: {status} {body}");
        }
        Ok(body)
    }

    /// All objects of a list, page by page.
    pub async fn list_all(&self, path: &str) -> Result<Vec<Value>> {
        let mut all: Vec<Value> = Vec::new();
        loop {
            let cursor = all.last().map(|last| format!("&starting_after={}", text(last, "id"))).unwrap_or_default();
            let page = self.get(&format!("{path}?limit=100{cursor}")).await?;
            let data = page["data"].as_array().with_context(|| format!("{path}: a list without data"))?;
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

async fn final_answer(request: reqwest::RequestBuilder) -> Result<Option<(u16, Value)>> {
    let Ok(response) = request.send().await else { return Ok(None) };
    let status = response.status().as_u16();
    // An answer that breaks off is no answer.
    let Ok(bytes) = response.bytes().await else { return Ok(None) };
    if status >= 500 || status == 409 || status == 429 {
        return Ok(None);
    }
    let body = serde_json::from_slice(&bytes).with_context(|| format!("{status}: not JSON"))?;
    Ok(Some((status, body)))
}

/// A string field, empty when absent.
pub fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object[field].as_str().unwrap_or_default()
}
