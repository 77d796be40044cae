//! Missing objects, idempotency, limits and faults of the server.

use http::StatusCode;

use super::{ApiError, Kind, RateLimit, Replay};

impl ApiError {
    /// The object that the path names does not exist: 404. `object` is its `object` word: `payment_intent`.
    pub fn no_such(object: &str, id: &str) -> Self {
        missing(StatusCode::NOT_FOUND, word(object), path_param(object), id, "")
    }

    /// An object that a parameter names does not exist: 400.
    pub fn no_such_in_body(object: &str, param: &str, id: &str) -> Self {
        missing(StatusCode::BAD_REQUEST, word(object), param, id, "")
    }

    /// As [`no_such`](Self::no_such), when the id exists with the other kind of key. `livemode` is the caller's.
    pub fn no_such_in_mode(object: &str, id: &str, livemode: bool) -> Self {
        let (there, here) = if livemode { ("test", "live") } else { ("live", "test") };
        let hint =
            format!("; a similar object exists in {there} mode, but a {here} mode key was used to make this request.");
        missing(StatusCode::NOT_FOUND, word(object), path_param(object), id, &hint)
    }

    /// `starting_after` or `ending_before` names no object of this list.
    pub fn no_such_cursor(object: &str, param: &str, id: &str) -> Self {
        Self::no_such_in_body(object, param, id)
    }

    /// The key was first used with other parameters or on another path.
    pub fn idempotency_mismatch(key: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            Kind::Idempotency,
            Replay::Forgotten,
            format!(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. Try \
                 using a key other than '{key}' if you meant to execute a different request."
            ),
        )
    }

    /// The first request with this key still runs.
    pub fn idempotency_key_in_use(key: &str) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            Kind::Idempotency,
            Replay::Forgotten,
            format!(
                "There is currently another in-progress request using this Idempotent Key (that probably means you \
                 submitted twice, and the other request is still going through): {key}. Please try again later."
            ),
        )
        .code("idempotency_key_in_use")
    }

    /// An idempotency key that is empty or longer than 255 characters.
    pub fn idempotency_key_invalid() -> Self {
        Self::invalid("Idempotency Key must be a non-empty string.")
    }

    /// Another request holds the object and did not let go in time.
    pub fn lock_timeout() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            Kind::InvalidRequest,
            Replay::Forgotten,
            "This object cannot be accessed right now because another API request or Stripe process is currently \
             accessing it. If you see this error intermittently, retry the request. If you see this error frequently \
             and are making multiple concurrent requests to a single object, make your requests serially or at a lower \
             rate. For more details, see https://stripe.com/docs/rate-limits#object-lock-timeouts.",
        )
        .code("lock_timeout")
    }

    pub fn rate_limited(reason: RateLimit) -> Self {
        let mut error = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            Kind::InvalidRequest,
            Replay::Forgotten,
            "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
        )
        .code("rate_limit");
        error.0.rate_limit = Some(reason);
        error
    }

    /// The server failed. Says nothing of why: that belongs into the log, once, where it is handled.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            Kind::Api,
            Replay::Stored,
            "An unknown error occurred",
        )
    }
}

fn missing(status: StatusCode, word: &str, param: &str, id: &str, hint: &str) -> ApiError {
    ApiError::new(
        status,
        Kind::InvalidRequest,
        Replay::Stored,
        format!("No such {word}: '{id}'{hint}"),
    )
    .code("resource_missing")
    .param(param)
}

/// How messages call an object. Two differ from the object's name.
fn word(object: &str) -> &str {
    match object {
        "setup_intent" => "setupintent",
        "payment_method" => "PaymentMethod",
        other => other,
    }
}

/// The `param` of an error about the object in the path.
fn path_param(object: &str) -> &'static str {
    match object {
        "payment_intent" | "setup_intent" => "intent",
        "payment_method" => "payment_method",
        _ => "id",
    }
}
