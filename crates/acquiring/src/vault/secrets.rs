//! Card number and security code as types that cannot be printed and are wiped when dropped.

use zeroize::{Zeroize, Zeroizing};

/// Digits in a buffer of fixed size: nothing reallocates, so wiping the buffer wipes every copy this type made.
struct Digits<const MAX: usize> {
    bytes: [u8; MAX],
    length: usize,
}

/// A secret that was sealed. Not cloned, not compared, not printed.
pub struct Secret(Zeroizing<String>);

impl Secret {
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The secret itself, for what it is kept for: never for a log or an error.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl<const MAX: usize> Digits<MAX> {
    fn collect(digits: impl Iterator<Item = u8>, lengths: std::ops::RangeInclusive<usize>) -> Option<Self> {
        let mut collected = Self {
            bytes: [0; MAX],
            length: 0,
        };
        for digit in digits {
            if !digit.is_ascii_digit() || collected.length == MAX {
                return None;
            }
            collected.bytes[collected.length] = digit;
            collected.length += 1;
        }
        lengths.contains(&collected.length).then_some(collected)
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).expect("only ASCII digits are collected")
    }
}

impl<const MAX: usize> Drop for Digits<MAX> {
    fn drop(&mut self) {
        self.bytes.zeroize();
        self.length.zeroize();
    }
}

/// A card number (primary account number): 12 to 19 digits. Not cloned, not compared, not printed.
pub struct Pan(Digits<19>);

/// A security code: 3 or 4 digits. Lives until the first authorization or an hour, whichever is earlier.
pub struct Cvc(Digits<4>);

impl Pan {
    /// None unless `digits` is 12 to 19 ASCII digits. The check digit is not looked at.
    #[must_use]
    pub fn parse(digits: &str) -> Option<Self> {
        Self::from_digits(digits.bytes())
    }

    pub(crate) fn from_digits(digits: impl Iterator<Item = u8>) -> Option<Self> {
        Digits::collect(digits, 12..=19).map(Self)
    }

    /// The number itself. For an acquirer's request and for the vault; never for a log, an error or an answer.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }

    /// The last four digits, which may be shown.
    #[must_use]
    pub fn last4(&self) -> &str {
        let digits = self.0.as_str();
        &digits[digits.len() - 4..]
    }
}

impl Cvc {
    /// None unless `digits` is 3 or 4 ASCII digits.
    #[must_use]
    pub fn parse(digits: &str) -> Option<Self> {
        Digits::collect(digits.bytes(), 3..=4).map(Self)
    }

    /// The code itself. For an acquirer's request and for the vault only.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }

    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.0.length
    }
}

impl std::fmt::Debug for Pan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pan(****{})", self.last4())
    }
}

impl std::fmt::Debug for Cvc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cvc(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_of_the_right_number() {
        for (digits, good) in [
            ("4242424242424242", true),
            ("123456789012", true),
            ("12345678901", false),
            ("12345678901234567890", false),
            ("42424242 4242424", false),
            ("４２４２42424242", false),
            ("", false),
        ] {
            assert_eq!(Pan::parse(digits).is_some(), good, "{digits}");
        }
        for (digits, good) in [
            ("123", true),
            ("1234", true),
            ("12", false),
            ("12345", false),
            ("12a", false),
        ] {
            assert_eq!(Cvc::parse(digits).is_some(), good, "{digits}");
        }
    }

    #[test]
    fn debug_is_masked() {
        assert_eq!(format!("{:?}", Pan::parse("4242424242424242")), "Some(Pan(****4242))");
        assert_eq!(format!("{:?}", Cvc::parse("987")), "Some(Cvc(***))");
    }
}
