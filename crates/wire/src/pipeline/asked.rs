//! What a request says of itself: key, version and account, in headers or in fields of its form.
//!
//! Fields are for browsers. A page of another origin that sends headers of its own makes its browser ask first whether it
//! may, which doubles the time of every call; a plain form it may send at once.

use std::borrow::Cow;

use http::Method;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};

use super::Incoming;
use crate::access::{Credentials, KeyKind, credentials};
use crate::error::ApiError;
use crate::form::Form;

/// Key, version and account of a request.
pub(super) struct Asked<'a> {
    pub key: String,
    pub version: Option<Cow<'a, str>>,
    pub account: Option<Cow<'a, str>>,
    /// Read already, and without the fields above; else only read once the caller may call.
    form: Option<Form>,
}

impl<'a> Asked<'a> {
    pub fn read(incoming: &'a Incoming) -> Result<Asked<'a>, ApiError> {
        let header = |name| text(&incoming.headers, name).map(Cow::Borrowed);
        let (version, account) = (header("stripe-version"), header("stripe-account"));
        if let Credentials::Key(key) = credentials(incoming.headers.get(AUTHORIZATION)) {
            return Ok(Asked {
                key,
                version,
                account,
                form: None,
            });
        }
        // What is wrong with the form is of no interest before there is a key.
        let mut form = parse(incoming).map_err(|_| ApiError::missing_api_key())?;
        let key = form.take("key").filter(|key| !key.is_empty());
        let key = key.ok_or_else(ApiError::missing_api_key)?;
        if incoming.method != Method::POST && !matches!(KeyKind::of(&key), Some((KeyKind::Publishable, _))) {
            return Err(ApiError::secret_key_in_url());
        }
        let (field_version, field_account) = (form.take("_stripe_version"), form.take("_stripe_account"));
        Ok(Asked {
            key,
            version: version.or(field_version.map(Cow::Owned)),
            account: account.or(field_account.map(Cow::Owned)),
            form: Some(form),
        })
    }

    /// The account, for the reply's header.
    pub fn echoed_account(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(self.account.as_deref()?).ok()
    }

    /// The parameters; once.
    pub fn form(&mut self, incoming: &Incoming) -> Result<Form, ApiError> {
        match self.form.take() {
            Some(form) => Ok(form),
            None => parse(incoming),
        }
    }
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn parse(incoming: &Incoming) -> Result<Form, ApiError> {
    let raw = match incoming.method {
        Method::POST => {
            let kind = text(&incoming.headers, CONTENT_TYPE.as_str()).unwrap_or("application/x-www-form-urlencoded");
            if !incoming.body.is_empty() && !kind.trim_start().starts_with("application/x-www-form-urlencoded") {
                return Err(ApiError::invalid(format!(
                    "The request's content type is {kind}. Send parameters as application/x-www-form-urlencoded."
                )));
            }
            &incoming.body[..]
        }
        _ => incoming.query.as_deref().unwrap_or_default().as_bytes(),
    };
    Form::parse(raw).map_err(|error| ApiError::invalid(format!("Invalid request: {error}.")))
}
