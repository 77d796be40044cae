//! Who may call what: keys, permissions, accounts, routes, versions. None of these is kept for replay.

use http::StatusCode;

use super::hide::mask_key;
use super::{ApiError, Kind, Replay};

impl ApiError {
    /// No `Authorization` header.
    pub fn missing_api_key() -> Self {
        denied(
            StatusCode::UNAUTHORIZED,
            "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer \
             auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for \
             details, or we can help at https://support.stripe.com/.",
        )
    }

    /// A secret or restricted key as a field of a URL, which servers, proxies and browsers keep.
    pub fn secret_key_in_url() -> Self {
        denied(
            StatusCode::UNAUTHORIZED,
            "Only a publishable key may be sent in a URL. Send a secret key in the Authorization header, using Bearer \
             auth, and roll this one: what stands in a URL is kept in logs.",
        )
    }

    /// A key that nobody has. Rendered without a request: the original assigns it no id.
    pub fn invalid_api_key(key: &str) -> Self {
        denied(
            StatusCode::UNAUTHORIZED,
            format!("Invalid API Key provided: {}", mask_key(key)),
        )
    }

    /// A key that was rolled.
    pub fn expired_api_key(key: &str) -> Self {
        denied(
            StatusCode::UNAUTHORIZED,
            format!("Expired API Key provided: {}", mask_key(key)),
        )
        .code("api_key_expired")
    }

    /// A publishable key where only a secret one may go.
    pub fn secret_key_required() -> Self {
        denied(
            StatusCode::UNAUTHORIZED,
            "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list \
             of your API keys at https://dashboard.stripe.com/account/apikeys.",
        )
        .code("secret_key_required")
    }

    /// A restricted key lacks `permission`, named without its prefix: `charge_read`.
    pub fn more_permissions_required(key: &str, account: &str, permission: &str) -> Self {
        let key = mask_key(key);
        denied(
            StatusCode::FORBIDDEN,
            format!(
                "The provided key '{key}' does not have the required permissions for this endpoint on account \
                 '{account}'. Having the 'rak_{permission}' permission would allow this request to continue."
            ),
        )
        .code("more_permissions_required")
    }

    /// A live key on a call that only a sandbox has.
    pub fn test_key_required() -> Self {
        denied(
            StatusCode::FORBIDDEN,
            "This call controls the sandbox and takes a secret test key; the key given is a live one.",
        )
    }

    /// `Stripe-Account` names an account this key cannot act for.
    pub fn account_invalid(key: &str, account: &str) -> Self {
        let key = mask_key(key);
        denied(
            StatusCode::FORBIDDEN,
            format!(
                "The provided key '{key}' does not have access to account '{account}' (or that account does not \
                 exist). Application access may have been revoked."
            ),
        )
        .code("account_invalid")
    }

    /// No operation has this method and path.
    pub fn unknown_route(method: &str, path: &str) -> Self {
        denied(
            StatusCode::NOT_FOUND,
            format!(
                "Unrecognized request URL ({method}: {path}). If you are trying to list objects, remove the trailing \
                 slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in \
                 your code. Please see https://stripe.com/docs or we can help at https://support.stripe.com/."
            ),
        )
    }

    /// The header `Stripe-Version` names no version.
    pub fn invalid_version(version: &str) -> Self {
        ApiError::invalid(format!("Invalid Stripe API version: {version}"))
    }
}

fn denied(status: StatusCode, message: impl Into<std::borrow::Cow<'static, str>>) -> ApiError {
    ApiError::new(status, Kind::InvalidRequest, Replay::Forgotten, message)
}
