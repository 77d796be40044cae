//! A reply, and what a test says about it.

use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// What the server answered, with the call it answered for messages.
pub struct Reply {
    pub call: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    pub(crate) async fn read(call: &str, request: reqwest::RequestBuilder) -> Reply {
        let response = request.send().await.unwrap_or_else(|error| panic!("{call}: {error}"));
        Reply {
            call: call.to_owned(),
            status: response.status(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap_or_else(|error| panic!("{call}: {error}")),
        }
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{}: {error}: {}", self.call, self.body))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The object, or an end of the test that shows what came instead.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}: {}", self.call, self.body);
        self.json()
    }

    /// The object's id.
    #[track_caller]
    pub fn ok_id(&self) -> String {
        text(&self.ok()["id"]).to_owned()
    }

    /// The error, of this status.
    #[track_caller]
    pub fn error(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.call, self.body);
        self.json()["error"].clone()
    }

    /// The error is exactly this one; a code or param that is empty must be absent.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str, param: &str, message: &str) -> Value {
        let error = self.error(status);
        assert_eq!(
            text_or_empty(&error["message"]),
            message,
            "{}: {}",
            self.call,
            self.body
        );
        assert_eq!(text_or_empty(&error["code"]), code, "{}: {}", self.call, self.body);
        assert_eq!(text_or_empty(&error["param"]), param, "{}: {}", self.call, self.body);
        error
    }
}

/// A string of a JSON value.
#[track_caller]
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a string, not {value}"))
}

fn text_or_empty(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
