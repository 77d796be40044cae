//! Before 2023-08-16 an intent was for cards unless it said otherwise; now the account's settings decide.

use wire::versions::{Change, Node, OlderRequest, RequestChange, ResponseChange, Version};

/// The duty to give a `return_url` at confirm came with it, and applies to dynamic intents only, so it is not here.
///
/// Source: API reference, changelog of 2023-08-16, "Enables automatic payment methods by default".
pub static CHANGE: Change = Change {
    version: Version::named("2023-08-16"),
    object: "payment_intent",
    title: "Created without any choice of payment methods, it takes cards only, and `return_url` is optional.",
    request: RequestChange::Upgrade {
        operations: &["POST /v1/payment_intents"],
        apply: cards_by_default,
    },
    response: ResponseChange::Same,
};

/// Each of these is a choice of payment methods.
const CHOICES: [&str; 5] = [
    "allowed_payment_method_types",
    "automatic_payment_methods",
    "excluded_payment_method_types",
    "payment_method_configuration",
    "payment_method_types",
];

pub(crate) fn cards_by_default(request: &mut OlderRequest<'_>) {
    if !CHOICES.iter().any(|choice| request.has(choice)) {
        request.default("payment_method_types", Node::List(vec![Node::Text("card".to_owned())]));
    }
}

#[cfg(test)]
mod tests {
    use wire::form::Form;
    use wire::versions::Changes;

    use super::*;

    fn types(version: Version, operation: &str, body: &str) -> Option<String> {
        let form = Form::parse(body.as_bytes()).unwrap();
        let changes = Changes::new([&CHANGE]);
        let upgraded = changes.upgrade(version, operation, &form).unwrap();
        let node = upgraded
            .form
            .entries()
            .find(|(name, _)| *name == "payment_method_types")?
            .1;
        let mut out = String::new();
        node.write_json(&mut out);
        Some(out)
    }

    #[test]
    fn cards_unless_the_request_chooses() {
        let before = Version::named("2022-11-15");
        assert_eq!(
            types(before, "POST /v1/payment_intents", "amount=1").as_deref(),
            Some(r#"{"0":"card"}"#)
        );
        assert_eq!(
            types(before, "POST /v1/payment_intents", "payment_method_types[]=eps").as_deref(),
            Some(r#"["eps"]"#)
        );
        assert_eq!(
            types(
                before,
                "POST /v1/payment_intents",
                "automatic_payment_methods[enabled]=true"
            ),
            None
        );
        assert_eq!(
            types(before, "POST /v1/payment_intents/{intent}/confirm", "amount=1"),
            None
        );
        assert_eq!(types(CHANGE.version, "POST /v1/payment_intents", "amount=1"), None);
    }
}
