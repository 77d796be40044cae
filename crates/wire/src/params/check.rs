//! A form against a table.

use std::fmt;

use super::table::{Kind, Param, Shape, Table};
use super::{Params, Range, Value};
use crate::error::ApiError;
use crate::form::{Children, Form, Node};

const METADATA_KEYS_MAX: usize = 50;
const METADATA_KEY_CHARS_MAX: usize = 40;
const METADATA_VALUE_CHARS_MAX: usize = 500;
/// Unknown parameters that one answer names.
const UNKNOWN_MAX: usize = 100;
const STRING_CHARS_MAX: u32 = 5000;

impl Table {
    /// What the form says, if all of it is right. `version` is the request's API version, which begins with its date.
    ///
    /// One error is answered, the first of: all unknown parameters, wherever they are; the first value in the order of
    /// the request that is empty, of the wrong shape or too long; the first required parameter of the table that is
    /// absent. A hash that is absent lacks nothing.
    ///
    /// Empty values unset what can be unset; for an array and for a hash without parameters they mean an empty one. An array with one empty element is
    /// empty too. Indexes order an array and may leave gaps. Metadata has at most 50 keys of 40 characters with values
    /// of 500 characters; an empty value removes its key.
    pub fn check(&self, form: &Form, version: &str) -> Result<Params, ApiError> {
        let date = version.get(..10).unwrap_or(version);
        let mut check = Check {
            date,
            unknown: Vec::new(),
            wrong: None,
            missing: None,
        };
        let params = check.hash(self.root, form.entries(), None);
        if !check.unknown.is_empty() {
            return Err(ApiError::parameters_unknown(&check.unknown));
        }
        match check.wrong.or(check.missing) {
            Some(error) => Err(error),
            None => Ok(params),
        }
    }
}

/// The way to a value, kept on the stack and written only into errors: `items[0][price]`.
#[derive(Clone, Copy)]
struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    name: Name<'a>,
}

#[derive(Clone, Copy)]
enum Name<'a> {
    Text(&'a str),
    Index(usize),
}

struct Check<'a> {
    date: &'a str,
    unknown: Vec<String>,
    wrong: Option<ApiError>,
    missing: Option<ApiError>,
}

/// What a value is checked against: its kind and what its parameter says beside.
#[derive(Clone, Copy)]
struct Rule {
    kind: &'static Kind,
    clearable: bool,
    chars_max: u32,
}

