//! A merchant's webhook endpoint: checks each signature and remembers which events came.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use hmac::{Hmac, Mac};
use kernel::clock::{Clock, SystemClock};
use serde_json::Value;
use sha2::Sha256;

/// What the official client libraries allow between signing and checking, in seconds.
const TOLERANCE_SECONDS: i64 = 300;

#[derive(Default)]
struct Received {
    secret: Option<String>,
    /// How often each event came.
    events: HashMap<String, usize>,
    refused: Vec<String>,
}

#[derive(Clone)]
pub struct Sink {
    pub address: SocketAddr,
    received: Arc<Mutex<Received>>,
}

impl Sink {
    pub async fn start() -> Result<Sink> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let sink = Sink {
            address: listener.local_addr()?,
            received: Arc::default(),
        };
        let taker = sink.clone();
        let app = Router::new().fallback(move |headers: HeaderMap, body: Bytes| {
            let status = taker.take(&headers, &body);
            async move { status }
        });
        tokio::spawn(async move { axum::serve(listener, app).await });
        Ok(sink)
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    pub fn expect_secret(&self, secret: &str) {
        self.with(|received| received.secret = Some(secret.to_owned()));
    }

    /// How often this event came, correctly signed.
    pub fn times(&self, event: &str) -> usize {
        self.with(|received| received.events.get(event).copied().unwrap_or(0))
    }

    pub fn deliveries(&self) -> usize {
        self.with(|received| received.events.values().sum())
    }

    /// Why deliveries were refused; must stay empty.
    pub fn refused(&self) -> Vec<String> {
        self.with(|received| received.refused.clone())
    }

    fn take(&self, headers: &HeaderMap, body: &[u8]) -> StatusCode {
        let header = headers
            .get("stripe-signature")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        self.with(|received| {
            let secret = received.secret.clone().unwrap_or_default();
            let event = verify(&secret, header, body, SystemClock.now().seconds()).and_then(|()| event_id(body));
            match event {
                Ok(id) => {
                    *received.events.entry(id).or_default() += 1;
                    StatusCode::OK
                }
                Err(error) => {
                    received.refused.push(format!("{error:#}; signature {header}"));
                    StatusCode::BAD_REQUEST
                }
            }
        })
    }

    fn with<T>(&self, look: impl FnOnce(&mut Received) -> T) -> T {
        look(&mut self.received.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn event_id(body: &[u8]) -> Result<String> {
    let event: Value = serde_json::from_slice(body)?;
    ensure!(event["object"] == "event", "not an event");
    Ok(event["id"].as_str().context("an event without id")?.to_owned())
}

/// Checks `t=…,v1=…[,v1=…]` as the official client libraries do. Source: API reference, "Verify webhook signatures".
pub fn verify(secret: &str, header: &str, body: &[u8], now: i64) -> Result<()> {
    let fields = || header.split(',').filter_map(|field| field.split_once('='));
    let time = fields()
        .find_map(|(name, value)| (name == "t").then_some(value))
        .context("no time in the signature")?;
    let signed_at: i64 = time.parse().context("the signature's time is no number")?;
    ensure!(
        (now - signed_at).abs() <= TOLERANCE_SECONDS,
        "signed {} s ago",
        now - signed_at
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())?;
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    let matches = |value: &str| hex::decode(value).is_ok_and(|given| mac.clone().verify_slice(&given).is_ok());
    ensure!(
        fields().any(|(name, value)| name == "v1" && matches(value)),
        "no signature matches"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::verify;

    /// Made with `printf '%s' '1700000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test`.
    const GOOD: &str = "c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925";

    #[test]
    fn a_signature_fits_its_secret_body_and_time() {
        let body = br#"{"id":"evt_1"}"#;
        let header = format!("t=1700000000,v1={},v1={GOOD},v0=00", "0".repeat(64));
        verify("whsec_test", &header, body, 1_700_000_010).unwrap();
        assert!(verify("whsec_other", &header, body, 1_700_000_010).is_err());
        assert!(verify("whsec_test", &header, b"{}", 1_700_000_010).is_err());
        assert!(verify("whsec_test", &header, body, 1_700_000_301).is_err());
        assert!(verify("whsec_test", "v1=00", body, 1_700_000_000).is_err());
    }
}
