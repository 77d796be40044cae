//! Before 2022-11-15 a payment intent listed its charges; now it links to the latest.

use wire::versions::{
    Change, Need, Object, OlderRequest, Preload, RequestChange, ResponseChange, Split, Version, View, fields,
};

/// Source: API reference, changelog of 2022-11-15, "Removes the charges attribute from the PaymentIntent object".
pub static CHANGE: Change = Change {
    version: Version::named("2022-11-15"),
    object: "payment_intent",
    title: "`charges` lists the charges, newest first (`latest_charge` is there too), and `expand` may reach into it.",
    request: RequestChange::Upgrade {
        operations: &[],
        apply: upgrade,
    },
    response: ResponseChange::DowngradeWith {
        needs,
        apply: downgrade,
    },
};

fn upgrade(request: &mut OlderRequest<'_>) {
    request.take_expansions(Preload::ChargesOfIntent, split);
}

/// `data.charges.data.refunds` is two things: nothing to expand in the intent, and `refunds` in each of its charges.
/// In `payment_intent.charges` the link before it is still to be expanded.
fn split(path: &str) -> Option<Split> {
    let names: Vec<&str> = path.split('.').collect();
    let at = names.iter().position(|name| *name == "charges")?;
    let before = names[..at].join(".");
    let after = match names[at + 1..] {
        ["data", ref inner @ ..] => inner.join("."),
        ref inner => inner.join("."),
    };
    let stays = (!before.is_empty() && before != "data").then_some(before);
    let inner = (!after.is_empty()).then_some(after);
    Some(Split { stays, inner })
}

/// The reduced object that a publishable key sees has neither field.
fn needs(intent: &Object) -> Option<Need> {
    let id = fields::text(intent, "id").filter(|_| intent.contains_key("latest_charge"))?;
    Some(Need {
        preload: Preload::ChargesOfIntent,
        id: id.to_owned(),
    })
}

fn downgrade(intent: &mut Object, view: &View<'_>) {
    let Some(need) = needs(intent) else { return };
    let latest = intent.get("latest_charge").filter(|charge| charge.is_object());
    let charges = match (view.get(need.preload, &need.id), latest) {
        (Some(charges), _) => fields::list(charges, url(&need.id)),
        (None, Some(latest)) => fields::list(std::slice::from_ref(latest), url(&need.id)),
        (None, None) => return,
    };
    fields::add(intent, "charges", charges);
}

fn url(id: &str) -> String {
    format!("/v1/charges?payment_intent={id}")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use wire::form::Form;
    use wire::versions::{Changes, Loaded};

    use super::*;

    fn older(mut intent: Value, charges: Option<Vec<Value>>) -> Value {
        let mut loaded = Loaded::default();
        if let Some(charges) = charges {
            loaded.put(
                Need {
                    preload: Preload::ChargesOfIntent,
                    id: "pi_1".to_owned(),
                },
                charges,
            );
        }
        Changes::new([&CHANGE]).downgrade(Version::OLDEST, &mut intent, &loaded);
        intent
    }

    fn intent(latest_charge: Value) -> Value {
        json!({ "id": "pi_1", "object": "payment_intent", "capture_method": "manual", "client_secret": "s", "latest_charge": latest_charge })
    }

    #[test]
    fn the_charges_are_listed() {
        let charge = json!({ "id": "ch_1", "object": "charge" });
        let expected = json!({ "object": "list", "data": [charge], "has_more": false, "total_count": 1, "url": "/v1/charges?payment_intent=pi_1" });
        let it = older(intent(json!("ch_1")), Some(vec![charge.clone()]));
        assert_eq!(it["charges"], expected);
        assert_eq!(it["latest_charge"], "ch_1");
        assert_eq!(
            it.as_object().unwrap().keys().nth(3).map(String::as_str),
            Some("charges"),
            "at its place"
        );
        assert_eq!(
            older(intent(charge.clone()), None)["charges"],
            expected,
            "an expanded latest charge does as well"
        );
        assert_eq!(older(intent(Value::Null), Some(vec![]))["charges"]["data"], json!([]));
    }

    #[test]
    fn a_reduced_intent_stays_reduced() {
        let reduced = json!({ "id": "pi_1", "object": "payment_intent", "client_secret": "s" });
        assert_eq!(older(reduced.clone(), Some(vec![])), reduced);
    }

    #[test]
    fn expansions_below_charges_go_to_the_charges() {
        let cases = [
            ("charges", None, None),
            ("charges.data", None, None),
            ("charges.data.balance_transaction", None, Some("balance_transaction")),
            ("data.charges.data.customer", None, Some("customer")),
            (
                "payment_intent.charges.data.refunds.data.charge",
                Some("payment_intent"),
                Some("refunds.data.charge"),
            ),
            ("data.payment_intent.charges", Some("data.payment_intent"), None),
        ];
        for (path, stays, inner) in cases {
            let (stays, inner) = (stays.map(str::to_owned), inner.map(str::to_owned));
            assert_eq!(split(path), Some(Split { stays, inner }), "{path}");
        }
        assert_eq!(split("latest_charge.refunds"), None);
    }

    #[test]
    fn a_request_keeps_its_other_expansions() {
        let changes = Changes::new([&CHANGE]);
        let form = Form::parse(b"expand[]=customer&expand[]=charges.data.refunds").unwrap();
        let upgraded = changes
            .upgrade(Version::OLDEST, "GET /v1/payment_intents/{intent}", &form)
            .unwrap();
        assert_eq!(upgraded.expand, [(Preload::ChargesOfIntent, "refunds".to_owned())]);
        let mut kept = String::new();
        upgraded.form.entries().next().unwrap().1.write_json(&mut kept);
        assert!(kept.contains("customer") && !kept.contains("charges"), "{kept}");
    }
}
