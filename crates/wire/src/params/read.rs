//! Typed access to parameters that passed their table.

use serde_json::Value as Json;

use super::table::{Kind, Param, Shape};

/// The parameters of one hash, in the order they came. Names that its table does not have panic in debug builds, so a
/// typo dies in the first test that runs the line.
#[derive(Clone)]
pub struct Params {
    shape: &'static Shape,
    entries: Vec<(&'static Param, Value)>,
}

/// One checked value.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Sent empty, to unset it.
    Clear,
    Text(Box<str>),
    Int(i64),
    Bool(bool),
    Range(Range),
    List(Vec<Value>),
    Hash(Params),
    /// Metadata and other maps with names of the client's choice.
    Map(Vec<(Box<str>, Value)>),
}

/// Both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub min: i64,
    pub max: i64,
}

/// What an update says about one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field<T> {
    /// Leave it as it is.
    Absent,
    /// Unset it.
    Clear,
    Set(T),
}

/// Changes to metadata.
#[derive(Debug, Clone, Copy)]
pub struct MetadataEdit<'a>(&'a [(Box<str>, Value)]);

impl Range {
    pub const ALL: Self = Self {
        min: i64::MIN,
        max: i64::MAX,
    };

    pub fn contains(self, value: i64) -> bool {
        self.min <= value && value <= self.max
    }
}

impl<T> Field<T> {
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Absent => Field::Absent,
            Self::Clear => Field::Clear,
            Self::Set(value) => Field::Set(f(value)),
        }
    }

    /// Writes the change into an optional field of a model.
    pub fn apply<U: From<T>>(self, target: &mut Option<U>) {
        match self {
            Self::Absent => {}
            Self::Clear => *target = None,
            Self::Set(value) => *target = Some(value.into()),
        }
    }

    /// The new value, if there is one.
    pub fn set(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Absent | Self::Clear => None,
        }
    }
}

impl<'a> MetadataEdit<'a> {
    /// Each key with its new value, `None` where the key goes.
    pub fn iter(self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        self.0.iter().map(|(key, value)| (&**key, value.as_text()))
    }
}

impl Value {
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub fn as_int(&self) -> Option<i64> {
        if let Self::Int(value) = self {
            Some(*value)
        } else {
            None
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self {
            Some(*value)
        } else {
            None
        }
    }

    pub fn as_hash(&self) -> Option<&Params> {
        if let Self::Hash(params) = self {
            Some(params)
        } else {
            None
        }
    }
}

impl Params {
    /// No parameters at all.
    pub fn empty(shape: &'static Shape) -> Self {
        Self {
            shape,
            entries: Vec::new(),
        }
    }

    pub(super) fn with_capacity(shape: &'static Shape, entries: usize) -> Self {
        Self {
            shape,
            entries: Vec::with_capacity(entries),
        }
    }

    pub(super) fn push(&mut self, param: &'static Param, value: Value) {
        self.entries.push((param, value));
    }

    /// Whether the table has a parameter of this name: for what serves many operations.
    pub fn knows(&self, name: &str) -> bool {
        self.shape.param(name).is_some()
    }

    /// Whether it was sent, be it empty.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Whether nothing was sent.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        debug_assert!(self.shape.param(name).is_some(), "the table has no parameter {name}");
        self.entries
            .iter()
            .find(|(param, _)| param.name == name)
            .map(|(_, value)| value)
    }

