//! Recognizes the same card number again without keeping it.

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use crate::vault::Pan;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LENGTH: usize = 16;

/// The secret that makes fingerprints unguessable: without it, all card numbers could be tried. It must outlive every
/// rotation of the master key, or known cards would look new; see [`crate::vault::DataKey::fingerprint_key`].
pub struct FingerprintKey(hmac::Key);

impl FingerprintKey {
    #[must_use]
    pub fn new(secret: &Zeroizing<[u8; 32]>) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_slice()))
    }
}

impl std::fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FingerprintKey(****)")
    }
}

/// Sixteen letters and digits: the same for the same number in the same scope, whatever the expiry, security code or
/// form of the id; different in every other scope. An account's test and live mode are different scopes.
#[must_use]
pub fn fingerprint(key: &FingerprintKey, scope: i64, pan: &Pan) -> String {
    recognized(key, scope, b"florin card fingerprint 1", pan.expose().as_bytes())
}

/// The same for the number of a bank account, of this type of payment method.
#[must_use]
pub fn account_fingerprint(key: &FingerprintKey, scope: i64, method: &str, number: &str) -> String {
    let label = format!("florin {method} fingerprint 1");
    recognized(key, scope, label.as_bytes(), number.as_bytes())
}

fn recognized(key: &FingerprintKey, scope: i64, label: &[u8], number: &[u8]) -> String {
    let mut context = hmac::Context::with_key(&key.0);
    context.update(label);
    context.update(&scope.to_be_bytes());
    context.update(number);
    let tag = context.sign();
    // 62^16 is a little over 2^95, so 128 bits leave no visible bias.
    let mut value = tag
        .as_ref()
        .iter()
        .take(16)
        .fold(0_u128, |value, byte| (value << 8) | u128::from(*byte));
    let mut characters = String::with_capacity(LENGTH);
    for _ in 0..LENGTH {
        characters.push(char::from(ALPHABET[(value % 62) as usize]));
        value /= 62;
    }
    characters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_number_same_scope_same_fingerprint() {
        let key = FingerprintKey::new(&Zeroizing::new([7; 32]));
        let other_key = FingerprintKey::new(&Zeroizing::new([8; 32]));
        let visa = Pan::parse("4242424242424242").expect("a number");
        let amex = Pan::parse("378282246310005").expect("a number");
        let print = fingerprint(&key, 2, &visa);
        assert_eq!(print.len(), 16);
        assert!(print.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_eq!(print, fingerprint(&key, 2, &visa));
        assert_ne!(print, fingerprint(&key, 3, &visa));
        assert_ne!(print, fingerprint(&key, 2, &amex));
        assert_ne!(print, fingerprint(&other_key, 2, &visa));
    }
}
