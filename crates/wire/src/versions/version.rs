//! The versions of the API, in the order they came.

use std::fmt;

/// A dated version of the API. Later versions are greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u8);

/// Oldest first. Source: the versions that the published SDK accepts for a webhook endpoint, from 2020-08-27 on.
///
/// Earlier ones (back to 2011) are refused: no SDK of the last years sends them, and search needs 2020-08-27 anyway.
const NAMES: &[&str] = &[
    "2020-08-27",
    "2022-08-01",
    "2022-11-15",
    "2023-08-16",
    "2023-10-16",
    "2024-04-10",
    "2024-06-20",
    "2024-09-30.acacia",
    "2024-10-28.acacia",
    "2024-11-20.acacia",
    "2024-12-18.acacia",
    "2025-01-27.acacia",
    "2025-02-24.acacia",
    "2025-03-01.dashboard",
    "2025-03-31.basil",
    "2025-04-30.basil",
    "2025-05-28.basil",
    "2025-06-30.basil",
    "2025-07-30.basil",
    "2025-08-27.basil",
    "2025-09-30.clover",
    "2025-10-29.clover",
    "2025-11-17.clover",
    "2025-12-15.clover",
    "2026-01-28.clover",
    "2026-02-25.clover",
    "2026-03-25.dahlia",
    "2026-04-22.dahlia",
    "2026-05-27.dahlia",
    "2026-06-24.dahlia",
    "2026-07-29.dahlia",
    "2026-08-26.dahlia",
    "2026-09-30.endive",
    "2026-10-28.endive",
];

impl Version {
    pub const OLDEST: Self = Self(0);
    /// The only version that the product itself knows.
    pub const NEWEST: Self = Self((NAMES.len() - 1) as u8);

    /// The version of a name written in the source; in a constant, a misspelt one does not compile.
    pub const fn named(name: &str) -> Self {
        let mut at = 0;
        while at < NAMES.len() {
            if same(NAMES[at].as_bytes(), name.as_bytes()) {
                return Self(at as u8);
            }
            at += 1;
        }
        panic!("no such API version");
    }

    /// The version that a `Stripe-Version` header, an account or a webhook endpoint names. Exact spelling only.
    pub fn parse(text: &str) -> Option<Self> {
        // The names sort as they came: a date is of fixed width, and no date has two names.
        NAMES.binary_search(&text).ok().map(|at| Self(at as u8))
    }

    pub fn as_str(self) -> &'static str {
        NAMES[usize::from(self.0)]
    }

    /// Every version that is honored, oldest first.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator {
        (0..NAMES.len()).map(|at| Self(at as u8))
    }
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_and_have_one_shape() {
        assert!(NAMES.is_sorted_by(|a, b| a[..10] < b[..10]), "dates rise");
        assert!(NAMES.is_sorted(), "so that parsing may search");
        for name in NAMES {
            let (date, word) = name.split_at(10);
            assert!(date.bytes().enumerate().all(|(at, b)| if at == 4 || at == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }));
            assert!(word.is_empty() || (word.starts_with('.') && word[1..].bytes().all(|b| b.is_ascii_lowercase())));
        }
    }

    #[test]
    fn every_name_parses_to_itself() {
        for version in Version::all() {
            assert_eq!(Version::parse(version.as_str()), Some(version));
            assert_eq!(version.to_string(), version.as_str());
        }
        assert_eq!(Version::NEWEST.as_str(), "2026-10-28.endive");
        assert_eq!(Version::OLDEST.as_str(), "2020-08-27");
    }

    #[test]
    fn nothing_else_is_a_version() {
        for text in [
            "",
            "2020-03-02",
            "2024-09-30",
            "2024-09-30.Acacia",
            " 2020-08-27",
            "latest",
            "2026-10-28.endive ",
        ] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }

    #[test]
    fn versions_compare_by_date() {
        assert!(Version::named("2022-11-15") < Version::named("2024-09-30.acacia"));
        assert!(Version::named("2026-09-30.endive") < Version::NEWEST);
    }
}