    /// What was sent, in that order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.entries.iter().map(|(param, value)| (param.name, value))
    }

    /// Strings, enums, currencies, decimals, files. `None` if absent or unset; so for all that follow.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_text()
    }

    pub fn int(&self, name: &str) -> Option<i64> {
        self.get(name)?.as_int()
    }

    pub fn boolean(&self, name: &str) -> Option<bool> {
        self.get(name)?.as_bool()
    }

    pub fn hash(&self, name: &str) -> Option<&Params> {
        self.get(name)?.as_hash()
    }

    pub fn range(&self, name: &str) -> Option<Range> {
        if let Value::Range(range) = self.get(name)? {
            Some(*range)
        } else {
            None
        }
    }

    /// An array; empty if it was sent empty.
    pub fn list(&self, name: &str) -> Option<&[Value]> {
        self.get(name).and_then(elements)
    }

    /// The strings of an array, none if it is absent.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.list(name).unwrap_or_default().iter().filter_map(Value::as_text)
    }

    /// The integers of an array, none if it is absent.
    pub fn ints(&self, name: &str) -> impl Iterator<Item = i64> {
        self.list(name).unwrap_or_default().iter().filter_map(Value::as_int)
    }

    /// The hashes of an array, none if it is absent.
    pub fn hashes(&self, name: &str) -> impl Iterator<Item = &Params> {
        self.list(name).unwrap_or_default().iter().filter_map(Value::as_hash)
    }

    /// A map with names of the client's choice.
    pub fn map(&self, name: &str) -> Option<&[(Box<str>, Value)]> {
        if let Value::Map(entries) = self.get(name)? {
            Some(entries)
        } else {
            None
        }
    }

    pub fn change_text(&self, name: &str) -> Field<&str> {
        self.change(name, Value::as_text)
    }

    pub fn change_int(&self, name: &str) -> Field<i64> {
        self.change(name, Value::as_int)
    }

    pub fn change_boolean(&self, name: &str) -> Field<bool> {
        self.change(name, Value::as_bool)
    }

    pub fn change_hash(&self, name: &str) -> Field<&Params> {
        self.change(name, Value::as_hash)
    }

    /// An array sent empty is `Clear`.
    pub fn change_list(&self, name: &str) -> Field<&[Value]> {
        self.change(name, elements)
    }

    /// `Clear` removes all keys; `Set` holds the keys to set and to remove.
    pub fn change_metadata(&self, name: &str) -> Field<MetadataEdit<'_>> {
        self.change(name, |value| {
            if let Value::Map(entries) = value {
                Some(MetadataEdit(entries))
            } else {
                None
            }
        })
    }

    /// As JSON, for hashes that are stored as they were given: unset is null, names are in the order they came.
    pub fn to_json(&self) -> Json {
        Json::Object(
            self.entries
                .iter()
                .map(|(param, value)| (param.name.to_owned(), json(value, &param.kind)))
                .collect(),
        )
    }

    fn change<'a, T>(&'a self, name: &str, read: impl FnOnce(&'a Value) -> Option<T>) -> Field<T> {
        match self.get(name) {
            None => Field::Absent,
            Some(Value::Clear) => Field::Clear,
            // A value of another kind than is asked for: string|hash has two, and each accessor sees only its own.
            Some(value) => read(value).map_or(Field::Absent, Field::Set),
        }
    }
}

impl PartialEq for Params {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.shape, other.shape) && self.iter().eq(other.iter())
    }
}

impl std::fmt::Debug for Value {
    /// The kind only: texts may be card numbers.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Clear => f.write_str("Clear"),
            Self::Text(_) => f.write_str("Text"),
            Self::Int(_) => f.write_str("Int"),
            Self::Bool(_) => f.write_str("Bool"),
            Self::Range(_) => f.write_str("Range"),
            Self::List(items) => f.debug_tuple("List").field(items).finish(),
            Self::Hash(params) => f.debug_tuple("Hash").field(params).finish(),
            Self::Map(entries) => f.debug_tuple("Map").field(&entries.len()).finish(),
        }
    }
}

impl std::fmt::Debug for Params {
    /// Names only: values may be card numbers.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

fn elements(value: &Value) -> Option<&[Value]> {
    match value {
        Value::List(items) => Some(items),
        Value::Clear => Some(&[]),
        Value::Text(_) | Value::Int(_) | Value::Bool(_) | Value::Range(_) | Value::Hash(_) | Value::Map(_) => None,
    }
}

fn json(value: &Value, kind: &Kind) -> Json {
    match (value, kind) {
        (Value::Clear, Kind::List(_)) => Json::Array(Vec::new()),
        (Value::Clear, _) => Json::Null,
        (Value::Text(text), Kind::Decimal) => decimal(text),
        (Value::Text(text), _) => Json::from(&**text),
        (Value::Int(value), _) => Json::from(*value),
        (Value::Bool(value), _) => Json::from(*value),
        (Value::Range(range), _) => serde_json::json!({ "gte": range.min, "lte": range.max }),
        (Value::List(items), Kind::List(item) | Kind::Map(item)) => {
            items.iter().map(|value| json(value, item)).collect()
        }
        (Value::List(items), _) => items.iter().map(|value| json(value, kind)).collect(),
        (Value::Hash(params), _) => params.to_json(),
        (Value::Map(entries), kind) => {
            let inner = if let Kind::Map(inner) = kind { inner } else { kind };
            entries
                .iter()
                .map(|(name, value)| (name.to_string(), json(value, inner)))
                .collect()
        }
    }
}

/// A number if JSON can write it, else the text: `007.50` is a decimal here and none there.
fn decimal(text: &str) -> Json {
    serde_json::from_str::<serde_json::Number>(text).map_or_else(|_| Json::from(text), Json::Number)
}
