//! Which types a list of events asks for: one, several, or a group such as `charge.*`.

use std::sync::LazyLock;

use wire::{ApiError, Params};

/// Source: API reference, "List all events".
const TYPES_MAX: usize = 20;

/// Every type that there is, without the `*`.
static TYPES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let words = include_str!("../params/event_types.params").lines();
    let words = words
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace);
    words.filter(|word| *word != "*").collect()
});

#[derive(Debug, PartialEq, Eq)]
pub enum Wanted {
    All,
    Types(Vec<String>),
}

impl Wanted {
    pub fn of(params: &Params) -> Result<Wanted, ApiError> {
        let several: Vec<String> = params.texts("types").map(str::to_owned).collect();
        match (params.text("type"), several.is_empty()) {
            (Some(_), false) => Err(ApiError::parameters_exclusive(&["type", "types"])),
            (None, false) if several.len() > TYPES_MAX => {
                let message = format!("You may pass up to {TYPES_MAX} types.");
                Err(ApiError::invalid(message).param("types"))
            }
            (Some(one), true) => Ok(group(one)),
            (None, false) => Ok(Wanted::Types(several)),
            (None, true) => Ok(Wanted::All),
        }
    }
}

fn group(given: &str) -> Wanted {
    match given.strip_suffix('*') {
        Some("") => Wanted::All,
        Some(beginning) => {
            let fitting = TYPES.iter().filter(|name| name.starts_with(beginning));
            Wanted::Types(fitting.map(|name| (*name).to_owned()).collect())
        }
        None => Wanted::Types(vec![given.to_owned()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_all_types_that_begin_with_it() {
        let types = |given: &str| match group(given) {
            Wanted::All => None,
            Wanted::Types(types) => Some(types),
        };
        assert_eq!(types("*"), None);
        assert_eq!(
            types("refund.*").unwrap(),
            ["refund.created", "refund.failed", "refund.updated"]
        );
        assert_eq!(types("charge.succeeded").unwrap(), ["charge.succeeded"]);
        assert_eq!(types("nothing.*").unwrap(), [""; 0]);
        assert!(TYPES.len() > 250);
    }
}
