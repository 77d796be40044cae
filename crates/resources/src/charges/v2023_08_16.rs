//! Up to 2023-08-16 a charge named its dispute and its destination.

use serde_json::Value;
use wire::versions::{Change, Object, RequestChange, ResponseChange, Version, fields};

/// Typed clients of that time require both fields. Source: the published SDK, which dropped them with that version.
pub static CHANGE: Change = Change {
    version: Version::named("2023-08-16"),
    object: "charge",
    title: "`destination` and, unless it is disputed, `dispute` are there.",
    request: RequestChange::Same,
    response: ResponseChange::Downgrade(downgrade),
};

/// A disputed charge does not name its dispute, for its id is not part of the charge: better no field than a wrong one.
fn downgrade(charge: &mut Object) {
    let destination = charge
        .get("transfer_data")
        .and_then(|transfer| transfer.get("destination"))
        .cloned();
    fields::add(charge, "destination", destination.unwrap_or(Value::Null));
    if charge.get("disputed").and_then(Value::as_bool) == Some(false) {
        fields::add(charge, "dispute", Value::Null);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wire::versions::{Changes, Loaded};

    use super::*;

    fn older(mut charge: Value) -> Value {
        Changes::new([&CHANGE]).downgrade(Version::named("2022-11-15"), &mut charge, &Loaded::default());
        charge
    }

    #[test]
    fn the_fields_come_back() {
        let it = older(json!({ "id": "ch_1", "object": "charge", "disputed": false, "transfer_data": null }));
        assert_eq!(
            it.to_string(),
            r#"{"id":"ch_1","object":"charge","destination":null,"dispute":null,"disputed":false,"transfer_data":null}"#
        );
        let it = older(json!({ "object": "charge", "disputed": true, "transfer_data": { "destination": "acct_1" } }));
        assert_eq!((&it["destination"], it.get("dispute")), (&json!("acct_1"), None));
    }
}
