//! Up to 2023-08-16 a charge named its dispute and its destination.

use serde_json::Value;
use wire::versions::{Change, Need, Object, Preload, RequestChange, ResponseChange, Version, View, fields};

/// Typed clients of that time require both fields. Source: the published SDK, which dropped them with that version.
pub static CHANGE: Change = Change {
    version: Version::named("2023-08-16"),
    object: "charge",
    title: "`destination` and `dispute` are there.",
    request: RequestChange::Same,
    response: ResponseChange::DowngradeWith {
        needs,
        apply: downgrade,
    },
};

/// The charge itself says only that it was disputed.
fn needs(charge: &Object) -> Option<Need> {
    let disputed = charge.get("disputed").and_then(Value::as_bool) == Some(true);
    let id = fields::text(charge, "id").filter(|_| disputed)?;
    Some(Need {
        preload: Preload::DisputesOfCharge,
        id: id.to_owned(),
    })
}

fn downgrade(charge: &mut Object, view: &View<'_>) {
    let destination = charge
        .get("transfer_data")
        .and_then(|transfer| transfer.get("destination"))
        .cloned();
    fields::add(charge, "destination", destination.unwrap_or(Value::Null));
    let disputes = needs(charge).and_then(|need| view.get(need.preload, &need.id));
    let newest = disputes.and_then(|disputes| disputes.first()?.get("id").cloned());
    fields::add(charge, "dispute", newest.unwrap_or(Value::Null));
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wire::versions::{Changes, Loaded};

    use super::*;

    fn older(mut charge: Value) -> Value {
        let mut loaded = Loaded::default();
        let need = Need {
            preload: Preload::DisputesOfCharge,
            id: "ch_1".to_owned(),
        };
        loaded.put(need, vec![json!({ "id": "du_2" }), json!({ "id": "du_1" })]);
        Changes::new([&CHANGE]).downgrade(Version::named("2022-11-15"), &mut charge, &loaded);
        charge
    }

    #[test]
    fn the_fields_come_back() {
        let it = older(json!({ "id": "ch_1", "object": "charge", "disputed": false, "transfer_data": null }));
        assert_eq!(
            it.to_string(),
            r#"{"id":"ch_1","object":"charge","destination":null,"dispute":null,"disputed":false,"transfer_data":null}"#
        );
        let transfer = json!({ "destination": "acct_1" });
        let it = older(json!({ "id": "ch_1", "object": "charge", "disputed": true, "transfer_data": transfer }));
        assert_eq!((&it["destination"], &it["dispute"]), (&json!("acct_1"), &json!("du_2")));
    }
}
