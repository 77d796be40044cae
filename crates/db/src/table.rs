//! What a table is: its name, the columns that lists and look-ups need, and its declared indexes.
//!
//! Every table has the same head: `id` (the key), `account` (the scope), `version`, `body` (the key of
//! a row in `bodies`, or null). Behind it come the table's own columns, in the order declared here. The
//! migrations create the tables; a test compares both.

use kernel::Key;

/// The data of one account in one mode. Rows of two scopes never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Scope(i64);

impl Scope {
    pub const fn new(account: u32, livemode: bool) -> Scope {
        Scope(account as i64 * 2 + livemode as i64)
    }

    pub const fn from_raw(raw: i64) -> Scope {
        Scope(raw)
    }

    pub const fn raw(self) -> i64 {
        self.0
    }

    /// The account's number, from 1.
    pub const fn account(self) -> u32 {
        (self.0 / 2) as u32
    }

    pub const fn livemode(self) -> bool {
        self.0 % 2 == 1
    }

    pub const fn with_livemode(self, livemode: bool) -> Scope {
        Scope::new(self.account(), livemode)
    }
}

/// A declaration that the stores turn into statements. Lives in a `static`, compared by name.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [Column],
    pub indexes: &'static [Index],
}

#[derive(Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: ColumnKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    Int,
    Text,
}

/// An index over columns of the table. Unless it is unique, the key is its last part, so a list by
/// the index comes newest first.
#[derive(Debug)]
pub struct Index {
    pub name: &'static str,
    /// Positions in `Table::columns`.
    pub columns: &'static [usize],
    pub unique: bool,
    /// Whether the index begins with the account. Only what workers follow or what identifies a
    /// caller is looked up across accounts.
    pub scoped: bool,
}

impl Table {
    #[expect(clippy::should_implement_trait, reason = "looks up by name, not by position")]
    pub fn index(&self, name: &str) -> &Index {
        match self.indexes.iter().find(|index| index.name == name) {
            Some(index) => index,
            None => panic!("{} declares no index {name}", self.name),
        }
    }

    pub fn column(&self, name: &str) -> usize {
        match self.columns.iter().position(|column| column.name == name) {
            Some(at) => at,
            None => panic!("{} declares no column {name}", self.name),
        }
    }
}

pub const fn int(name: &'static str) -> Column {
    Column {
        name,
        kind: ColumnKind::Int,
    }
}

pub const fn text(name: &'static str) -> Column {
    Column {
        name,
        kind: ColumnKind::Text,
    }
}

/// An index for lists: (account, columns…, id).
pub const fn index(name: &'static str, columns: &'static [usize]) -> Index {
    Index {
        name,
        columns,
        unique: false,
        scoped: true,
    }
}

/// A unique index within an account.
pub const fn unique(name: &'static str, columns: &'static [usize]) -> Index {
    Index {
        name,
        columns,
        unique: true,
        scoped: true,
    }
}

/// An index across accounts: (columns…, id).
pub const fn global_index(name: &'static str, columns: &'static [usize]) -> Index {
    Index {
        name,
        columns,
        unique: false,
        scoped: false,
    }
}

/// A unique index across accounts.
pub const fn global_unique(name: &'static str, columns: &'static [usize]) -> Index {
    Index {
        name,
        columns,
        unique: true,
        scoped: false,
    }
}

/// The value of one column.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cell {
    Null,
    Int(i64),
    Text(Box<str>),
}

impl Cell {
    pub fn int(&self) -> Option<i64> {
        match self {
            Cell::Int(value) => Some(*value),
            Cell::Null | Cell::Text(_) => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Cell::Text(value) => Some(value),
            Cell::Null | Cell::Int(_) => None,
        }
    }
}

impl From<i64> for Cell {
    fn from(value: i64) -> Cell {
        Cell::Int(value)
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Cell {
        Cell::Int(i64::from(value))
    }
}

impl From<Key> for Cell {
    fn from(value: Key) -> Cell {
        Cell::Int(value.0)
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Cell {
        Cell::Text(value.into())
    }
}

impl From<String> for Cell {
    fn from(value: String) -> Cell {
        Cell::Text(value.into())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Null, Into::into)
    }
}
