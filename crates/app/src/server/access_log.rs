//! One line for each request: what was called, how it ended, how long it took. Never a query string, a body or a key.

use std::time::Duration;

use http::{HeaderValue, Method};

use super::requests::Name;

pub struct Line<'a> {
    pub name: &'a Name,
    /// 0 if the connection was reset on request.
    pub status: u16,
    pub request_id: Option<&'a HeaderValue>,
    pub took: Duration,
}

pub fn write(line: &Line<'_>) {
    let ms = line.took.as_micros() as f64 / 1_000.0;
    let request = line.request_id.and_then(|id| id.to_str().ok()).unwrap_or("-");
    tracing::info!(
        target: "florin::request",
        request,
        method = line.name.method.as_str(),
        path = line.name.path,
        status = line.status,
        ms,
    );
}

/// The method if it is one of HTTP's own: others are text from outside and would make a metric each.
pub fn known(method: &Method) -> Method {
    match *method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::PATCH | Method::DELETE | Method::OPTIONS => {
            method.clone()
        }
        _ => Method::TRACE,
    }
}
