//! The error body: `{"error": {…}}`, keys in alphabetical order, what is absent left out.

use serde::Serialize;
use serde_json::value::RawValue;

use super::{ApiError, Parts};

/// The request an error answers, for the link to its log entry.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub id: &'a str,
    pub account: &'a str,
    pub livemode: bool,
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: Body<'a>,
}

#[derive(Serialize)]
#[serde(rename = "error")]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    advice_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    charge: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decline_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doc_url: Option<String>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    network_advice_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    network_decline_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    param: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_intent: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_method: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_log_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    setup_intent: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a RawValue>,
    r#type: &'static str,
}

impl ApiError {
    /// The reply's body. `None` for a caller who has no account yet, whose error carries no link.
    pub fn to_json(&self, request: Option<Request<'_>>) -> String {
        let error = Body {
            request_log_url: request.map(log_url),
            ..body(&self.0)
        };
        serde_json::to_string(&Envelope { error }).expect("text and raw JSON always serialize")
    }

    /// The error as an intent keeps it in `last_payment_error` or `last_setup_error`: without the intent itself and
    /// without the link to the request.
    pub fn to_last_error(&self) -> Box<RawValue> {
        let error = Body {
            payment_intent: None,
            setup_intent: None,
            ..body(&self.0)
        };
        serde_json::value::to_raw_value(&error).expect("text and raw JSON always serialize")
    }
}

fn body(parts: &Parts) -> Body<'_> {
    Body {
        advice_code: parts.advice_code.as_deref(),
        charge: parts.charge.as_deref(),
        code: parts.code.as_deref(),
        decline_code: parts.decline_code.as_deref(),
        doc_url: parts.code.as_deref().map(doc_url),
        message: &parts.message,
        network_advice_code: parts.network_advice_code.as_deref(),
        network_decline_code: parts.network_decline_code.as_deref(),
        param: parts.param.as_deref(),
        payment_intent: parts.payment_intent.as_deref(),
        payment_method: parts.payment_method.as_deref(),
        request_log_url: None,
        setup_intent: parts.setup_intent.as_deref(),
        source: parts.source.as_deref(),
        r#type: parts.kind.as_str(),
    }
}

fn doc_url(code: &str) -> String {
    format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-"))
}

fn log_url(request: Request<'_>) -> String {
    let mode = if request.livemode { "" } else { "/test" };
    format!(
        "https://dashboard.stripe.com/{}{mode}/workbench/logs?object={}",
        request.account, request.id
    )
}
