//! One request, with all its limits.

use std::error::Error as _;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;

use super::Client;
use crate::render::HEADERS;

/// What the receiver said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// The beginning of the body.
    pub text: String,
}

/// Why the receiver said nothing.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("not a URL that can be sent to")]
    Url,
    #[error("no answer within {} seconds", LIMIT.as_secs())]
    TimedOut,
    #[error("{0}")]
    Broken(String),
}

/// For all of it: name, connection, request, answer.
pub const LIMIT: Duration = Duration::from_secs(20);
/// What is kept of an answer.
const KEPT_BYTES: usize = 2 << 10;
/// A longer answer is not read on, and its connection not used again.
const READ_BYTES_MAX: usize = 64 << 10;

impl Client {
    /// Posts signed bytes. Redirects are answers like any other.
    pub async fn post(&self, url: &str, signature: &str, body: Bytes) -> Result<Answer, Failure> {
        let sent = async {
            match self.once(url, signature, body.clone()).await {
                // A connection that was kept open may be closed by the receiver at the very moment it is used.
                Err(Attempted::Closed) => self.once(url, signature, body).await.map_err(Failure::from),
                sent => sent.map_err(Failure::from),
            }
        };
        tokio::time::timeout(LIMIT, sent)
            .await
            .unwrap_or(Err(Failure::TimedOut))
    }

    async fn once(&self, url: &str, signature: &str, body: Bytes) -> Result<Answer, Attempted> {
        let request = request(url, signature, body).ok_or(Attempted::Url)?;
        let response = self.pool.request(request).await.map_err(attempted)?;
        let status = response.status().as_u16();
        Ok(Answer {
            status,
            text: beginning(response.into_body()).await,
        })
    }
}

impl Client {
    pub(super) async fn called(&self, request: Request<Full<Bytes>>) -> Result<(http::StatusCode, Bytes), Failure> {
        let response = self
            .pool
            .request(request)
            .await
            .map_err(|error| Failure::from(attempted(error)))?;
        let status = response.status();
        let body = response
            .into_body()
            .collect()
            .await
            .map_err(|error| Failure::Broken(error.to_string()))?;
        Ok((status, body.to_bytes()))
    }
}

enum Attempted {
    Url,
    /// Before anything came back.
    Closed,
    Broken(String),
}

impl From<Attempted> for Failure {
    fn from(attempted: Attempted) -> Failure {
        match attempted {
            Attempted::Url => Failure::Url,
            Attempted::Closed => Failure::Broken("the connection was closed before an answer came".to_owned()),
            Attempted::Broken(why) => Failure::Broken(why),
        }
    }
}

fn attempted(error: hyper_util::client::legacy::Error) -> Attempted {
    let source = error.source().and_then(|source| source.downcast_ref::<hyper::Error>());
    if source.is_some_and(|source| source.is_incomplete_message() || source.is_canceled()) {
        return Attempted::Closed;
    }
    let mut why = String::new();
    let mut cause: Option<&dyn std::error::Error> = error.source();
    while let Some(error) = cause {
        if !why.is_empty() {
            why.push_str(": ");
        }
        why.push_str(&error.to_string());
        cause = error.source();
    }
    Attempted::Broken(if why.is_empty() { error.to_string() } else { why })
}

/// The URL's parser, not HTTP's, says what host is meant: it knows every spelling of an address.
fn request(url: &str, signature: &str, body: Bytes) -> Option<Request<Full<Bytes>>> {
    let mut url = url::Url::parse(url).ok()?;
    url.set_fragment(None);
    let mut request = Request::post(url.as_str());
    for (name, value) in HEADERS {
        request = request.header(*name, *value);
    }
    if !url.username().is_empty() {
        let name = url.username().to_owned();
        let credentials = format!("{name}:{}", url.password().unwrap_or_default());
        let _ = (url.set_username(""), url.set_password(None));
        request = request
            .uri(url.as_str())
            .header(header::AUTHORIZATION, basic(&credentials));
    }
    request.header("stripe-signature", signature).body(Full::new(body)).ok()
}

fn basic(credentials: &str) -> String {
    use base64::Engine;
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(credentials)
    )
}

/// Reads the body to its end, so that the connection can be used again, and keeps its beginning.
async fn beginning(mut body: Incoming) -> String {
    let mut kept: Vec<u8> = Vec::new();
    let mut read = 0;
    while let Some(Ok(frame)) = body.frame().await {
        let Some(data) = frame.data_ref() else { continue };
        let room = KEPT_BYTES.saturating_sub(kept.len());
        kept.extend_from_slice(&data[..data.len().min(room)]);
        read += data.len();
        if read > READ_BYTES_MAX {
            break;
        }
    }
    // PostgreSQL's text has no place for zeros.
    String::from_utf8_lossy(&kept).replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_the_headers_of_the_original() {
        let made = request(
            "http://a:b@example.com/hook?x=1#y",
            "t=1,v1=00",
            Bytes::from_static(b"{}"),
        )
        .unwrap();
        assert_eq!(made.uri().to_string(), "http://example.com/hook?x=1");
        let header = |name: &str| made.headers()[name].to_str().unwrap();
        assert_eq!(header("content-type"), "application/json; charset=utf-8");
        assert_eq!(header("user-agent"), "Stripe/1.0 (+https://stripe.com/docs/webhooks)");
        assert_eq!(header("stripe-signature"), "t=1,v1=00");
        assert_eq!(header("authorization"), "Basic YTpi");
        assert_eq!(
            request("http://0x7f.1/", "", Bytes::new()).unwrap().uri().host(),
            Some("127.0.0.1")
        );
        assert!(request("not a url", "", Bytes::new()).is_none());
    }
}
