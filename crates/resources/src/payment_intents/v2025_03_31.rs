//! Before 2025-03-31.basil a payment intent named its invoice, and an expired hold canceled it `automatic`ally.

use serde_json::Value;
use wire::versions::{Change, Object, RequestChange, ResponseChange, Version, fields};

/// Source: API reference, changelog of 2025-03-31.basil: "Adds support for multiple (partial) payments on invoices" and
/// "Partially capturing or canceling payments no longer creates a Refund".
pub static CHANGE: Change = Change {
    version: Version::named("2025-03-31.basil"),
    object: "payment_intent",
    title: "`invoice` is there; `cancellation_reason` is `automatic` where it now is `expired`.",
    request: RequestChange::Same,
    response: ResponseChange::Downgrade(downgrade),
};

/// There are no invoices yet, so none can be named. The reduced object of a publishable key never named one.
fn downgrade(intent: &mut Object) {
    if intent.contains_key("latest_charge") {
        fields::add(intent, "invoice", Value::Null);
    }
    if fields::text(intent, "cancellation_reason") == Some("expired") {
        intent.insert("cancellation_reason".to_owned(), "automatic".into());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wire::versions::{Changes, Loaded};

    use super::*;

    fn older(version: &str, mut intent: Value) -> Value {
        Changes::new([&CHANGE]).downgrade(Version::named(version), &mut intent, &Loaded::default());
        intent
    }

    #[test]
    fn older_intents_have_an_invoice_and_the_older_reason() {
        let expired = json!({ "id": "pi_1", "object": "payment_intent", "cancellation_reason": "expired", "last_payment_error": null, "latest_charge": null });
        let expected = json!({ "id": "pi_1", "object": "payment_intent", "cancellation_reason": "automatic", "invoice": null, "last_payment_error": null, "latest_charge": null });
        assert_eq!(
            older("2025-02-24.acacia", expired.clone()).to_string(),
            expected.to_string()
        );
        assert_eq!(older("2025-03-31.basil", expired.clone()), expired);
    }

    #[test]
    fn other_reasons_and_reduced_intents_stay() {
        for reason in ["duplicate", "abandoned", "automatic"] {
            let it = json!({ "id": "pi_1", "object": "payment_intent", "cancellation_reason": reason });
            assert_eq!(older("2020-08-27", it.clone()), it);
        }
    }
}
