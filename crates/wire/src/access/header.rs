//! Reads the key from the `Authorization` header: Bearer, or Basic with the key as user name.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;

/// What the header holds.
#[derive(Debug, PartialEq, Eq)]
pub enum Credentials {
    /// No header, or one of another scheme.
    None,
    Key(String),
}

pub fn credentials(header: Option<&HeaderValue>) -> Credentials {
    let Some(text) = header.and_then(|value| value.to_str().ok()) else {
        return Credentials::None;
    };
    let Some((scheme, rest)) = text.trim().split_once(' ') else {
        return Credentials::None;
    };
    let key = match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Some(rest.trim().to_owned()),
        "basic" => basic(rest.trim()),
        _ => None,
    };
    key.filter(|key| !key.is_empty())
        .map_or(Credentials::None, Credentials::Key)
}

/// Only the part before the colon counts.
fn basic(encoded: &str) -> Option<String> {
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    Some(decoded.split(':').next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bearer_and_basic_hold_a_key_and_nothing_else_does() {
        let key = || Credentials::Key("sk_test_1".into());
        let cases = [
            (Some("Bearer sk_test_1"), key()),
            (Some("bearer  sk_test_1 "), key()),
            (Some("Basic c2tfdGVzdF8xOg=="), key()),
            (Some("Basic c2tfdGVzdF8xOnBhc3N3b3Jk"), key()),
            (Some("Basic c2tfdGVzdF8x"), key()),
            (Some("Basic !!!"), Credentials::None),
            (Some("Digest sk_test_1"), Credentials::None),
            (Some("Bearer "), Credentials::None),
            (Some("sk_test_1"), Credentials::None),
            (None, Credentials::None),
        ];
        for (header, expected) in cases {
            let value = header.map(|text| HeaderValue::from_str(text).unwrap());
            assert_eq!(credentials(value.as_ref()), expected, "{header:?}");
        }
    }
}
