//! Parameter tables and the format of their files.
//!
//! One parameter a line: name, kind, flags. Two spaces of indentation put it inside the hash above it. `#` begins a
//! comment; the first one names the operation. A line `@name` stands for the lines of the fragment of that name.
//!
//! | kind | accepts |
//! | --- | --- |
//! | `string` | text of up to 5000 characters, or the flag `max=` |
//! | `integer`, `timestamp` | digits, with `-` if negative; a timestamp counts Unix seconds |
//! | `decimal` | digits with at most one point; kept as text |
//! | `boolean` | `true`, `false` |
//! | `enum a\|b\|c` | one of these; `enum @name` takes the words of a fragment |
//! | `currency` | text, which the operation checks |
//! | `list KIND` | an array; an empty value is an empty array |
//! | `hash` | the indented lines below |
//! | `map KIND` | a hash with names of the client's choice |
//! | `metadata` | see [`check`](super::Table::check) |
//! | `range` | an integer, or a hash of `gt`, `gte`, `lt`, `lte` |
//! | `file` | the part of a multipart body |
//! | `string\|hash` | an id, or the indented lines below |
//! | `boolean\|enum a\|b` | either |
//!
//! | flag | means |
//! | --- | --- |
//! | `required` | the hash it is in must have it |
//! | `clearable` | an empty value unsets it; without the flag that is refused |
//! | `until=DATE` | unknown from the API version of that date on |
//! | `max=N` | characters of a string |

use super::parse;

/// The shared files that `@name` stands for: (name, text).
pub type Fragments = &'static [(&'static str, &'static str)];

/// What one operation accepts.
#[derive(Debug)]
pub struct Table {
    /// The first comment of the file: `POST /v1/refunds`.
    pub title: &'static str,
    pub root: &'static Shape,
}

/// The parameters of one level.
#[derive(Debug)]
pub struct Shape {
    /// In the order of the file.
    params: Vec<Param>,
    /// Positions in `params`, by name.
    by_name: Vec<u16>,
    /// Positions in `params` of those that must be there.
    required: Vec<u16>,
}

#[derive(Debug)]
pub struct Param {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    pub clearable: bool,
    /// The date of the first API version that does not know it any more.
    pub until: Option<&'static str>,
    /// Characters a string may have.
    pub chars_max: u32,
}

#[derive(Debug, Clone, Copy)]
pub enum Kind {
    String,
    Integer,
    Timestamp,
    Decimal,
    Boolean,
    Currency,
    Enum(&'static [&'static str]),
    List(&'static Kind),
    Hash(&'static Shape),
    Map(&'static Kind),
    Metadata,
    Range,
    File,
    StringOrHash(&'static Shape),
    BooleanOrEnum(&'static [&'static str]),
}

/// Why a file is no table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}: {text}")]
pub struct ParseError {
    pub line: usize,
    pub problem: &'static str,
    pub text: String,
}

impl Table {
    /// Parses a file. The result lives as long as the program: tables are few and made once.
    pub fn parse(text: &'static str, fragments: Fragments) -> Result<Self, ParseError> {
        parse::table(text, fragments)
    }
}

impl Shape {
    pub(super) fn new(params: Vec<Param>) -> Self {
        let positions = 0..u16::try_from(params.len()).expect("a hash of fewer than 65,536 parameters");
        let required = positions.clone().filter(|&i| params[usize::from(i)].required).collect();
        let mut by_name: Vec<u16> = positions.collect();
        by_name.sort_unstable_by_key(|&i| params[usize::from(i)].name);
        Self {
            params,
            by_name,
            required,
        }
    }

    /// All parameters, in the order of the file.
    pub fn params(&self) -> &[Param] {
        &self.params
    }

    pub fn param(&self, name: &str) -> Option<&Param> {
        let at = self
            .by_name
            .binary_search_by(|&i| self.params[usize::from(i)].name.cmp(name))
            .ok()?;
        Some(&self.params[usize::from(self.by_name[at])])
    }

    pub fn required(&self) -> impl Iterator<Item = &Param> {
        self.required.iter().map(|&i| &self.params[usize::from(i)])
    }
}

impl Kind {
    /// The parameters inside, for kinds that have some.
    pub fn shape(&self) -> Option<&'static Shape> {
        match self {
            Self::Hash(shape) | Self::StringOrHash(shape) => Some(shape),
            Self::List(item) | Self::Map(item) => item.shape(),
            Self::String
            | Self::Integer
            | Self::Timestamp
            | Self::Decimal
            | Self::Boolean
            | Self::Currency
            | Self::Enum(_)
            | Self::Metadata
            | Self::Range
            | Self::File
            | Self::BooleanOrEnum(_) => None,
        }
    }
}
