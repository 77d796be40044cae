//! A change: all that one decision writes, committed whole or not at all. There is no other way to write.

use kernel::{Key, Money};

use crate::{Body, Cell, Scope, StoreError, Table};

/// Rows, bodies and postings that belong together.
///
/// The order of the writes means nothing: a change writes each row once, and every store deletes first,
/// then updates, then inserts, so that a unique value may pass from a deleted row to a new one.
#[derive(Debug, Default)]
pub struct Change {
    pub bodies: Vec<(Scope, Body)>,
    pub writes: Vec<Write>,
    pub postings: Vec<Posting>,
    /// Bodies that nothing refers to any more, or that `bodies` replaces. Removed before anything is written.
    pub dropped: Vec<(Scope, Key)>,
}

#[derive(Debug, Clone)]
pub struct Write {
    pub table: &'static Table,
    pub scope: Scope,
    pub key: Key,
    pub action: Action,
}

#[derive(Debug, Clone)]
pub enum Action {
    /// A new row. A unique index that already has its values refuses the change (`Duplicate`).
    Insert(Values),
    /// A new row, unless its key or a unique index has it already; then nothing.
    Ensure(Values),
    /// The row as it shall be, decided from the version it was read at.
    Update {
        read_at: i64,
        values: Values,
    },
    Delete {
        read_at: i64,
    },
    /// Nothing is written, but the decision only holds while the row is at this version.
    Unmoved {
        read_at: i64,
    },
}

#[derive(Debug, Clone)]
pub struct Values {
    pub body: Option<Key>,
    pub cells: Vec<Cell>,
}

/// One debit and one credit of the same amount, so that what is written always balances.
#[derive(Debug, Clone)]
pub struct Posting {
    pub scope: Scope,
    pub key: Key,
    /// The balance transaction (or settlement) that the posting belongs to.
    pub transaction: Key,
    pub debit: Box<str>,
    pub credit: Box<str>,
    pub amount: Money,
}

impl Posting {
    /// What the store refuses to write, whatever was decided. `None` if the posting is sound.
    pub fn flaw(&self) -> Option<&'static str> {
        if !self.amount.is_positive() {
            return Some("a posting's amount must be positive");
        }
        if self.debit == self.credit {
            return Some("a posting must move money between two accounts");
        }
        if self.debit.is_empty() || self.credit.is_empty() {
            return Some("a posting names both its accounts");
        }
        None
    }
}

impl Change {
    pub fn is_empty(&self) -> bool {
        self.bodies.is_empty() && self.writes.is_empty() && self.postings.is_empty() && self.dropped.is_empty()
    }

    /// Refuses what no store may write. Every store calls this first.
    pub fn inspect(&self) -> Result<(), CommitError> {
        let flaw = self.postings.iter().find_map(Posting::flaw);
        let flaw = flaw.or_else(|| self.writes_a_row_twice().then_some("a change writes each row once"));
        flaw.map_or(Ok(()), |reason| Err(CommitError::Refused { reason }))
    }

    fn writes_a_row_twice(&self) -> bool {
        let mut rows: Vec<(Key, &str)> = self.writes.iter().map(|write| (write.key, write.table.name)).collect();
        rows.sort_unstable();
        rows.windows(2).any(|pair| pair[0] == pair[1])
    }

    /// Brings the writes into the order that every store applies them in.
    pub(crate) fn sort(&mut self) {
        self.writes.sort_by_key(|write| (write.action.rank(), write.key));
    }
}

impl Action {
    pub(crate) fn rank(&self) -> u8 {
        match self {
            Action::Unmoved { .. } => 0,
            Action::Delete { .. } => 1,
            Action::Update { .. } => 2,
            Action::Insert(_) => 3,
            Action::Ensure(_) => 4,
        }
    }

    /// The version that the row must still have; `None` for a new row.
    pub(crate) fn read_at(&self) -> Option<i64> {
        match self {
            Action::Unmoved { read_at } | Action::Delete { read_at } | Action::Update { read_at, .. } => Some(*read_at),
            Action::Insert(_) | Action::Ensure(_) => None,
        }
    }
}

/// The reason when a check of the database itself stopped what no check of ours foresaw.
pub(crate) const BROKEN_CONSTRAINT: &str = "a constraint of the database does not allow it";

/// Why a change was not committed. In every case but `Unknown` nothing of it is there.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CommitError {
    #[error("a row moved since it was read")]
    Conflict,
    #[error("{table} already has this {index}")]
    Duplicate { table: &'static str, index: &'static str },
    #[error("refused: {reason}")]
    Refused { reason: &'static str },
    /// The database could not be reached or failed; nothing was written.
    #[error(transparent)]
    Failed(#[from] StoreError),
    /// The answer was lost and could not be looked up: the change may be there or not.
    #[error("the outcome of the commit is unknown: {0}")]
    Unknown(StoreError),
}
