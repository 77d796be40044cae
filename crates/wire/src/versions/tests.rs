//! The mechanism, with changes made up for it.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::form::Form;

const SPRING: Version = Version::named("2024-04-10");
const AUTUMN: Version = Version::named("2024-09-30.acacia");

static RENAMED: Change = Change {
    version: AUTUMN,
    object: "dog",
    title: "`name` was `title`.",
    request: RequestChange::Upgrade {
        operations: &["dogs.create"],
        apply: |request| request.default("b", Node::Text("2".into())),
    },
    response: ResponseChange::Downgrade(|dog| {
        if let Some(name) = dog.remove("name") {
            fields::add(dog, "title", name);
        }
    }),
};

static RENAMED_BEFORE: Change = Change {
    version: SPRING,
    object: "dog",
    title: "`title` was `label`; there was a list of `friends`.",
    request: RequestChange::Upgrade {
        operations: &[],
        apply: |request| {
            if request.has("a") {
                request.default("b", Node::Text("1".into()));
            }
        },
    },
    response: ResponseChange::DowngradeWith {
        needs: |dog| {
            fields::text(dog, "id").map(|id| Need {
                preload: Preload::ChargesOfIntent,
                id: id.to_owned(),
            })
        },
        apply: |dog, view| {
            if let Some(title) = dog.remove("title") {
                fields::add(dog, "label", title);
            }
            let friends = fields::text(dog, "id")
                .and_then(|id| view.get(Preload::ChargesOfIntent, id))
                .map(<[Value]>::to_vec);
            if let Some(friends) = friends {
                fields::add(dog, "friends", friends);
            }
        },
    },
};

fn changes() -> Changes {
    Changes::new([&RENAMED_BEFORE, &RENAMED])
}

fn downgraded(version: Version, mut answer: Value) -> Value {
    changes().downgrade(version, &mut answer, &Loaded::default());
    answer
}

fn dog() -> Value {
    json!({ "id": "dog_1", "object": "dog", "name": "Rex" })
}

#[test]
fn answers_go_back_one_change_at_a_time() {
    assert_eq!(downgraded(Version::NEWEST, dog())["name"], "Rex");
    assert_eq!(
        downgraded(AUTUMN, dog())["name"],
        "Rex",
        "the version of the change has the new behavior"
    );
    assert_eq!(downgraded(SPRING, dog())["title"], "Rex");
    assert_eq!(
        downgraded(Version::OLDEST, dog()),
        json!({ "id": "dog_1", "object": "dog", "label": "Rex" })
    );
}

#[test]
fn requests_go_forward_in_order() {
    let form = Form::parse(b"a=1").unwrap();
    let value = |version, operation| {
        let changes = changes();
        let upgraded = changes.upgrade(version, operation, &form).unwrap();
        upgraded
            .form
            .entries()
            .find(|(name, _)| *name == "b")
            .map(|(_, node)| match node {
                crate::form::Node::Text(text) => text.to_owned(),
                _ => panic!("not a text"),
            })
    };
    assert_eq!(
        value(Version::OLDEST, "dogs.create").as_deref(),
        Some("1"),
        "the older assumption wins"
    );
    assert_eq!(
        value(Version::OLDEST, "cats.create").as_deref(),
        Some("1"),
        "no operations means all"
    );
    assert_eq!(value(SPRING, "dogs.create").as_deref(), Some("2"));
    assert_eq!(value(SPRING, "cats.create"), None);
    assert_eq!(value(Version::NEWEST, "dogs.create"), None);
}

#[test]
fn objects_are_found_wherever_they_are() {
    let answer =
        json!({ "object": "list", "data": [{ "object": "cat", "enemy": dog() }, { "error": { "dog": dog() } }] });
    let answer = downgraded(SPRING, answer);
    assert_eq!(answer["data"][0]["enemy"]["title"], "Rex");
    assert_eq!(answer["data"][1]["error"]["dog"]["title"], "Rex");
}

#[test]
fn metadata_is_the_clients() {
    let answer = json!({ "object": "cat", "metadata": dog(), "previous_attributes": dog() });
    assert_eq!(downgraded(SPRING, answer.clone()), answer);
}

