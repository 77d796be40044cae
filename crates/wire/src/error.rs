//! What a client sees when a request fails: the one place that knows statuses, types, codes and wording.
//!
//! Operations say what failed in their own error enums and turn them into an [`ApiError`] through the constructors
//! here. Those for keys and routes are in `access`, for parameters in `parameters`, for objects, idempotency and the
//! server in `requests`; `render` writes the JSON.
//!
//! Wording follows the original's observed replies; integrations compare some of it. Only card numbers in what a client
//! sent are hidden, wherever a message or `param` repeats it (`hide`).

mod access;
mod hide;
mod parameters;
mod render;
mod requests;

use std::borrow::Cow;
use std::fmt;

use http::StatusCode;
use serde_json::value::RawValue;

pub use render::Request;

/// The `type` of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Api,
    Card,
    Idempotency,
    InvalidRequest,
}

/// Whether the reply of a request with an idempotency key is kept and replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replay {
    /// The operation ran and this is its outcome.
    Stored,
    /// The operation never ran: the same key may be used again, with better parameters or later.
    Forgotten,
}

/// An error as the API answers it. One word wide, so that `Result`s stay small.
#[derive(Clone)]
pub struct ApiError(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    status: StatusCode,
    kind: Kind,
    replay: Replay,
    message: Cow<'static, str>,
    code: Option<Cow<'static, str>>,
    param: Option<String>,
    decline_code: Option<Cow<'static, str>>,
    advice_code: Option<Cow<'static, str>>,
    network_advice_code: Option<Cow<'static, str>>,
    network_decline_code: Option<Cow<'static, str>>,
    charge: Option<String>,
    payment_intent: Option<Box<RawValue>>,
    payment_method: Option<Box<RawValue>>,
    setup_intent: Option<Box<RawValue>>,
    source: Option<Box<RawValue>>,
    rate_limit: Option<RateLimit>,
}

/// The value of the header `Stripe-Rate-Limited-Reason`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateLimit {
    GlobalRate,
    EndpointRate,
    GlobalConcurrency,
    EndpointConcurrency,
    ResourceSpecific,
}

impl ApiError {
    /// An operation refuses: 400, kept for replay. Add a code and a param where the reference names them.
    pub fn refused(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Kind::InvalidRequest, Replay::Stored, message)
    }

    /// The card was refused, by its issuer or for what it is: 402, kept for replay.
    pub fn card(code: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::PAYMENT_REQUIRED, Kind::Card, Replay::Stored, message).code(code)
    }

    /// The parameters were fine, the request failed all the same: 402 without a card to blame, kept for replay.
    pub fn failed(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(
            StatusCode::PAYMENT_REQUIRED,
            Kind::InvalidRequest,
            Replay::Stored,
            message,
        )
    }

    /// The request is wrong in itself: 400, and the operation does not run, so nothing is kept.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            Kind::InvalidRequest,
            Replay::Forgotten,
            message,
        )
    }

    pub fn code(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.0.code = Some(code.into());
        self
    }

    /// The parameter at fault, bracketed: `items[0][price]`.
    pub fn param(mut self, param: impl Into<String>) -> Self {
        self.0.param = Some(hide::hide_pans(param.into()));
        self
    }

    pub fn decline_code(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.0.decline_code = Some(code.into());
        self
    }

    pub fn advice_code(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.0.advice_code = Some(code.into());
        self
    }

    pub fn network_advice_code(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.0.network_advice_code = Some(code.into());
        self
    }

    pub fn network_decline_code(mut self, code: impl Into<Cow<'static, str>>) -> Self {
        self.0.network_decline_code = Some(code.into());
        self
    }

    /// The id of the failed charge.
    pub fn charge(mut self, id: impl Into<String>) -> Self {
        self.0.charge = Some(id.into());
        self
    }

    /// The whole intent, as rendered for this request's version.
    pub fn payment_intent(mut self, object: Box<RawValue>) -> Self {
        self.0.payment_intent = Some(object);
        self
    }

    pub fn payment_method(mut self, object: Box<RawValue>) -> Self {
        self.0.payment_method = Some(object);
        self
    }

    pub fn setup_intent(mut self, object: Box<RawValue>) -> Self {
        self.0.setup_intent = Some(object);
        self
    }

    /// The card, bank account or source object, for calls on those.
    pub fn source_object(mut self, object: Box<RawValue>) -> Self {
        self.0.source = Some(object);
        self
    }

    /// Whether the reply carries objects, which older versions and publishable keys see otherwise.
    pub fn has_objects(&self) -> bool {
        let parts = &*self.0;
        let objects = [
            &parts.payment_intent,
            &parts.payment_method,
            &parts.setup_intent,
            &parts.source,
        ];
        objects.into_iter().any(Option::is_some)
    }

    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    pub fn message(&self) -> &str {
        &self.0.message
    }

    pub fn code_str(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    pub fn param_str(&self) -> Option<&str> {
        self.0.param.as_deref()
    }

    pub fn decline_code_str(&self) -> Option<&str> {
        self.0.decline_code.as_deref()
    }

    /// Whether a repetition with the same idempotency key gets this very answer again.
    pub fn stored_for_idempotency(&self) -> bool {
        self.0.replay == Replay::Stored
    }

    /// What the header `Stripe-Should-Retry` says: `true` where the same request may succeed in a moment.
    pub fn should_retry(&self) -> bool {
        self.0.status == StatusCode::CONFLICT || self.0.code.as_deref() == Some("lock_timeout")
    }

    /// Why a limiter refused, for the header `Stripe-Rate-Limited-Reason`.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.0.rate_limit
    }

    fn new(status: StatusCode, kind: Kind, replay: Replay, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Parts {
            status,
            kind,
            replay,
            message: match message.into() {
                Cow::Borrowed(ours) => Cow::Borrowed(ours),
                Cow::Owned(text) => Cow::Owned(hide::hide_pans(text)),
            },
            code: None,
            param: None,
            decline_code: None,
            advice_code: None,
            network_advice_code: None,
            network_decline_code: None,
            charge: None,
            payment_intent: None,
            payment_method: None,
            setup_intent: None,
            source: None,
            rate_limit: None,
        }))
    }
}

impl Kind {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api_error",
            Self::Card => "card_error",
            Self::Idempotency => "idempotency_error",
            Self::InvalidRequest => "invalid_request_error",
        }
    }
}

impl RateLimit {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GlobalRate => "global-rate",
            Self::EndpointRate => "endpoint-rate",
            Self::GlobalConcurrency => "global-concurrency",
            Self::EndpointConcurrency => "endpoint-concurrency",
            Self::ResourceSpecific => "resource-specific",
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for ApiError {
    /// Without the embedded objects and without parameter values of the message: this is what ends in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.0.status.as_u16())
            .field("kind", &self.0.kind.as_str())
            .field("code", &self.0.code)
            .field("param", &self.0.param)
            .field("decline_code", &self.0.decline_code)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for ApiError {}

#[cfg(test)]
mod tests;
