//! The store: few verbs, so that there are few ways to be wrong. Each database is one implementation.

use bytes::Bytes;
use futures::future::BoxFuture;
use kernel::{Currency, Key};

use crate::{Body, Cell, Change, CommitError, Index, Scope, Table};

/// A row with the version it was read at.
#[derive(Clone, Debug)]
pub struct Row {
    pub scope: Scope,
    pub key: Key,
    pub version: i64,
    pub cells: Vec<Cell>,
    pub body: Option<Body>,
}

impl Row {
    pub fn public(&self) -> Bytes {
        self.body.as_ref().map(Body::public).unwrap_or_default()
    }
}

/// A list by a declared index, or by key alone.
#[derive(Clone, Debug)]
pub struct Query {
    pub table: &'static Table,
    /// `None` lists across accounts: by a global index, or by key.
    pub scope: Option<Scope>,
    pub index: Option<&'static Index>,
    /// Values of the index's first columns, all compared for equality.
    pub prefix: Vec<Cell>,
    /// An upper bound (inclusive) for the index column behind the prefix, for what falls due.
    pub up_to: Option<i64>,
    /// Further columns that must be equal; not served by an index.
    pub filters: Vec<(usize, Cell)>,
    /// Keys strictly above and strictly below.
    pub above: Option<Key>,
    pub below: Option<Key>,
    pub order: Order,
    pub limit: usize,
    /// Whether the bodies are read too.
    pub bodies: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    NewestFirst,
    OldestFirst,
}

impl Query {
    /// The newest rows of a table.
    pub fn newest(table: &'static Table, scope: Scope, limit: usize) -> Query {
        Query {
            table,
            scope: Some(scope),
            index: None,
            prefix: Vec::new(),
            up_to: None,
            filters: Vec::new(),
            above: None,
            below: None,
            order: Order::NewestFirst,
            limit,
            bodies: true,
        }
    }

    /// What falls due by a global index whose column behind the prefix is a time.
    pub fn due(table: &'static Table, index: &'static str, up_to: i64, limit: usize) -> Query {
        Query {
            scope: None,
            index: Some(table.index(index)),
            up_to: Some(up_to),
            order: Order::OldestFirst,
            ..Query::newest(table, Scope::from_raw(0), limit)
        }
    }

    pub fn by(mut self, index: &str, prefix: Vec<Cell>) -> Query {
        self.index = Some(self.table.index(index));
        self.prefix = prefix;
        self
    }
}

/// One balance of the ledger: credits less debits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    pub scope: Scope,
    pub account: Box<str>,
    pub currency: Currency,
    pub amount: i64,
}

/// A posting as it was written, for reports and the doctor.
pub type PostedRow = crate::Posting;

/// The database failed. Not for clients: they see an `api_error`.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    #[error("the database is unavailable: {reason}")]
    Unavailable { reason: String },
    #[error("the database is damaged: {what}")]
    Damaged { what: String },
}

pub type StoreFuture<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// Read, decide, commit.
pub trait Store: Send + Sync + 'static {
    /// The row with this key in this scope, with its body.
    fn get(&self, table: &'static Table, scope: Scope, key: Key) -> StoreFuture<'_, Option<Row>>;

    /// The row that a unique index has under these values. `scope` is `None` for global indexes.
    fn find(
        &self,
        table: &'static Table,
        index: &'static Index,
        scope: Option<Scope>,
        values: Vec<Cell>,
    ) -> StoreFuture<'_, Option<Row>>;

    fn list(&self, query: Query) -> StoreFuture<'_, Vec<Row>>;

    /// Bodies by key, in the order asked for; a missing one is damage.
    fn bodies(&self, scope: Scope, keys: Vec<Key>) -> StoreFuture<'_, Vec<Body>>;

    /// All of the change or nothing. Returns after it is durable.
    fn commit(&self, change: Change) -> BoxFuture<'_, Result<(), CommitError>>;

    /// Sums of the ledger's accounts; of one scope or of all. Accounts that stand at zero may be left out.
    fn balances(&self, scope: Option<Scope>) -> StoreFuture<'_, Vec<Balance>>;

    /// Postings in key order behind `after`, for reports and the doctor.
    fn postings(&self, scope: Option<Scope>, after: Key, limit: usize) -> StoreFuture<'_, Vec<PostedRow>>;

    /// Removes everything of a scope, postings and balances included, but for the rows of some tables and the bodies
    /// that they show. Only the sandbox's reset calls this.
    fn erase(&self, scope: Scope, keep: &'static [&'static Table]) -> StoreFuture<'_, ()>;

    /// A consistent copy in one file, made while others read and write.
    fn backup(&self, to: &std::path::Path) -> StoreFuture<'_, ()>;

    /// The columns and indexes that a table really has; `None` if there is no such table.
    fn shape(&self, table: &'static Table) -> StoreFuture<'_, Option<crate::Shape>>;

    /// Fails if the database does not answer.
    fn ping(&self) -> StoreFuture<'_, ()>;
}
