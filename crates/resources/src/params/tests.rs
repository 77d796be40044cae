//! Every table parses, is spelled well, and accepts all that the API reference lists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use wire::form::Form;
use wire::params::{Kind, Shape, Table};

use super::FRAGMENTS;

fn source_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// All tables by `resource.operation`, or by the file's name if it is shared.
fn tables() -> BTreeMap<String, Table> {
    let mut tables = BTreeMap::new();
    for folder in std::fs::read_dir(source_dir()).expect("the sources").flatten() {
        let Ok(files) = std::fs::read_dir(folder.path()) else {
            continue;
        };
        for file in files.flatten().map(|file| file.path()) {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let Some(operation) = name.strip_suffix(".params") else {
                continue;
            };
            let folder = folder.file_name().to_string_lossy().into_owned();
            let shared = folder == "params";
            if shared && FRAGMENTS.iter().any(|(known, _)| *known == operation) {
                continue;
            }
            let text = std::fs::read_to_string(&file).expect("a readable table").leak();
            let table = Table::parse(text, FRAGMENTS).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let key = if shared {
                operation.to_owned()
            } else {
                format!("{folder}.{operation}")
            };
            tables.insert(key, table);
        }
    }
    tables
}

#[test]
fn every_table_parses_and_says_what_it_is_for() {
    let tables = tables();
    assert!(tables.len() >= 60, "only {} tables", tables.len());
    for (name, table) in &tables {
        assert!(!table.title.is_empty(), "{name} has no title");
    }
}

#[test]
fn every_fragment_is_sorted_and_used() {
    assert!(FRAGMENTS.is_sorted_by_key(|(name, _)| *name));
    let mut text: String = FRAGMENTS.iter().map(|(_, text)| *text).collect();
    for folder in std::fs::read_dir(source_dir()).expect("the sources").flatten() {
        let Ok(files) = std::fs::read_dir(folder.path()) else {
            continue;
        };
        for file in files
            .flatten()
            .filter(|file| file.path().extension().is_some_and(|ext| ext == "params"))
        {
            text.push_str(&std::fs::read_to_string(file.path()).expect("a readable table"));
        }
    }
    let used: BTreeSet<&str> = text
        .split_whitespace()
        .filter_map(|word| word.strip_prefix('@'))
        .collect();
    for (name, _) in FRAGMENTS {
        assert!(used.contains(name), "no table uses @{name}");
    }
}

#[test]
fn the_macro_finds_the_file_beside_its_caller() {
    let table = crate::table!("expand_only.params");
    assert_eq!(table.title, "Only expand");
    assert!(table.root.param("expand").is_some());
}

#[test]
fn what_clients_are_known_to_send_is_accepted() {
    let new = "2026-10-28.endive";
    let old = "2026-08-26.dahlia";
    for (operation, version, form) in [
        (
            "payment_intents.create",
            new,
            "amount=2000&currency=usd&confirm=true&payment_method=pm_card_visa&automatic_payment_methods[enabled]=true\
             &automatic_payment_methods[allow_redirects]=never&metadata[order]=1&expand[]=latest_charge&description=",
        ),
        (
            "payment_intents.create",
            old,
            "amount=2000&currency=usd&payment_method_types[]=card",
        ),
        (
            "payment_intents.create",
            old,
            "amount=2000&currency=jpy&payment_method_types[]=customer_balance\
             &payment_method_data[type]=customer_balance\
             &payment_method_options[customer_balance][funding_type]=bank_transfer\
             &payment_method_options[customer_balance][bank_transfer][type]=jp_bank_account",
        ),
        (
            "payment_intents.confirm",
            new,
            "client_secret=pi_1_secret_2&use_stripe_sdk=true&return_url=https://shop.example\
             &payment_method_data[type]=card&payment_method_data[card][token]=tok_visa\
             &payment_method_data[billing_details][address][line2]=&expected_payment_method_type=card",
        ),
        (
            "payment_intents.create",
            new,
            "amount=1&currency=eur&payment_method_data[type]=link&payment_method_data[link]=",
        ),
        (
            "customers.create",
            new,
            "email=a@b.c&address[line1]=L&address[line2]=&shipping[name]=N&shipping[address][line1]=L",
        ),
        ("customers.update", new, "description=&metadata=&name="),
        (
            "webhook_endpoints.create",
            new,
            "url=https://shop.example/hook&enabled_events[]=*&api_version=2026-10-28.endive",
        ),
        (
            "refunds.create",
            new,
            "charge=ch_1&amount=5&reason=requested_by_customer",
        ),
        (
            "customers.list",
            new,
            "limit=3&created[gte]=1&created[lt]=9&email=a@b.c",
        ),
        (
            "tokens.create",
            new,
            "card[number]=4242424242424242&card[exp_month]=5&card[exp_year]=2030&card[cvc]=314",
        ),
        ("tokens.create", new, "card=tok_visa"),
    ] {
        let tables = tables();
        let table = tables.get(operation).unwrap_or_else(|| panic!("no table {operation}"));
        let parsed = Form::parse(form.as_bytes()).unwrap_or_else(|error| panic!("{form}: {error}"));
        if let Err(error) = table.check(&parsed, version) {
            panic!("{operation} {form}: {error}");
        }
    }
}

