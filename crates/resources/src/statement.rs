//! Statement descriptors: what cardholders read on their statements.
//!
//! Source: API reference, "Statement descriptors": 5 to 22 characters, at least one letter, none of
//! `< > \ ' " *`; prefix, `* ` and suffix together at most 22.

use wire::ApiError;

const LENGTH_MAX: usize = 22;
const LENGTH_MIN: usize = 5;

/// Checks a full descriptor.
pub fn check(descriptor: &str, param: &str) -> Result<(), ApiError> {
    let characters = descriptor.chars().count();
    if !(LENGTH_MIN..=LENGTH_MAX).contains(&characters) {
        return Err(refused("must be between 5 and 22 characters long", param));
    }
    check_characters(descriptor, param)
}

/// Checks a suffix, which the account's prefix goes before.
pub fn check_suffix(suffix: &str, param: &str) -> Result<(), ApiError> {
    if suffix.chars().count() > LENGTH_MAX {
        return Err(refused("must be at most 22 characters long", param));
    }
    check_characters(suffix, param)
}

fn check_characters(text: &str, param: &str) -> Result<(), ApiError> {
    if text.contains(['<', '>', '\\', '\'', '"', '*']) {
        return Err(refused("cannot contain any of the characters < > \\ ' \" *", param));
    }
    if !text.chars().any(char::is_alphabetic) {
        return Err(refused("must contain at least one letter", param));
    }
    Ok(())
}

fn refused(rule: &str, param: &str) -> ApiError {
    ApiError::refused(format!("The statement descriptor {rule}.")).param(param)
}

/// What the statement shows: the charge's own descriptor, or the account's prefix and the suffix.
pub fn calculated(account: &str, descriptor: Option<&str>, suffix: Option<&str>) -> String {
    match (suffix, descriptor) {
        (Some(suffix), _) => {
            let room = LENGTH_MAX.saturating_sub(suffix.chars().count() + 2);
            let prefix: String = account.chars().take(room).collect();
            format!("{prefix}* {suffix}").chars().take(LENGTH_MAX).collect()
        }
        (None, Some(descriptor)) => descriptor.to_owned(),
        (None, None) => account.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_length_and_characters() {
        for (text, right) in [
            ("SHOP COM", true),
            ("ABCD", false),
            ("12345", false),
            ("SHOP*1", false),
            ("A23456789012345678901234", false),
        ] {
            assert_eq!(check(text, "statement_descriptor").is_ok(), right, "{text}");
        }
    }

    #[test]
    fn prefix_and_suffix_share_the_room() {
        assert_eq!(calculated("FLORIN", None, None), "FLORIN");
        assert_eq!(calculated("FLORIN", Some("OWN ONE"), None), "OWN ONE");
        assert_eq!(calculated("FLORIN", None, Some("ORDER 7")), "FLORIN* ORDER 7");
        assert_eq!(
            calculated("A VERY LONG PREFIX", None, Some("ORDER 1234567"))
                .chars()
                .count(),
            22
        );
    }
}
