//! How elements show a payment method, and which ones they can show.

use acquiring::methods::{self, Kind, Method, Part};
use serde_json::{Value, json};

/// The form that elements have for a method; `None` if they have none.
fn form(method: &Method) -> Option<&'static str> {
    match (method.name, method.kind) {
        ("card", _) => Some("card"),
        ("link", _) => Some("link"),
        ("us_bank_account", _) => Some("bank_dialog"),
        ("sepa_debit", _) => Some("iban"),
        // Other debits want account numbers that elements have no fields for.
        (_, Kind::Debit | Kind::DebitVerified) => None,
        (_, Kind::Voucher | Kind::Transfer) => Some("voucher"),
        (_, Kind::Instant | Kind::Redirect | Kind::RedirectDelayed | Kind::Scan | Kind::Push) => Some("redirect"),
    }
}

pub(super) fn can_be_shown(name: &str) -> bool {
    methods::named(name).is_some_and(|method| form(method).is_some())
}

/// What elements need to know of a method. `saves`: it is to be used again later.
pub(super) fn spec(name: &str, saves: bool) -> Option<Value> {
    let method = methods::named(name)?;
    let form = form(method)?;
    let saving = method.requires_saving.iter().filter(|_| saves);
    // There is no field for a tax id: it is given with the confirmation.
    let asked = method
        .requires
        .iter()
        .chain(saving)
        .filter(|part| **part != Part::TaxId);
    let mut required: Vec<&str> = asked.map(|part| part.as_str()).collect();
    required.sort_unstable();
    required.dedup();
    Some(json!({
        "type": method.name,
        "kind": form,
        "delayed": method.is_delayed(),
        "reusable": method.saved_as.is_some(),
        "required": required,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_says_what_it_needs() {
        let required = |name: &str, saves| spec(name, saves).map(|spec| spec["required"].to_string());
        assert_eq!(required("card", true).as_deref(), Some("[]"));
        assert_eq!(required("sepa_debit", false).as_deref(), Some(r#"["email","name"]"#));
        assert_eq!(required("ideal", false).as_deref(), Some("[]"));
        assert_eq!(required("ideal", true).as_deref(), Some(r#"["email","name"]"#));
        assert_eq!(
            required("boleto", false).as_deref(),
            Some(r#"["address","email","name"]"#)
        );
        assert_eq!(required("bacs_debit", false), None);
        assert_eq!(required("seashells", false), None);
    }
}
