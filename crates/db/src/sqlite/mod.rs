//! SQLite: one writer thread with group commit, readers on their own connections beside it.
//!
//! Reads run on the calling task: they take microseconds, and a thread hop costs more.

mod open;
mod read;
mod writer;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::future::BoxFuture;
use kernel::Key;
use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::sql::TableSql;
use crate::{
    Balance, Body, Cell, Change, CommitError, Dialect, Index, OpenError, PostedRow, Query, Row, Scope, Shape, Store,
    StoreError, StoreFuture, Table,
};

/// The database's name in its folder.
const FILE: &str = "florin.db";

/// The default store. Dropping it ends the writer after what was handed to it is committed.
pub struct Sqlite {
    path: PathBuf,
    statements: Arc<Statements>,
    readers: Mutex<Vec<Connection>>,
    writer: Option<flume::Sender<writer::Job>>,
    thread: Option<std::thread::JoinHandle<()>>,
    /// Held for as long as the store is open, so that no second server writes to the folder.
    _lock: Option<std::fs::File>,
}

/// The statements of every table, made once.
pub(crate) struct Statements {
    tables: &'static [&'static Table],
    sql: HashMap<&'static str, TableSql>,
}

impl Statements {
    fn new(tables: &'static [&'static Table]) -> Statements {
        let sql = tables
            .iter()
            .map(|table| (table.name, TableSql::new(table, Dialect::Sqlite)))
            .collect();
        Statements { tables, sql }
    }

    fn of(&self, table: &Table) -> &TableSql {
        self.sql
            .get(table.name)
            .unwrap_or_else(|| panic!("{} is not among the tables the store was opened with", table.name))
    }
}

impl Sqlite {
    /// Opens or creates `florin.db` in a folder and brings it up to date.
    pub fn open(folder: &Path, tables: &'static [&'static Table]) -> Result<Sqlite, OpenError> {
        let lock = open::lock(folder)?;
        let path = folder.join(FILE);
        let connection = open::migrated(&path)?;
        Sqlite::writing(path, connection, tables, Some(lock))
    }

    /// Opens an existing database of this version for single writes while a server may have the folder: SQLite lets
    /// one transaction wait for the other, and every change says which versions it was decided from.
    pub fn open_beside(folder: &Path, tables: &'static [&'static Table]) -> Result<Sqlite, OpenError> {
        let path = folder.join(FILE);
        let connection = open::existing(&path)?;
        Sqlite::writing(path, connection, tables, None)
    }

    /// Opens an existing database of this version as it is at this moment: whatever is written meanwhile, here or by
    /// others, is not seen. To be read by one task at a time.
    pub fn snapshot(folder: &Path, tables: &'static [&'static Table]) -> Result<Sqlite, OpenError> {
        let path = folder.join(FILE);
        let reader = open::frozen(&path)?;
        Ok(Sqlite {
            path,
            statements: Arc::new(Statements::new(tables)),
            readers: Mutex::new(vec![reader]),
            writer: None,
            thread: None,
            _lock: None,
        })
    }

    fn writing(
        path: PathBuf,
        connection: Connection,
        tables: &'static [&'static Table],
        lock: Option<std::fs::File>,
    ) -> Result<Sqlite, OpenError> {
        let statements = Arc::new(Statements::new(tables));
        let (sender, jobs) = flume::bounded(4_096);
        let thread = writer::start(connection, statements.clone(), jobs).map_err(OpenError::Thread)?;
        Ok(Sqlite {
            path,
            statements,
            readers: Mutex::new(Vec::new()),
            writer: Some(sender),
            thread: Some(thread),
            _lock: lock,
        })
    }

    /// Reads on a connection of its own, beside the writer.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        let idle = self.readers.lock().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open::reader(&self.path).map_err(unavailable)?,
        };
        let result = work(&connection).map_err(unavailable);
        self.readers.lock().push(connection);
        result
    }

    async fn send(&self, job: writer::Job) -> bool {
        match &self.writer {
            Some(writer) => writer.send_async(job).await.is_ok(),
            None => false,
        }
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        // The writer's connection closes last: it can take the log into the database and remove it, readers cannot.
        self.readers.lock().clear();
        self.writer.take();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub(crate) fn unavailable(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => StoreError::Damaged {
            what: error.to_string(),
        },
        _ => StoreError::Unavailable {
            reason: error.to_string(),
        },
    }
}

