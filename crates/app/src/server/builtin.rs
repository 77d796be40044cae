//! What operators ask the server itself: whether it lives, whether it can work, and how it does.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Method, StatusCode};
use wire::pipeline::Reply;

use super::Shared;

const PATHS: &[&str] = &["/healthz", "/readyz", "/metrics"];

pub fn path(path: &str) -> Option<&'static str> {
    PATHS.iter().copied().find(|known| *known == path)
}

/// `None` for everything else.
pub async fn reply(shared: &Shared, method: &Method, path: &str) -> Option<Reply> {
    if !matches!(*method, Method::GET | Method::HEAD) {
        return None;
    }
    match path {
        "/healthz" => Some(json(StatusCode::OK, r#"{"status":"alive"}"#)),
        "/readyz" => Some(match shared.app.store.ping().await {
            Ok(()) => json(StatusCode::OK, r#"{"status":"ready"}"#),
            Err(error) => {
                tracing::error!(%error, "the store does not answer");
                json(
                    StatusCode::SERVICE_UNAVAILABLE,
                    r#"{"status":"the store does not answer"}"#,
                )
            }
        }),
        "/metrics" => {
            let text = crate::metrics::render(shared).await;
            Some(made(
                StatusCode::OK,
                "text/plain; version=0.0.4; charset=utf-8",
                text.into(),
            ))
        }
        _ => None,
    }
}

fn json(status: StatusCode, body: &'static str) -> Reply {
    made(status, "application/json", Bytes::from_static(body.as_bytes()))
}

fn made(status: StatusCode, kind: &'static str, body: Bytes) -> Reply {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    Reply { status, headers, body }
}
