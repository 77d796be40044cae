//! The leaves of a parameter table, and values for each.

use wire::params::{Kind, Param, Shape};

/// A parameter without parameters inside.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// As it is sent: `items[0][price]`. Metadata, maps and ranges have a key of theirs at the end.
    pub name: String,
    /// As errors and rules name it: `items[0][price]`, without such a key.
    pub path: String,
    pub required: bool,
    /// What must stand beside it: name and value.
    pub siblings: Vec<(String, String)>,
    pub values: Vec<String>,
    /// A version that still knows it, if the newest does not.
    pub version: Option<&'static str>,
}

/// All leaves of a table. A hash that has nothing inside says nothing and is none.
pub fn of(shape: &'static Shape) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    collect(shape, "", &[], None, &mut leaves);
    leaves
}

fn join(prefix: &str, name: &str) -> String {
    match prefix.is_empty() {
        true => name.to_owned(),
        false => format!("{prefix}[{name}]"),
    }
}

fn collect(
    shape: &'static Shape,
    prefix: &str,
    outer: &[(String, String)],
    version: Option<&'static str>,
    leaves: &mut Vec<Leaf>,
) {
    for param in shape.params() {
        let path = join(prefix, param.name);
        let mut siblings = outer.to_vec();
        for other in shape.required().filter(|other| other.name != param.name) {
            fill(other, prefix, &mut siblings);
        }
        let version = version.or(param.until.map(before));
        if let Some(inner) = param.kind.shape() {
            let inside = if matches!(param.kind, Kind::List(_)) {
                format!("{path}[0]")
            } else {
                path.clone()
            };
            collect(inner, &inside, &siblings, version, leaves);
        }
        if let Some((key, values)) = values(&param.kind) {
            leaves.push(Leaf {
                name: format!("{path}{key}"),
                path,
                required: param.required,
                siblings,
                values,
                version,
            });
        }
    }
}

/// The shortest value of a required neighbor.
fn fill(param: &Param, prefix: &str, into: &mut Vec<(String, String)>) {
    let path = join(prefix, param.name);
    if let Some((key, values)) = values(&param.kind) {
        into.push((format!("{path}{key}"), values[0].clone()));
    } else if let Some(shape) = param.kind.shape() {
        for inner in shape.required() {
            fill(inner, &path, into);
        }
        if shape.required().next().is_none()
            && let Some(first) = shape.params().first()
        {
            fill(first, &path, into);
        }
    }
}

/// The newest version before a date that some table names.
fn before(date: &'static str) -> &'static str {
    match date {
        "2026-09-30" => "2026-08-26.dahlia",
        other => panic!("no version is known before {other}"),
    }
}

/// What is put behind the name, and values that differ.
fn values(kind: &Kind) -> Option<(&'static str, Vec<String>)> {
    let texts = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    Some(match kind {
        Kind::String | Kind::StringOrHash(_) => ("", texts(&["one", "two"])),
        Kind::Integer => ("", texts(&["7", "8"])),
        Kind::Timestamp => ("", texts(&["1790000000", "1790000001"])),
        Kind::Decimal => ("", texts(&["1.5", "2.5"])),
        Kind::Boolean => ("", texts(&["true", "false"])),
        Kind::Currency => ("", texts(&["usd", "eur"])),
        Kind::Enum(choices) => ("", texts(choices)),
        Kind::BooleanOrEnum(choices) => ("", [texts(&["true", "false"]), texts(choices)].concat()),
        Kind::Metadata => ("[key]", texts(&["one", "two"])),
        Kind::Range => ("[gte]", texts(&["0", "9000000000"])),
        Kind::File | Kind::Hash(_) => return None,
        Kind::List(item) | Kind::Map(item) => match **item {
            Kind::Hash(_) => return None,
            ref item => {
                let (_, inner) = values(item)?;
                (if matches!(kind, Kind::Map(_)) { "[usd]" } else { "[0]" }, inner)
            }
        },
    })
}
