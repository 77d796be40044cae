//! Before 2026-09-30.endive the client could say which payment method types a setup intent takes.

use wire::versions::{Change, RequestChange, ResponseChange, Version};

/// Answers name `payment_method_types` still. The parameter tables know the parameter `until=2026-09-30`.
///
/// Source: API reference, changelog of 2026-09-30.endive, "Removes the payment method types parameter".
pub static CHANGE: Change = Change {
    version: Version::named("2026-09-30.endive"),
    object: "setup_intent",
    title: "The parameter `payment_method_types` is accepted by create and update.",
    request: RequestChange::Table,
    response: ResponseChange::Same,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_end_the_parameter_with_this_version() {
        let until = format!("until={}", &CHANGE.version.as_str()[..10]);
        for table in [include_str!("create.params"), include_str!("update.params")] {
            let row = table.lines().find(|line| line.starts_with("payment_method_types "));
            assert!(row.is_some_and(|row| row.contains(&until)), "{table}");
        }
    }
}
