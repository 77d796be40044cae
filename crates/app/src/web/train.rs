//! Release trains of the browser library: the word in the script's address. All of them are one script.

use super::encoding::Encoding;
use bytes::Bytes;
use sha2::{Digest, Sha256};

/// From the oldest to the newest. A new train is a word here and a row in the library's table of what differs.
pub const TRAINS: &[&str] = &["v3", "acacia", "basil", "clover", "dahlia", "endive"];

/// What stands in the built script where the served one says what it was served as.
const MARK: &str = "__FLORIN_SERVED__";

/// What a path asks for, as far as scripts go.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    Train(&'static str),
    Unknown(&'a str),
}

/// `None` if the path is not that of a script.
pub fn asked(path: &str) -> Option<Asked<'_>> {
    if matches!(path, "/v3" | "/v3/") {
        return Some(Asked::Train("v3"));
    }
    let word = path.strip_prefix('/')?.strip_suffix("/stripe.js")?;
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    match TRAINS.iter().find(|train| **train == word) {
        Some(train) => Some(Asked::Train(train)),
        None if is_word(word) => Some(Asked::Unknown(word)),
        None => None,
    }
}

/// A script ready to be sent in one form.
#[derive(Clone)]
pub struct Script {
    pub bytes: Bytes,
    pub encoding: Encoding,
    /// Of this form: forms differ in their bytes, so they differ in their tags.
    pub etag: String,
}

/// The built script as it is served for a train, from a server that browsers reach at `origin`.
pub fn script(built: &[u8], train: &str, origin: &str, encoding: Encoding) -> Script {
    let built = String::from_utf8_lossy(built);
    let served = serde_json::json!({"train": train, "origin": origin}).to_string();
    let plain = built.replacen(MARK, &escaped(&served), 1);
    let digest = hex::encode(&Sha256::digest(plain.as_bytes())[..16]);
    let etag = match encoding.name() {
        Some(name) => format!("\"{digest}-{name}\""),
        None => format!("\"{digest}\""),
    };
    Script {
        bytes: encoding.apply(plain.as_bytes()).into(),
        encoding,
        etag,
    }
}

/// Text inside a JavaScript string, whichever quotes the minifier has put around it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    for character in text.chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | ',' | '.' | ':' | '/' | '-' | '_' => out.push(character),
            other => {
                let mut units = [0; 2];
                for unit in other.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_a_script_is_known() {
        for (path, expected) in [
            ("/v3", Some(Asked::Train("v3"))),
            ("/v3/", Some(Asked::Train("v3"))),
            ("/v3/stripe.js", Some(Asked::Train("v3"))),
            ("/basil/stripe.js", Some(Asked::Train("basil"))),
            ("/endive/stripe.js", Some(Asked::Train("endive"))),
            ("/fern/stripe.js", Some(Asked::Unknown("fern"))),
            ("/basil", None),
            ("/basil/", None),
            ("/Basil/stripe.js", None),
            ("/*/stripe.js", None),
            ("//stripe.js", None),
            ("/v3/elements-inner-card-1.html", None),
            ("/v1/tokens", None),
        ] {
            assert_eq!(asked(path), expected, "{path}");
        }
    }

    #[test]
    fn a_script_says_what_it_was_served_as_and_nothing_else_changes() {
        let built = br#"(()=>{const served='__FLORIN_SERVED__';})()"#;
        let script = |train, encoding| script(built, train, "https://pay.example:8443", encoding);
        let plain = script("basil", Encoding::Identity);
        let text = String::from_utf8(plain.bytes.to_vec()).unwrap();
        let (before, rest) = text.split_once('\'').unwrap();
        let (served, after) = rest.rsplit_once('\'').unwrap();
        assert_eq!((before, after), ("(()=>{const served=", ";})()"));
        // A string of JavaScript with \u escapes only is one of JSON, too.
        let served: String = serde_json::from_str(&format!("\"{served}\"")).unwrap();
        let served: serde_json::Value = serde_json::from_str(&served).unwrap();
        assert_eq!(
            served,
            serde_json::json!({"train": "basil", "origin": "https://pay.example:8443"})
        );
        assert_ne!(plain.etag, script("v3", Encoding::Identity).etag);
        assert_ne!(plain.etag, script("basil", Encoding::Brotli).etag);
    }

    #[test]
    fn compressed_forms_hold_the_plain_one() {
        use std::io::Read as _;
        let built = b"'__FLORIN_SERVED__';".to_vec();
        let plain = script(&built, "v3", "http://x", Encoding::Identity).bytes;
        let mut opened = Vec::new();
        let br = script(&built, "v3", "http://x", Encoding::Brotli).bytes;
        brotli::Decompressor::new(&br[..], 4_096)
            .read_to_end(&mut opened)
            .unwrap();
        assert_eq!(opened, plain);
        opened.clear();
        let gzip = script(&built, "v3", "http://x", Encoding::Gzip).bytes;
        flate2::read::GzDecoder::new(&gzip[..])
            .read_to_end(&mut opened)
            .unwrap();
        assert_eq!(opened, plain);
    }
}
