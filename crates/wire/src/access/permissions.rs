//! What restricted keys can be allowed. Source: API reference, "Restricted API keys", and observed refusals.

use std::collections::HashSet;
use std::sync::LazyLock;

static NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| include_str!("permissions.txt").lines().collect());

/// Whoever holds the first has the second.
const IMPLIED: &[(&str, &str)] = &[
    ("payment_method", "source_read"),
    ("setup_intent", "mandate_read"),
    ("transfer", "payout_read"),
];

/// Whether there is a permission of this name.
pub fn is_permission(name: &str) -> bool {
    NAMES.contains(name)
}

/// Whether who holds these permissions has the wanted one: writing includes reading.
pub fn grants(held: &[String], wanted: &str) -> bool {
    let read = wanted.strip_suffix("_read");
    let grants = |held: &str| {
        let (stem, level) = held.rsplit_once('_').unwrap_or((held, ""));
        let includes = level == "write" && read == Some(stem);
        held == wanted || includes || IMPLIED.contains(&(stem, wanted))
    };
    held.iter().any(|held| grants(held))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_includes_reading_and_some_permissions_others() {
        let cases = [
            ("charge_read", "charge_read", true),
            ("charge_write", "charge_read", true),
            ("charge_read", "charge_write", false),
            ("charge_write", "customer_read", false),
            ("setup_intent_read", "mandate_read", true),
            ("setup_intent_write", "mandate_read", true),
            ("setup_intent_write", "mandate_write", false),
            ("payment_method_read", "source_read", true),
            ("transfer_write", "payout_read", true),
            ("payout_read", "transfer_read", false),
        ];
        for (held, wanted, expected) in cases {
            assert_eq!(grants(&[held.to_owned()], wanted), expected, "{held} {wanted}");
            assert!(is_permission(held) && is_permission(wanted));
        }
        assert!(!grants(&[], "charge_read") && !is_permission("charge") && !is_permission(""));
    }
}
