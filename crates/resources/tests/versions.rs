//! All changes between API versions at once.

use proptest::prelude::*;
use resources::versions::{ALL, changes};
use serde_json::{Value, json};
use wire::form::Form;
use wire::versions::{Loaded, Need, Preload, Version};

fn charge(id: &str) -> Value {
    json!({
        "id": id, "object": "charge", "amount": 100, "amount_captured": 60, "amount_refunded": 0, "captured": true,
        "disputed": false, "payment_intent": "pi_1", "refunded": false, "status": "succeeded", "transfer_data": null,
    })
}

fn intent() -> Value {
    json!({
        "id": "pi_1", "object": "payment_intent", "amount_capturable": 0, "capture_method": "manual",
        "latest_charge": charge("ch_2"), "metadata": { "object": "charge" }, "status": "succeeded",
    })
}

/// Loads what is asked for, as the renderer does.
fn older(version: &str, mut answer: Value) -> Value {
    let version = Version::named(version);
    let mut loaded = Loaded::default();
    loop {
        let needs = changes().needs(version, &answer, &loaded);
        if needs.is_empty() {
            break;
        }
        for need in needs {
            let found = match need.preload {
                Preload::ChargesOfIntent => vec![charge("ch_2"), charge("ch_1")],
                Preload::RefundsOfCharge => vec![json!({ "id": "re_1", "object": "refund", "amount": 60 })],
                Preload::DisputesOfCharge => vec![json!({ "id": "du_1", "object": "dispute" })],
                Preload::Intent => vec![intent()],
            };
            loaded.put(need, found);
        }
    }
    changes().downgrade(version, &mut answer, &loaded);
    answer
}

#[test]
fn an_intent_of_2020_holds_charges_that_hold_refunds() {
    let it = older("2020-08-27", intent());
    assert_eq!(it["invoice"], Value::Null);
    assert_eq!(it["charges"]["total_count"], 2);
    for charge in [
        &it["charges"]["data"][0],
        &it["charges"]["data"][1],
        &it["latest_charge"],
    ] {
        assert_eq!(charge["refunds"]["data"][0]["id"], "re_1");
        assert_eq!(charge["amount_refunded"], 40, "what was released");
        assert!(charge["destination"].is_null() && charge.as_object().unwrap().contains_key("invoice"));
    }
    assert_eq!(it["metadata"], json!({ "object": "charge" }));
}

#[test]
fn an_event_for_an_old_endpoint_is_as_old() {
    let event = json!({
        "id": "evt_1", "object": "event", "api_version": "2020-08-27", "data": { "object": intent() },
        "type": "payment_intent.succeeded",
    });
    let it = older("2026-10-28.endive", event);
    assert_eq!(it["data"]["object"]["charges"]["data"][0]["id"], "ch_2");
}

#[test]
fn an_intent_in_an_error_is_converted() {
    let error = json!({ "error": { "code": "card_declined", "payment_intent": intent(), "type": "card_error" } });
    assert_eq!(
        older("2022-08-01", error)["error"]["payment_intent"]["charges"]["object"],
        "list"
    );
}

#[test]
fn from_basil_on_no_answer_is_touched() {
    let text = intent().to_string();
    for version in Version::all() {
        let expected = version < Version::named("2025-03-31.basil");
        assert_eq!(changes().reshapes(version, text.as_bytes()), expected, "{version}");
        assert!(
            !changes().reshapes(version, br#"{"id":"cus_1","object":"customer"}"#),
            "{version}"
        );
    }
}

#[test]
fn an_intent_created_in_2020_says_what_it_meant() {
    let form = Form::parse(b"amount=100&currency=eur&expand[]=charges.data.balance_transaction").unwrap();
    let upgraded = changes()
        .upgrade(Version::OLDEST, "POST /v1/payment_intents", &form)
        .unwrap();
    let expected = b"amount=100&currency=eur&payment_method_types[]=card&capture_method=automatic";
    let print = |form: &Form| {
        let mut bytes = Vec::new();
        form.fingerprint(&mut |part| bytes.extend_from_slice(part));
        bytes
    };
    assert_eq!(print(&upgraded.form), print(&Form::parse(expected).unwrap()));
    assert_eq!(
        upgraded.expand,
        [(Preload::ChargesOfIntent, "balance_transaction".to_owned())]
    );
}

#[test]
fn the_table_has_every_module() {
    let table = changes().markdown();
    for change in ALL {
        assert!(table.contains(change.title), "{}", change.title);
        assert!(
            !change.title.contains('|') && change.title.ends_with('.'),
            "{}",
            change.title
        );
    }
}

/// `FLORIN_WRITE=1 cargo test -p resources --test versions` writes the page.
#[test]
fn the_page_of_versions_is_up_to_date() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/versions.md");
    if std::env::var_os("FLORIN_WRITE").is_some() {
        std::fs::write(&page, changes().markdown()).unwrap();
    }
    let written = std::fs::read_to_string(&page).unwrap_or_default();
    assert_eq!(
        written,
        changes().markdown(),
        "set FLORIN_WRITE=1 to write {}",
        page.display()
    );
}

/// Objects that look like ours, with anything in their fields.
fn any_answer() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(vec![
            "ch_1",
            "pi_1",
            "succeeded",
            "canceled",
            "expired",
            "2020-08-27",
            "2024-04-10"
        ])
        .prop_map(Value::from),
    ];
    let kind = prop::sample::select(vec![
        "charge",
        "payment_intent",
        "setup_intent",
        "event",
        "list",
        "customer",
        "refund",
    ]);
    let field = prop::sample::select(vec![
        "id",
        "amount",
        "amount_captured",
        "amount_refunded",
        "api_version",
        "cancellation_reason",
        "charges",
        "data",
        "disputed",
        "invoice",
        "latest_charge",
        "metadata",
        "object",
        "payment_intent",
        "refunds",
        "status",
        "transfer_data",
    ]);
    scalar.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            4 => (kind.clone(), prop::collection::vec((field.clone(), inner), 0..8)).prop_map(|(kind, fields)| {
                let mut object = serde_json::Map::new();
                object.insert("object".to_owned(), kind.into());
                object.extend(fields.into_iter().map(|(name, value)| (name.to_owned(), value)));
                Value::Object(object)
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_answer_survives_any_version(answer in any_answer(), at in 0..Version::all().len()) {
        let version = Version::all().nth(at).unwrap();
        let mut loaded = Loaded::default();
        for preload in [
            Preload::ChargesOfIntent,
            Preload::RefundsOfCharge,
            Preload::DisputesOfCharge,
            Preload::Intent,
        ] {
            for id in ["ch_1", "pi_1"] {
                loaded.put(Need { preload, id: id.to_owned() }, vec![answer.clone()]);
            }
        }
        let mut it = answer.clone();
        changes().downgrade(version, &mut it, &Loaded::default());
        let text = answer.to_string();
        if !text.contains("\"event\"") && !changes().reshapes(version, text.as_bytes()) {
            prop_assert_eq!(&it, &answer);
        }
        changes().needs(version, &answer, &loaded);
        changes().downgrade(version, &mut it, &loaded);
    }
}
