//! Before 2023-08-16 a setup intent was for cards unless it said otherwise; now the account's settings decide.

use wire::versions::{Change, RequestChange, ResponseChange, Version};

use crate::versions::payment_intents_v2023_08_16::cards_by_default;

/// Source: API reference, changelog of 2023-08-16, "Enables automatic payment methods by default".
pub static CHANGE: Change = Change {
    version: Version::named("2023-08-16"),
    object: "setup_intent",
    title: "Created without any choice of payment methods, it takes cards only, and `return_url` is optional.",
    request: RequestChange::Upgrade {
        operations: &["POST /v1/setup_intents"],
        apply: cards_by_default,
    },
    response: ResponseChange::Same,
};

#[cfg(test)]
mod tests {
    use wire::form::Form;
    use wire::versions::Changes;

    use super::*;

    #[test]
    fn cards_unless_the_request_chooses() {
        let changes = Changes::new([&CHANGE]);
        for (body, adds) in [
            ("", true),
            ("usage=on_session", true),
            ("automatic_payment_methods[enabled]=true", false),
        ] {
            let form = Form::parse(body.as_bytes()).unwrap();
            let upgraded = changes
                .upgrade(Version::OLDEST, "POST /v1/setup_intents", &form)
                .unwrap();
            assert_eq!(
                upgraded.form.entries().any(|(name, _)| name == "payment_method_types"),
                adds,
                "{body}"
            );
        }
    }
}
