//! The headers that every reply carries.

use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::{HeaderMap as Map, StatusCode};

use crate::error::ApiError;
use crate::versions::Version;

const COMMON: &[(&str, &str)] = &[
    ("content-type", "application/json"),
    ("cache-control", "no-cache, no-store"),
    ("vary", "Origin"),
    ("access-control-allow-origin", "*"),
    ("access-control-allow-credentials", "true"),
    ("access-control-allow-methods", "GET, HEAD, PUT, PATCH, POST, DELETE"),
    (
        "access-control-expose-headers",
        "Request-Id, Stripe-Manage-Version, Stripe-Should-Retry, X-Stripe-External-Auth-Required, \
         X-Stripe-Privileged-Session-Required",
    ),
    ("access-control-max-age", "300"),
    ("x-content-type-options", "nosniff"),
];

/// What a request asked for that its reply echoes.
#[derive(Default)]
pub struct Echo {
    pub version: Option<Version>,
    pub idempotency_key: Option<HeaderValue>,
    pub account: Option<HeaderValue>,
}

pub fn common() -> HeaderMap {
    let mut headers = Map::with_capacity(20);
    for (name, value) in COMMON {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers
}

impl Echo {
    pub fn add_to(&self, headers: &mut HeaderMap) {
        if let Some(version) = self.version {
            headers.insert("stripe-version", HeaderValue::from_static(version.as_str()));
        }
        if let Some(key) = &self.idempotency_key {
            headers.insert("idempotency-key", key.clone());
        }
        if let Some(account) = &self.account {
            headers.insert("stripe-account", account.clone());
        }
    }
}

/// What an error adds.
pub fn for_error(headers: &mut HeaderMap, error: &ApiError) {
    if error.status() == StatusCode::UNAUTHORIZED {
        headers.insert("www-authenticate", HeaderValue::from_static("Bearer realm=\"Stripe\""));
    }
    if let Some(reason) = error.rate_limit() {
        headers.insert("stripe-rate-limited-reason", HeaderValue::from_static(reason.as_str()));
    }
    let retry = if error.should_retry() { "true" } else { "false" };
    headers.insert("stripe-should-retry", HeaderValue::from_static(retry));
}

pub fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}