#[test]
fn an_event_keeps_its_version() {
    let event = |version: Value| json!({ "id": "evt_1", "object": "event", "api_version": version, "data": { "object": dog() } });
    for asked in [Version::NEWEST, SPRING, Version::OLDEST] {
        assert_eq!(
            downgraded(asked, event(json!("2024-09-30.acacia")))["data"]["object"]["name"],
            "Rex"
        );
        assert_eq!(
            downgraded(asked, event(json!("2024-04-10")))["data"]["object"]["title"],
            "Rex"
        );
        assert_eq!(downgraded(asked, event(json!(null)))["data"]["object"]["name"], "Rex");
    }
    let changes = changes();
    let text = event(json!("2024-04-10")).to_string();
    assert!(changes.reshapes(Version::NEWEST, text.as_bytes()));
    assert!(changes.reshapes(
        Version::NEWEST,
        format!(r#"{{"object":"list","data":[{text}]}}"#).as_bytes()
    ));
    assert!(!changes.reshapes(
        Version::NEWEST,
        event(json!("2024-09-30.acacia")).to_string().as_bytes()
    ));
}

#[test]
fn only_what_differs_is_parsed() {
    let changes = changes();
    let text = dog().to_string();
    assert!(!changes.reshapes(Version::NEWEST, text.as_bytes()));
    assert!(!changes.reshapes(AUTUMN, text.as_bytes()));
    assert!(changes.reshapes(SPRING, text.as_bytes()));
    assert!(
        changes.reshapes(
            SPRING,
            br#"{"object": "cat", "enemy": {"id": "dog_1", "object": "dog"}}"#
        ),
        "spaces too"
    );
    assert!(!changes.reshapes(SPRING, br#"{"object":"cat","description":"{\"object\":\"dog\"}"}"#));
}

#[test]
fn needs_are_asked_for_until_all_are_there_and_shown_without_end() {
    let changes = changes();
    let friend = |id: &str, of: Value| json!({ "id": id, "object": "dog", "name": "Bo", "owner": of });
    let answer = friend("dog_1", json!(null));
    let mut loaded = Loaded::default();
    let need = |id: &str| Need {
        preload: Preload::ChargesOfIntent,
        id: id.to_owned(),
    };

    assert_eq!(changes.needs(SPRING, &answer, &loaded), []);
    assert_eq!(changes.needs(Version::OLDEST, &answer, &loaded), [need("dog_1")]);
    loaded.put(
        need("dog_1"),
        vec![friend("dog_2", json!({ "id": "dog_1", "object": "dog", "name": "Bo" }))],
    );
    assert_eq!(changes.needs(Version::OLDEST, &answer, &loaded), [need("dog_2")]);
    loaded.put(need("dog_2"), vec![]);
    assert_eq!(changes.needs(Version::OLDEST, &answer, &loaded), []);

    let mut older = answer;
    changes.downgrade(Version::OLDEST, &mut older, &loaded);
    assert_eq!(
        older["friends"][0]["label"], "Bo",
        "what was loaded is in the older shape too"
    );
    assert_eq!(older["friends"][0]["friends"], json!([]));
    assert_eq!(older["friends"][0]["owner"]["label"], "Bo");
    assert_eq!(older["friends"][0]["owner"].get("friends"), None, "not inside itself");
}

#[test]
fn the_table_names_every_change_and_version() {
    let table = changes().markdown();
    assert!(table.contains("| 2024-09-30.acacia | `dog` | `name` was `title`. | requests, answers |"));
    assert!(
        table.find("acacia | `dog`") < table.find("2024-04-10 | `dog`"),
        "newest first"
    );
    assert_eq!(table.matches("\n- `").count(), Version::all().len());
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z]{0,6}".prop_map(Value::from)
    ];
    let name = prop_oneof![
        Just("object".to_owned()),
        Just("name".to_owned()),
        Just("id".to_owned()),
        "[a-c]"
    ];
    let value = prop_oneof![Just(json!("dog")), Just(json!("event")), Just(json!("list"))];
    leaf.prop_recursive(5, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), prop_oneof![inner, value.clone()]), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_answer_survives_and_an_untouched_one_is_unchanged(answer in any_json(), at in 0..Version::all().len()) {
        let version = Version::all().nth(at).unwrap();
        let older = downgraded(version, answer.clone());
        if !changes().reshapes(version, answer.to_string().as_bytes()) && !answer.to_string().contains("event") {
            prop_assert_eq!(&older, &answer);
        }
        changes().needs(version, &answer, &Loaded::default());
        prop_assert_eq!(downgraded(Version::NEWEST, answer.clone()), answer);
    }
}
