//! What `create` and `update` set, and what they refuse.

use url::Url;
use wire::{ApiError, Ctx, Params};

use super::target;

/// The events asked for; the table has checked that each exists.
pub fn enabled_events(params: &Params) -> Result<Option<Vec<String>>, ApiError> {
    if !params.has("enabled_events") {
        return Ok(None);
    }
    let events: Vec<String> = params.texts("enabled_events").map(str::to_owned).collect();
    match events.is_empty() {
        true => Err(ApiError::parameter_invalid_empty("enabled_events")),
        false => Ok(Some(events)),
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum Refused {
    #[error("Invalid URL: An explicit scheme (such as https) must be provided.")]
    NoScheme,
    #[error("Not a valid URL")]
    NotAUrl,
    #[error("Invalid URL: The URL must use http or https.")]
    OtherScheme,
    #[error("Invalid URL: The URL must use https in live mode.")]
    NotHttps,
    #[error(
        "Invalid URL: URL must be publicly accessible. To receive events on this machine, run `florin listen`, or \
         start Florin with --allow-private-webhooks."
    )]
    Private,
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> ApiError {
        ApiError::refused(refused.to_string()).code("url_invalid").param("url")
    }
}

/// A URL that events may be sent to, as it was given. Names are looked up when something is sent.
pub fn url(ctx: &Ctx<'_>, given: &str) -> Result<String, ApiError> {
    check(given, ctx.livemode(), ctx.app.settings.allow_private_webhooks)?;
    Ok(given.to_owned())
}

fn check(given: &str, livemode: bool, allow_private: bool) -> Result<(), Refused> {
    let url = match Url::parse(given) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => return Err(Refused::NoScheme),
        Err(_) => return Err(Refused::NotAUrl),
    };
    match url.scheme() {
        "https" => {}
        "http" if livemode => return Err(Refused::NotHttps),
        "http" => {}
        // `localhost:4242/hook` has a scheme called localhost.
        _ if !given.contains("://") => return Err(Refused::NoScheme),
        _ => return Err(Refused::OtherScheme),
    }
    match url.host().and_then(target::address) {
        Some(address) if !allow_private && !target::is_public(address) => Err(Refused::Private),
        Some(_) => Ok(()),
        None if url.host().is_none() => Err(Refused::NotAUrl),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_checked_before_anything_is_stored() {
        let cases = [
            ("https://example.com/hook?a=b", false, false, Ok(())),
            ("http://example.com:8080", false, false, Ok(())),
            ("http://example.com", true, false, Err(Refused::NotHttps)),
            ("example.com/hook", false, false, Err(Refused::NoScheme)),
            ("localhost:4242/hook", false, true, Err(Refused::NoScheme)),
            ("ftp://example.com", false, false, Err(Refused::OtherScheme)),
            ("https://", false, false, Err(Refused::NotAUrl)),
            ("http://127.0.0.1:4242/hook", false, true, Ok(())),
            ("http://127.0.0.1:4242/hook", false, false, Err(Refused::Private)),
            ("http://0x7f.1/", false, false, Err(Refused::Private)),
            ("http://2130706433/", false, false, Err(Refused::Private)),
            ("https://[::ffff:10.0.0.1]/", true, false, Err(Refused::Private)),
            ("http://localhost/hook", false, false, Err(Refused::Private)),
        ];
        for (given, livemode, allow_private, expected) in cases {
            assert_eq!(check(given, livemode, allow_private), expected, "{given}");
        }
    }
}
