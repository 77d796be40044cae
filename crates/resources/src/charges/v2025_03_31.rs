//! Before 2025-03-31.basil what was authorized and never captured counted as refunded, and a charge named its invoice.

use serde_json::Value;
use wire::versions::{Change, Need, Object, Preload, RequestChange, ResponseChange, Version, View, fields};

/// Only the sums are shown the old way. The refunds that stood for released funds are not invented: they could be
/// neither retrieved nor listed, and no posting belongs to them.
///
/// Source: API reference, changelog of 2025-03-31.basil: "Partially capturing or canceling payments no longer creates a
/// Refund" and "Adds support for multiple (partial) payments on invoices".
pub static CHANGE: Change = Change {
    version: Version::named("2025-03-31.basil"),
    object: "charge",
    title: "`invoice` is there; authorized funds that were released count in `amount_refunded` and `refunded`.",
    request: RequestChange::Same,
    response: ResponseChange::DowngradeWith {
        needs,
        apply: downgrade,
    },
};

/// A charge does not say whether what was not captured is still held; its intent does.
fn needs(charge: &Object) -> Option<Need> {
    uncaptured(charge)?;
    let Value::String(intent) = charge.get("payment_intent")? else {
        return None;
    };
    Some(Need {
        preload: Preload::Intent,
        id: intent.clone(),
    })
}

fn downgrade(charge: &mut Object, view: &View<'_>) {
    fields::add(charge, "invoice", Value::Null);
    let Some(uncaptured) = uncaptured(charge) else { return };
    let Some(intent) = intent(charge, view) else { return };
    let released = match fields::text(intent, "status") {
        Some("canceled") => true,
        Some("succeeded") => intent.get("amount_capturable").and_then(Value::as_i64) == Some(0),
        _ => false,
    };
    let Some(refunded) = number(charge, "amount_refunded").filter(|_| released) else {
        return;
    };
    let Some(total) = refunded.checked_add(uncaptured) else {
        return;
    };
    let whole = number(charge, "amount") == Some(total);
    charge.insert("amount_refunded".to_owned(), total.into());
    if whole {
        charge.insert("refunded".to_owned(), true.into());
    }
}

/// What was authorized and not captured, if that is anything.
fn uncaptured(charge: &Object) -> Option<i64> {
    if fields::text(charge, "status") != Some("succeeded") {
        return None;
    }
    let rest = number(charge, "amount")?.checked_sub(number(charge, "amount_captured")?)?;
    (rest > 0).then_some(rest)
}

fn intent<'a>(charge: &'a Object, view: &View<'a>) -> Option<&'a Object> {
    match charge.get("payment_intent")? {
        Value::Object(expanded) => Some(expanded),
        Value::String(id) => view.get(Preload::Intent, id)?.first()?.as_object(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    }
}

fn number(charge: &Object, name: &str) -> Option<i64> {
    charge.get(name).and_then(Value::as_i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wire::versions::{Changes, Loaded};

    use super::*;

    fn charge(captured: i64, refunded: i64) -> Value {
        json!({
            "id": "ch_1", "object": "charge", "amount": 100, "amount_captured": captured, "amount_refunded": refunded,
            "captured": captured > 0, "payment_intent": "pi_1", "refunded": captured > 0 && captured == refunded, "status": "succeeded",
        })
    }

    fn sums(captured: i64, refunded: i64, status: &str, capturable: i64) -> (i64, bool) {
        let mut it = charge(captured, refunded);
        let mut loaded = Loaded::default();
        let intent =
            json!({ "id": "pi_1", "object": "payment_intent", "status": status, "amount_capturable": capturable });
        loaded.put(
            Need {
                preload: Preload::Intent,
                id: "pi_1".to_owned(),
            },
            vec![intent],
        );
        Changes::new([&CHANGE]).downgrade(Version::named("2025-02-24.acacia"), &mut it, &loaded);
        assert_eq!(it.get("invoice"), Some(&Value::Null));
        (
            it["amount_refunded"].as_i64().unwrap(),
            it["refunded"].as_bool().unwrap(),
        )
    }

    #[test]
    fn released_funds_count_as_refunded() {
        // captured, refunded, status of the intent, still capturable; amount_refunded, refunded
        let cases = [
            (100, 0, "succeeded", 0, (0, false)),
            (100, 40, "succeeded", 0, (40, false)),
            (100, 100, "succeeded", 0, (100, true)),
            (0, 0, "requires_capture", 100, (0, false)),
            (0, 0, "canceled", 0, (100, true)),
            (60, 0, "succeeded", 0, (40, false)),
            (60, 10, "succeeded", 0, (50, false)),
            (60, 60, "succeeded", 0, (100, true)),
            (60, 0, "succeeded", 40, (0, false)),
            (60, 0, "requires_capture", 40, (0, false)),
        ];
        for (captured, refunded, status, capturable, expected) in cases {
            assert_eq!(
                sums(captured, refunded, status, capturable),
                expected,
                "{captured} {refunded} {status} {capturable}"
            );
        }
    }

    #[test]
    fn the_intent_is_asked_for_only_where_it_matters() {
        let changes = Changes::new([&CHANGE]);
        let needs = |charge: &Value| changes.needs(Version::OLDEST, charge, &Loaded::default()).len();
        assert_eq!(needs(&charge(100, 0)), 0);
        assert_eq!(needs(&charge(60, 0)), 1);
        let mut failed = charge(0, 0);
        failed["status"] = json!("failed");
        assert_eq!(needs(&failed), 0);
    }
}
