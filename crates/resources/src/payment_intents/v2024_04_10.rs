//! Before 2024-04-10 the funds were captured while the client waited, unless it said otherwise.

use wire::versions::{Change, Node, RequestChange, ResponseChange, Version};

/// Source: API reference, changelog of 2024-04-10, "Makes automatic async the default capture method".
pub static CHANGE: Change = Change {
    version: Version::named("2024-04-10"),
    object: "payment_intent",
    title: "`capture_method` is `automatic` unless given, so a succeeded charge has its `balance_transaction` at once.",
    request: RequestChange::Upgrade {
        operations: &["POST /v1/payment_intents"],
        apply: |request| request.default("capture_method", Node::Text("automatic".to_owned())),
    },
    response: ResponseChange::Same,
};

#[cfg(test)]
mod tests {
    use wire::form::{self, Form};
    use wire::versions::Changes;

    use super::*;

    fn capture_method(version: &str, operation: &str, body: &str) -> Option<String> {
        let form = Form::parse(body.as_bytes()).unwrap();
        let changes = Changes::new([&CHANGE]);
        let upgraded = changes.upgrade(Version::named(version), operation, &form).unwrap();
        match upgraded.form.entries().find(|(name, _)| *name == "capture_method")?.1 {
            form::Node::Text(text) => Some(text.to_owned()),
            form::Node::List(_) | form::Node::Map(_) => panic!("not a text"),
        }
    }

    #[test]
    fn the_old_default_is_said_aloud() {
        let cases = [
            ("2023-10-16", "POST /v1/payment_intents", "amount=1", Some("automatic")),
            (
                "2023-10-16",
                "POST /v1/payment_intents",
                "capture_method=manual",
                Some("manual"),
            ),
            ("2023-10-16", "POST /v1/payment_intents/{intent}", "amount=1", None),
            ("2024-04-10", "POST /v1/payment_intents", "amount=1", None),
        ];
        for (version, operation, body, expected) in cases {
            assert_eq!(
                capture_method(version, operation, body).as_deref(),
                expected,
                "{version} {operation} {body}"
            );
        }
    }
}