impl Check<'_> {
    fn hash(&mut self, shape: &'static Shape, entries: Children<'_>, parent: Option<&Path<'_>>) -> Params {
        let mut params = Params::with_capacity(shape, entries.len().min(shape.params().len()));
        for (name, node) in entries {
            let path = Path {
                parent,
                name: Name::Text(name),
            };
            let Some(param) = shape.param(name).filter(|param| self.knows(param)) else {
                if self.unknown.len() < UNKNOWN_MAX {
                    self.unknown.push(path.to_string());
                }
                continue;
            };
            let rule = Rule {
                kind: &param.kind,
                clearable: param.clearable,
                chars_max: param.chars_max,
            };
            // After an error only unknown parameters still matter, but those are in here too.
            if let Some(value) = self.value(rule, node, &path) {
                params.push(param, value);
            }
        }
        for param in shape.required() {
            if self.missing.is_none() && self.wrong.is_none() && !params.has(param.name) {
                let path = Path {
                    parent,
                    name: Name::Text(param.name),
                };
                self.missing = Some(ApiError::parameter_missing(path));
            }
        }
        params
    }

    fn knows(&self, param: &Param) -> bool {
        param.until.is_none_or(|until| self.date < until)
    }

    /// The value, or `None` after noting what is wrong with it.
    fn value(&mut self, rule: Rule, node: Node<'_>, path: &Path<'_>) -> Option<Value> {
        match (rule.kind, node) {
            (Kind::List(_), Node::Text("")) => Some(Value::Clear),
            (_, Node::Text("")) if rule.clearable => Some(Value::Clear),
            // A hash that has nothing inside can be written in no other way: `payment_method_data[link]=`.
            (Kind::Hash(shape), Node::Text("")) if shape.params().is_empty() => Some(Value::Hash(Params::empty(shape))),
            (_, Node::Text("")) => self.wrong(|| ApiError::parameter_invalid_empty(path)),
            (Kind::Hash(shape) | Kind::StringOrHash(shape), Node::Map(entries)) => {
                Some(Value::Hash(self.hash(shape, entries, Some(path))))
            }
            (Kind::List(item), node) => self.list(item, node, path),
            (Kind::Map(kind), Node::Map(entries)) => self.map(kind, entries, path),
            (Kind::Metadata, Node::Map(entries)) => self.metadata(entries, path),
            (Kind::Range, Node::Map(entries)) => self.range(entries, path),
            (Kind::Hash(_) | Kind::Map(_) | Kind::Metadata, _) | (Kind::StringOrHash(_), Node::List(_)) => {
                self.wrong(|| ApiError::invalid_object(path))
            }
            (_, Node::Text(text)) => self.scalar(rule, text, path),
            (_, node @ (Node::List(_) | Node::Map(_))) => self.no_scalar(&node, path),
        }
    }

    fn scalar(&mut self, rule: Rule, text: &str, path: &Path<'_>) -> Option<Value> {
        match rule.kind {
            Kind::Integer | Kind::Timestamp => self.integer(text, path).map(Value::Int),
            Kind::Range => self
                .integer(text, path)
                .map(|value| Value::Range(Range { min: value, max: value })),
            Kind::Boolean => match boolean(text) {
                Some(value) => Some(value),
                None => self.wrong(|| ApiError::invalid_boolean(path, text)),
            },
            Kind::Enum(choices) if choices.contains(&text) => Some(Value::Text(text.into())),
            Kind::Enum(choices) => self.wrong(|| ApiError::invalid_choice(path, choices)),
            Kind::BooleanOrEnum(choices) if choices.contains(&text) => Some(Value::Text(text.into())),
            Kind::BooleanOrEnum(choices) => match boolean(text) {
                Some(value) => Some(value),
                None => {
                    let all: Vec<_> = ["true", "false"].iter().chain(*choices).copied().collect();
                    self.wrong(|| ApiError::invalid_choice(path, &all))
                }
            },
            Kind::Decimal if !is_decimal(text) => self.wrong(|| ApiError::invalid_decimal(path, text)),
            Kind::String | Kind::StringOrHash(_) | Kind::Currency | Kind::Decimal | Kind::File => {
                // Bytes first: counting characters is only worth it for long text.
                if text.len() > rule.chars_max as usize && text.chars().count() > rule.chars_max as usize {
                    return self.wrong(|| ApiError::string_too_long(path, text, rule.chars_max));
                }
                Some(Value::Text(text.into()))
            }
            Kind::List(_) | Kind::Hash(_) | Kind::Map(_) | Kind::Metadata => {
                self.wrong(|| ApiError::invalid_object(path))
            }
        }
    }

    fn integer(&mut self, text: &str, path: &Path<'_>) -> Option<i64> {
        // Rust would take "+5" too.
        match text.parse() {
            Ok(value) if !text.starts_with('+') => Some(value),
            Ok(_) | Err(_) => self.wrong(|| ApiError::invalid_integer(path, text)),
        }
    }

    fn list(&mut self, item: &'static Kind, node: Node<'_>, path: &Path<'_>) -> Option<Value> {
        let items = match node {
            Node::List(items) => {
                if items.len() == 1 && matches!(items.clone().next(), Some((_, Node::Text("")))) {
                    return Some(Value::Clear);
                }
                items.enumerate().map(|(i, (_, node))| (i, node)).collect()
            }
            Node::Map(entries) => match by_index(entries) {
                Some(items) => items,
                None => return self.wrong(|| ApiError::invalid_array(path)),
            },
            Node::Text(_) => return self.wrong(|| ApiError::invalid_array(path)),
        };
        let mut values = Vec::with_capacity(items.len());
        for (i, node) in items {
            let path = Path {
                parent: Some(path),
                name: Name::Index(i),
            };
            values.extend(self.value(
                Rule {
                    kind: item,
                    clearable: false,
                    chars_max: STRING_CHARS_MAX,
                },
                node,
                &path,
            ));
        }
        Some(Value::List(values))
    }

    fn map(&mut self, kind: &'static Kind, entries: Children<'_>, path: &Path<'_>) -> Option<Value> {
        let mut values = Vec::with_capacity(entries.len());
        for (name, node) in entries {
            let path = Path {
                parent: Some(path),
                name: Name::Text(name),
            };
            let rule = Rule {
                kind,
                clearable: true,
                chars_max: STRING_CHARS_MAX,
            };
            values.extend(self.value(rule, node, &path).map(|value| (name.into(), value)));
        }
        Some(Value::Map(values))
    }

    fn metadata(&mut self, entries: Children<'_>, path: &Path<'_>) -> Option<Value> {
        let mut values = Vec::with_capacity(entries.len().min(METADATA_KEYS_MAX));
        if entries.len() > METADATA_KEYS_MAX {
            let keys = entries.len();
            return self.wrong(|| ApiError::metadata_too_many_keys(path, keys));
        }
        for (key, node) in entries {
            let path = Path {
                parent: Some(path),
                name: Name::Text(key),
            };
            let key_chars = chars_above(key, METADATA_KEY_CHARS_MAX);
            if let Some(chars) = key_chars {
                return self.wrong(|| ApiError::metadata_key_too_long(path, key, chars));
            }
            let Node::Text(value) = node else {
                return self.no_scalar(&node, &path);
            };
            if let Some(chars) = chars_above(value, METADATA_VALUE_CHARS_MAX) {
                return self.wrong(|| ApiError::metadata_value_too_long(path, value, chars));
            }
            let value = if value.is_empty() {
                Value::Clear
            } else {
                Value::Text(value.into())
            };
            values.push((key.into(), value));
        }
        Some(Value::Map(values))
    }

    fn range(&mut self, entries: Children<'_>, path: &Path<'_>) -> Option<Value> {
        let mut range = Range::ALL;
        for (name, node) in entries {
            let path = Path {
                parent: Some(path),
                name: Name::Text(name),
            };
            let bound: fn(&mut Range, i64) = match name {
                "gt" => |range, value| range.min = range.min.max(value.saturating_add(1)),
                "gte" => |range, value| range.min = range.min.max(value),
                "lt" => |range, value| range.max = range.max.min(value.saturating_sub(1)),
                "lte" => |range, value| range.max = range.max.min(value),
                _ => {
                    if self.unknown.len() < UNKNOWN_MAX {
                        self.unknown.push(path.to_string());
                    }
                    continue;
                }
            };
            match node {
                Node::Text("") => self.wrong(|| ApiError::parameter_invalid_empty(path))?,
                Node::Text(text) => bound(&mut range, self.integer(text, &path)?),
                node @ (Node::List(_) | Node::Map(_)) => self.no_scalar(&node, &path)?,
            }
        }
        Some(Value::Range(range))
    }

    fn no_scalar<T>(&mut self, node: &Node<'_>, path: &Path<'_>) -> Option<T> {
        self.wrong(|| {
            let mut json = String::new();
            node.write_json(&mut json);
            ApiError::invalid_string(path, &json)
        })
    }

    /// Keeps the first error only.
    fn wrong<T>(&mut self, error: impl FnOnce() -> ApiError) -> Option<T> {
        self.wrong.get_or_insert_with(error);
        None
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.parent, self.name) {
            (None, Name::Text(name)) => f.write_str(name),
            (None, Name::Index(i)) => write!(f, "{i}"),
            (Some(parent), Name::Text(name)) => write!(f, "{parent}[{name}]"),
            (Some(parent), Name::Index(i)) => write!(f, "{parent}[{i}]"),
        }
    }
}

/// The elements of an indexed hash in the order of their indexes, or `None` if a name is no index.
fn by_index<'a>(entries: Children<'a>) -> Option<Vec<(usize, Node<'a>)>> {
    let mut items = Vec::with_capacity(entries.len());
    for (name, node) in entries {
        // Nine digits: an index no program would send overflows nothing.
        if name.is_empty() || name.len() > 9 || !name.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        items.push((name.parse().ok()?, node));
    }
    items.sort_by_key(|(i, _)| *i);
    Some(items)
}

/// Python's spelling too: the official library wrote it so up to major 11.
fn boolean(text: &str) -> Option<Value> {
    match text {
        "true" | "True" => Some(Value::Bool(true)),
        "false" | "False" => Some(Value::Bool(false)),
        _ => None,
    }
}

/// `-12.50`: digits, then perhaps a point and digits. No exponent, so it is a JSON number as it stands but for zeros.
fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match text.strip_prefix('-').unwrap_or(text).split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(text.strip_prefix('-').unwrap_or(text)),
    }
}

fn chars_above(text: &str, chars_max: usize) -> Option<usize> {
    if text.len() <= chars_max {
        return None;
    }
    Some(text.chars().count()).filter(|&chars| chars > chars_max)
}