fn ready<'a, T: Send + 'a>(result: Result<T, StoreError>) -> StoreFuture<'a, T> {
    Box::pin(std::future::ready(result))
}

impl Store for Sqlite {
    fn get(&self, table: &'static Table, scope: Scope, key: Key) -> StoreFuture<'_, Option<Row>> {
        let sql = &self.statements.of(table).get;
        ready(
            self.read(|connection| read::one(connection, sql, (key.0, scope.raw()), table))
                .and_then(read::decode),
        )
    }

    fn find(
        &self,
        table: &'static Table,
        index: &'static Index,
        scope: Option<Scope>,
        values: Vec<Cell>,
    ) -> StoreFuture<'_, Option<Row>> {
        let sql = crate::sql::find(table, index, Dialect::Sqlite);
        let mut params: Vec<Cell> = scope.map(|scope| Cell::Int(scope.raw())).into_iter().collect();
        params.extend(values);
        let found = self.read(|connection| read::one(connection, &sql, rusqlite::params_from_iter(&params), table));
        ready(found.and_then(read::decode))
    }

    fn list(&self, query: Query) -> StoreFuture<'_, Vec<Row>> {
        ready(
            self.read(|connection| read::list(connection, &query))
                .and_then(read::decode_all),
        )
    }

    fn bodies(&self, scope: Scope, keys: Vec<Key>) -> StoreFuture<'_, Vec<Body>> {
        ready(read::bodies(self, scope, &keys))
    }

    fn commit(&self, mut change: Change) -> BoxFuture<'_, Result<(), CommitError>> {
        Box::pin(async move {
            change.inspect()?;
            change.sort();
            // Compressed here, on the caller's task, not in the writer that everyone waits for.
            let bodies = change
                .bodies
                .iter()
                .map(|(scope, body)| (*scope, body.id, body.encode()))
                .collect();
            let (answer, answered) = oneshot::channel();
            let job = writer::Commit {
                dropped: change.dropped,
                bodies,
                writes: change.writes,
                postings: change.postings,
                answer,
            };
            if !self.send(writer::Job::Commit(Box::new(job))).await {
                return Err(CommitError::Failed(writer::stopped()));
            }
            answered
                .await
                .unwrap_or_else(|_| Err(CommitError::Unknown(writer::stopped())))
        })
    }

    fn balances(&self, scope: Option<Scope>) -> StoreFuture<'_, Vec<Balance>> {
        ready(
            self.read(|connection| read::balances(connection, scope))
                .and_then(read::with_currencies),
        )
    }

    fn postings(&self, scope: Option<Scope>, after: Key, limit: usize) -> StoreFuture<'_, Vec<PostedRow>> {
        ready(
            self.read(|connection| read::postings(connection, scope, after, limit))
                .and_then(std::convert::identity),
        )
    }

    fn erase(&self, scope: Scope, keep: &'static [&'static Table]) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let (answer, answered) = oneshot::channel();
            if !self.send(writer::Job::Erase { scope, keep, answer }).await {
                return Err(writer::stopped());
            }
            answered.await.unwrap_or_else(|_| Err(writer::stopped()))
        })
    }

    fn backup(&self, to: &Path) -> StoreFuture<'_, ()> {
        let to = to.to_owned();
        let from = self.path.clone();
        Box::pin(async move {
            let copy = tokio::task::spawn_blocking(move || open::backup(&from, &to));
            copy.await.map_err(|error| StoreError::Unavailable {
                reason: error.to_string(),
            })?
        })
    }

    fn shape(&self, table: &'static Table) -> StoreFuture<'_, Option<Shape>> {
        ready(self.read(|connection| read::shape(connection, table)))
    }

    fn ping(&self) -> StoreFuture<'_, ()> {
        ready(self.read(|connection| connection.query_row("select 1", [], |_| Ok(()))))
    }
}
