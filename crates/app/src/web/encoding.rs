//! Content codings: which ones a browser takes, and making them.

use std::io::Write as _;

use http::HeaderValue;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

/// As the web build compresses; a script is compressed once for as long as the process lives.
const BROTLI_QUALITY: i32 = 11;
const BROTLI_WINDOW_BITS: i32 = 22;

impl Encoding {
    /// For the `Content-Encoding` header; nothing for the plain form.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Encoding::Brotli => Some("br"),
            Encoding::Gzip => Some("gzip"),
            Encoding::Identity => None,
        }
    }

    pub fn apply(self, plain: &[u8]) -> Vec<u8> {
        match self {
            Encoding::Identity => plain.to_vec(),
            Encoding::Brotli => {
                let params = brotli::enc::BrotliEncoderParams {
                    quality: BROTLI_QUALITY,
                    lgwin: BROTLI_WINDOW_BITS,
                    size_hint: plain.len(),
                    ..Default::default()
                };
                let mut out = Vec::new();
                brotli::BrotliCompress(&mut &plain[..], &mut out, &params).expect("a vector takes all");
                out
            }
            Encoding::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
                encoder.write_all(plain).expect("a vector takes all");
                encoder.finish().expect("a vector takes all")
            }
        }
    }
}

/// What the `Accept-Encoding` header allows, the smallest first. The plain form is always among them: there is nothing
/// else to send to a client that refuses it.
pub fn accepted(header: Option<&HeaderValue>) -> Vec<Encoding> {
    let header = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let wants = |name: &str| {
        let offers = header
            .split(',')
            .map(|offer| offer.split_once(';').unwrap_or((offer, "")));
        let weight = |wanted: &str| {
            let found = offers
                .clone()
                .find(|(coding, _)| coding.trim().eq_ignore_ascii_case(wanted));
            found.map(|(_, weight)| !is_zero(weight))
        };
        weight(name).or_else(|| weight("*")).unwrap_or(false)
    };
    let mut accepted = Vec::with_capacity(3);
    for (name, encoding) in [("br", Encoding::Brotli), ("gzip", Encoding::Gzip)] {
        if wants(name) {
            accepted.push(encoding);
        }
    }
    accepted.push(Encoding::Identity);
    accepted
}

fn is_zero(weight: &str) -> bool {
    let value = weight.trim().strip_prefix("q=").unwrap_or("1");
    value.trim().parse::<f32>().is_ok_and(|weight| weight == 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Encoding::{Brotli, Gzip, Identity};

    #[test]
    fn a_coding_is_taken_when_it_is_offered_and_not_weighed_at_nothing() {
        let cases: &[(&str, &[Encoding])] = &[
            ("gzip, deflate, br, zstd", &[Brotli, Gzip, Identity]),
            ("gzip", &[Gzip, Identity]),
            ("BR;q=0.5", &[Brotli, Identity]),
            ("br;q=0, gzip;q=1.0", &[Gzip, Identity]),
            ("br; q=0.000, *", &[Gzip, Identity]),
            ("*", &[Brotli, Gzip, Identity]),
            ("identity", &[Identity]),
            ("", &[Identity]),
        ];
        for (header, expected) in cases {
            assert_eq!(
                accepted(HeaderValue::from_str(header).ok().as_ref()),
                *expected,
                "{header}"
            );
        }
        assert_eq!(accepted(None), [Identity]);
    }
}
