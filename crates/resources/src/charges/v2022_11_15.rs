//! Before 2022-11-15 a charge listed its refunds without being asked to.

use wire::versions::{Change, Need, Object, Preload, RequestChange, ResponseChange, Version, View, fields};

/// Source: API reference, changelog of 2022-11-15, "The Charges object no longer auto-expands refunds by default".
pub static CHANGE: Change = Change {
    version: Version::named("2022-11-15"),
    object: "charge",
    title: "`refunds` lists the refunds, newest first, without `expand`.",
    request: RequestChange::Same,
    response: ResponseChange::DowngradeWith {
        needs,
        apply: downgrade,
    },
};

/// Nothing if the client expanded the list itself.
fn needs(charge: &Object) -> Option<Need> {
    let id = fields::text(charge, "id").filter(|_| !charge.contains_key("refunds"))?;
    Some(Need {
        preload: Preload::RefundsOfCharge,
        id: id.to_owned(),
    })
}

fn downgrade(charge: &mut Object, view: &View<'_>) {
    let Some(need) = needs(charge) else { return };
    if let Some(refunds) = view.get(need.preload, &need.id) {
        fields::add(
            charge,
            "refunds",
            fields::list(refunds, format!("/v1/charges/{}/refunds", need.id)),
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use wire::versions::{Changes, Loaded};

    use super::*;

    fn older(mut charge: Value, refunds: Vec<Value>) -> Value {
        let mut loaded = Loaded::default();
        loaded.put(
            Need {
                preload: Preload::RefundsOfCharge,
                id: "ch_1".to_owned(),
            },
            refunds,
        );
        Changes::new([&CHANGE]).downgrade(Version::named("2022-08-01"), &mut charge, &loaded);
        charge
    }

    #[test]
    fn the_refunds_are_listed() {
        let refund = json!({ "id": "re_1", "object": "refund", "amount": 5 });
        let it = older(
            json!({ "id": "ch_1", "object": "charge", "refunded": false, "review": null }),
            vec![refund.clone()],
        );
        let list = json!({ "object": "list", "data": [refund], "has_more": false, "total_count": 1, "url": "/v1/charges/ch_1/refunds" });
        let expected = json!({ "id": "ch_1", "object": "charge", "refunded": false, "refunds": list, "review": null });
        assert_eq!(it.to_string(), expected.to_string());
    }

    #[test]
    fn an_expanded_list_stays() {
        let it = json!({ "id": "ch_1", "object": "charge", "refunds": { "object": "list", "data": [] } });
        assert_eq!(older(it.clone(), vec![json!({})]), it);
        assert_eq!(
            Changes::new([&CHANGE]).needs(Version::OLDEST, &it, &Loaded::default()),
            []
        );
    }
}