// ---- against the API reference ----

#[test]
fn nothing_of_the_reference_is_missing() {
    let folder = std::env::var_os("FLORIN_CONTRACT_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract"),
        PathBuf::from,
    );
    let folder = folder.join("params");
    if !folder.is_dir() {
        println!("skipped: no machine-readable API reference in {}", folder.display());
        return;
    }
    let reference = Reference {
        shared: read(&folder.join("shared.json")),
    };
    let mut problems = Vec::new();
    let mut compared = 0;
    for (name, table) in tables() {
        let candidates = ["", "radar.", "test_helpers."].map(|group| format!("{group}{name}.json"));
        let Some(file) = candidates
            .iter()
            .map(|file| folder.join(file))
            .find(|file| file.is_file())
        else {
            continue;
        };
        reference.compare(&name, table.root, &read(&file), &mut problems);
        compared += 1;
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(
        compared >= 60,
        "only {compared} tables are in the reference: is it the right folder?"
    );
}

struct Reference {
    shared: Json,
}

impl Reference {
    fn compare(&self, path: &str, shape: &Shape, schema: &Json, problems: &mut Vec<String>) {
        let Some(properties) = schema["properties"].as_object() else {
            return;
        };
        let required: BTreeSet<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect();
        for (name, property) in properties {
            let path = format!("{path} {name}");
            let Some(param) = shape.param(name) else {
                problems.push(format!("{path}: missing"));
                continue;
            };
            let is_required = required.contains(name.as_str());
            if param.required != is_required {
                problems.push(format!(
                    "{path}: required is {}, should be {is_required}",
                    param.required
                ));
            }
            let variants = self.variants(property);
            let may_be_empty = variants.iter().any(|variant| choices(variant).contains(&""));
            if may_be_empty && !param.clearable && !matches!(param.kind, Kind::List(_)) {
                problems.push(format!("{path}: should be clearable"));
            }
            for variant in &variants {
                self.compare_kind(&path, &param.kind, variant, problems);
            }
        }
    }

    fn compare_kind(&self, path: &str, kind: &Kind, schema: &Json, problems: &mut Vec<String>) {
        let asked: Vec<&str> = choices(schema)
            .into_iter()
            .filter(|choice| !choice.is_empty())
            .collect();
        let accepts = match (kind, schema["type"].as_str()) {
            (Kind::Enum(known) | Kind::BooleanOrEnum(known), Some("string") | None) => {
                asked.iter().all(|choice| known.contains(choice))
            }
            (Kind::String | Kind::Currency | Kind::StringOrHash(_), Some("string")) => asked.is_empty(),
            (Kind::Integer | Kind::Timestamp | Kind::Range, Some("integer")) => true,
            (Kind::Decimal, Some("number")) => true,
            (Kind::Boolean | Kind::BooleanOrEnum(_), Some("boolean")) => true,
            (Kind::Metadata | Kind::Range, Some("object")) => true,
            (Kind::List(item), Some("array")) => {
                for variant in self.variants(&schema["items"]) {
                    self.compare_kind(path, item, &variant, problems);
                }
                true
            }
            (Kind::Hash(shape), Some("object")) => {
                self.compare(path, shape, schema, problems);
                true
            }
            // Several hashes in one: what one of them requires, the others may not have.
            (Kind::StringOrHash(shape), Some("object")) => {
                let mut inner = Vec::new();
                self.compare(path, shape, schema, &mut inner);
                problems.extend(
                    inner
                        .into_iter()
                        .filter(|problem| !problem.contains("required is false")),
                );
                true
            }
            (_, None) => asked.is_empty(),
            _ => false,
        };
        if !accepts {
            problems.push(format!("{path}: {kind:?} does not accept {schema}"));
        }
    }

    /// The alternatives of a schema, references followed.
    fn variants(&self, schema: &Json) -> Vec<Json> {
        if let Some(alternatives) = schema["anyOf"].as_array() {
            return alternatives.iter().flat_map(|inner| self.variants(inner)).collect();
        }
        match schema["$ref"].as_str().and_then(|link| link.rsplit('/').next()) {
            Some(name) => vec![self.shared["$defs"][name].clone()],
            None => vec![schema.clone()],
        }
    }
}

fn choices(schema: &Json) -> Vec<&str> {
    let listed = schema["enum"].as_array().or(schema["x-known"].as_array());
    listed
        .into_iter()
        .flatten()
        .chain(schema.get("const"))
        .filter_map(Json::as_str)
        .collect()
}

fn read(path: &Path) -> Json {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
