//! `Stripe-Signature`: `t=<unix seconds>,v1=<hex>[,v1=<hex>…][,v0=<hex>]`, made anew for each attempt.
//!
//! `v1` is HMAC-SHA256 of `<t>.<body>` under the whole secret, `whsec_` included; while a secret is being
//! rolled there is one for each. In test mode a `v0` follows that no secret makes, as with the original,
//! so that receivers learn to ignore schemes they do not know.

use aws_lc_rs::hmac;
use kernel::Timestamp;

/// `at` is the machine's time: receivers compare it with theirs.
pub fn header<'a>(secrets: impl Iterator<Item = &'a str>, at: Timestamp, body: &[u8], livemode: bool) -> String {
    let seconds = at.seconds().to_string();
    let mut header = format!("t={seconds}");
    let mut junk = None;
    for secret in secrets {
        header.push_str(",v1=");
        header.push_str(&sign(secret.as_bytes(), &seconds, body));
        junk = Some(secret);
    }
    if let (false, Some(secret)) = (livemode, junk) {
        header.push_str(",v0=");
        header.push_str(&sign(format!("v0.{secret}").as_bytes(), &seconds, b""));
    }
    header
}

fn sign(secret: &[u8], seconds: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let mut context = hmac::Context::with_key(&key);
    context.update(seconds.as_bytes());
    context.update(b".");
    context.update(body);
    hex::encode(context.sign())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with `printf '%s' "<t>.<body>" | openssl dgst -sha256 -hmac <secret>`.
    const VECTORS: &[(&str, i64, &str, &str)] = &[
        (
            "whsec_test_secret",
            1492774577,
            r#"{"id":"evt_1"}"#,
            "799c4ba7bb339f3c8601adfd112f0e477c930a268be1243d341abb8286501c2f",
        ),
        (
            "whsec_abcdefghijklmnopqrstuvwxyz012345",
            1700000000,
            r#""#,
            "6866849570d5b7375c015990e2e861351f1e699b3bac0a3fe4fcf0003fd433cb",
        ),
        (
            "whsec_ünïcode",
            0,
            "{\n  \"name\": \"Jürgen\"\n}",
            "7c5182c444463eb65bc194a2fda60d845523f26243817288411591cba203e9fd",
        ),
    ];

    #[test]
    fn signatures_are_those_that_the_official_libraries_compute() {
        for (secret, at, body, expected) in VECTORS {
            let made = header(
                std::iter::once(*secret),
                Timestamp::from_seconds(*at),
                body.as_bytes(),
                true,
            );
            assert_eq!(made, format!("t={at},v1={expected}"));
        }
    }

    #[test]
    fn each_live_secret_signs_and_test_mode_adds_what_nobody_can_verify() {
        let at = Timestamp::from_millis(1_700_000_000_999);
        let made = header(["whsec_a", "whsec_b"].into_iter(), at, b"{}", false);
        let parts: Vec<&str> = made.split(',').collect();
        assert_eq!(parts.len(), 4);
        assert_eq!(parts[0], "t=1700000000");
        assert!(parts[1].starts_with("v1=") && parts[2].starts_with("v1=") && parts[3].starts_with("v0="));
        assert!(parts[1] != parts[2] && parts[1][3..] != parts[3][3..]);
        assert!(parts[1..].iter().all(|part| part.len() == 3 + 64));
        assert!(!made.contains(' '));
    }
}
