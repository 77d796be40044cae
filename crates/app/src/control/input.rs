//! Reads what control calls are sent: JSON objects, spans of time.

use std::time::Duration;

use serde::de::DeserializeOwned;
use wire::ApiError;

/// The body as `T`; no body is an empty object. Every `T` refuses fields that it does not know.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let body = if body.trim_ascii().is_empty() { b"{}" } else { body };
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(ApiError::invalid(
            r#"The body must be a JSON object, as in {"advance": "10m"}."#,
        ));
    }
    serde_json::from_slice(body)
        .map_err(|error| ApiError::invalid(format!("The body is not what this call takes: {error}.")))
}

/// `90s`, `10m`, `1d12h`.
pub fn span(param: &str, text: &str) -> Result<Duration, ApiError> {
    let parsed = parse(text).ok_or_else(|| {
        ApiError::invalid(format!(
            "Invalid {param}: {text:?}. Give a number and a unit, s, m, h or d, as in \"10m\" or \"1d12h\"."
        ))
    });
    parsed.map_err(|error| error.param(param))
}

fn parse(text: &str) -> Option<Duration> {
    let mut total: u64 = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u64 = rest[..digits].parse().ok()?;
        let seconds = match rest.as_bytes().get(digits)? {
            b's' => 1,
            b'm' => 60,
            b'h' => 3_600,
            b'd' => 86_400,
            _ => return None,
        };
        total = total.checked_add(number.checked_mul(seconds)?)?;
        rest = &rest[digits + 1..];
    }
    (!text.is_empty()).then_some(Duration::from_secs(total))
}

/// `2d`, the largest unit that fits without a rest.
pub fn spell(span: Duration) -> String {
    let seconds = span.as_secs();
    let units = [(86_400, 'd'), (3_600, 'h'), (60, 'm')];
    let fitting = units
        .into_iter()
        .find(|(length, _)| seconds > 0 && seconds.is_multiple_of(*length));
    fitting.map_or(format!("{seconds}s"), |(length, unit)| {
        format!("{}{unit}", seconds / length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_numbers_and_units() {
        let cases = [
            ("10m", Some(600)),
            ("0s", Some(0)),
            ("1d12h", Some(129_600)),
            ("2d", Some(172_800)),
            ("", None),
            ("10", None),
            ("m", None),
            ("-1m", None),
            ("1.5h", None),
            ("10 m", None),
            ("10m ", None),
            ("1ü", None),
            ("99999999999999999999s", None),
            ("999999999999999999d", None),
        ];
        for (text, seconds) in cases {
            assert_eq!(parse(text).map(|span| span.as_secs()), seconds, "{text:?}");
        }
        for text in ["2d", "90s", "10m", "0s", "36h"] {
            assert_eq!(spell(parse(text).unwrap()), text);
        }
    }

    #[test]
    fn bodies_are_objects() {
        #[derive(serde::Deserialize, Debug)]
        #[serde(deny_unknown_fields)]
        struct Sample {
            #[allow(dead_code)]
            advance: Option<String>,
        }
        assert!(read::<Sample>(b"").is_ok());
        for (body, says) in [
            (&b"[]"[..], "must be a JSON object"),
            (b"advance=10m", "must be a JSON object"),
            (br#"{"advence":"10m"}"#, "unknown field `advence`"),
            (br#"{"advance":10}"#, "invalid type"),
            (br#"{"advance""#, "EOF"),
        ] {
            let error = read::<Sample>(body).unwrap_err();
            assert!(error.message().contains(says), "{}", error.message());
        }
    }
}
