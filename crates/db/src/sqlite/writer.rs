//! The writer: takes all waiting changes, writes them in one transaction, syncs once, answers all.
//!
//! Each change is checked whole (versions, unique values) before any of it is written, so a change
//! that is refused leaves the group's transaction as it was and needs no savepoint.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{Currency, Key};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params_from_iter};
use tokio::sync::oneshot;

use super::{Statements, unavailable};
use crate::{Action, Cell, CommitError, Dialect, Posting, Scope, StoreError, Table, Values, Write};

/// At most this many changes share one sync, so that the first does not wait for the last too long.
const GROUP_MAX: usize = 256;

pub(super) enum Job {
    Commit(Box<Commit>),
    Erase {
        scope: Scope,
        keep: &'static [&'static Table],
        answer: oneshot::Sender<Result<(), StoreError>>,
    },
}

/// A change whose bodies are compressed already.
pub(super) struct Commit {
    pub dropped: Vec<(Scope, Key)>,
    pub bodies: Vec<(Scope, Key, Vec<u8>)>,
    pub writes: Vec<Write>,
    pub postings: Vec<Posting>,
    pub answer: oneshot::Sender<Result<(), CommitError>>,
}

pub(super) fn stopped() -> StoreError {
    StoreError::Unavailable {
        reason: "the database's writer has stopped".into(),
    }
}

pub(super) fn start(
    connection: Connection,
    statements: Arc<Statements>,
    jobs: flume::Receiver<Job>,
) -> std::io::Result<std::thread::JoinHandle<()>> {
    std::thread::Builder::new().name("florin-writer".into()).spawn(move || {
        Writer {
            connection,
            statements,
            unique: HashMap::new(),
        }
        .run(&jobs)
    })
}

struct Writer {
    connection: Connection,
    statements: Arc<Statements>,
    /// The look-up of each unique index, by table and index.
    unique: HashMap<(&'static str, &'static str), String>,
}

/// Positions of the writes that leave their row's columns as they are.
type Touched = Vec<usize>;

type Increments = HashMap<(Scope, Box<str>, Currency), i64>;

impl Writer {
    fn run(mut self, jobs: &flume::Receiver<Job>) {
        let mut group = Vec::with_capacity(GROUP_MAX);
        while let Ok(job) = jobs.recv() {
            let mut next = Some(job);
            while let Some(job) = next {
                match job {
                    Job::Commit(commit) => group.push(*commit),
                    Job::Erase { scope, keep, answer } => {
                        self.commit_group(&mut group);
                        let _ = answer.send(self.erase(scope, keep).map_err(unavailable));
                    }
                }
                next = if group.len() < GROUP_MAX {
                    jobs.try_recv().ok()
                } else {
                    None
                };
            }
            self.commit_group(&mut group);
        }
    }

    fn commit_group(&mut self, group: &mut Vec<Commit>) {
        if group.is_empty() {
            return;
        }
        match self.try_group(group) {
            Ok(results) => group.drain(..).zip(results).for_each(|(commit, result)| {
                let _ = commit.answer.send(result);
            }),
            // Something that no check foresaw (a full disk, a broken constraint): each on its own, so
            // that only those fail which cannot be written.
            Err(_) if group.len() > 1 => {
                for commit in group.drain(..) {
                    let mut alone = vec![commit];
                    self.commit_group(&mut alone);
                }
            }
            Err(error) => {
                let result = refusal(&error, self.statements.tables).unwrap_or_else(|| unavailable(error).into());
                group.drain(..).for_each(|commit| {
                    let _ = commit.answer.send(Err(result.clone()));
                });
            }
        }
    }

    fn try_group(&mut self, group: &[Commit]) -> rusqlite::Result<Vec<Result<(), CommitError>>> {
        self.connection.execute_batch("begin immediate")?;
        let written = self.write_group(group).and_then(|results| {
            self.connection.execute_batch("commit")?;
            Ok(results)
        });
        if written.is_err() {
            let _ = self.connection.execute_batch("rollback");
        }
        written
    }

    fn write_group(&mut self, group: &[Commit]) -> rusqlite::Result<Vec<Result<(), CommitError>>> {
        let mut increments = Increments::new();
        let mut results = Vec::with_capacity(group.len());
        for commit in group {
            results.push(match self.check(commit)? {
                Ok(touched) => {
                    self.write(commit, &touched, &mut increments)?;
                    Ok(())
                }
                Err(refused) => Err(refused),
            });
        }
        self.increment(increments)?;
        Ok(results)
    }

    /// Whether the change may be written as a whole. Names the updates that leave all columns as they are: SQLite writes
    /// an index entry anew whenever its column is set, even to the same value.
    fn check(&mut self, commit: &Commit) -> rusqlite::Result<Result<Touched, CommitError>> {
        let mut touched = Touched::new();
        for (at, write) in commit.writes.iter().enumerate() {
            let holds = match &write.action {
                Action::Insert(values) => match self.duplicate(write, values)? {
                    // What this change deletes or moves first may free the value; the index itself decides.
                    Some((holder, duplicate))
                        if !commit
                            .writes
                            .iter()
                            .any(|own| own.key.0 == holder && own.table.name == write.table.name) =>
                    {
                        return Ok(Err(duplicate));
                    }
                    Some(_) => true,
                    None => true,
                },
                Action::Ensure(_) => true,
                Action::Update { read_at, values } => match self.standing(write, values)? {
                    Some((version, same)) => {
                        if same {
                            touched.push(at);
                        }
                        version == *read_at
                    }
                    None => false,
                },
                Action::Delete { read_at } | Action::Unmoved { read_at } => self.version(write)? == Some(*read_at),
            };
            if !holds {
                return Ok(Err(CommitError::Conflict));
            }
        }
        Ok(Ok(touched))
    }

    /// The row's version, and whether its columns are these values already.
    fn standing(&self, write: &Write, values: &Values) -> rusqlite::Result<Option<(i64, bool)>> {
        let sql = &self.statements.of(write.table).standing;
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query((write.key.0, write.scope.raw()))?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let mut same = true;
        for (at, cell) in values.cells.iter().enumerate() {
            same &= match (row.get_ref(at + 1)?, cell) {
                (ValueRef::Null, Cell::Null) => true,
                (ValueRef::Integer(stands), Cell::Int(value)) => stands == *value,
                (ValueRef::Text(stands), Cell::Text(value)) => stands == value.as_bytes(),
                _ => false,
            };
        }
        Ok(Some((row.get(0)?, same)))
    }

    fn version(&self, write: &Write) -> rusqlite::Result<Option<i64>> {
        let mut statement = self
            .connection
            .prepare_cached(&self.statements.of(write.table).version)?;
        let mut rows = statement.query((write.key.0, write.scope.raw()))?;
        rows.next()?.map(|row| row.get(0)).transpose()
    }

    /// The key of the row that has the new row's unique values, and what that means.
    fn duplicate(&mut self, write: &Write, values: &Values) -> rusqlite::Result<Option<(i64, CommitError)>> {
        for index in write.table.indexes.iter().filter(|index| index.unique) {
            let cells = index.columns.iter().map(|&at| &values.cells[at]);
            if cells.clone().any(|cell| *cell == Cell::Null) {
                continue;
            }
            let scope = index.scoped.then(|| Cell::Int(write.scope.raw()));
            let name = (write.table.name, index.name);
            let sql = self
                .unique
                .entry(name)
                .or_insert_with(|| crate::sql::holder(write.table, index, Dialect::Sqlite));
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query(params_from_iter(scope.iter().chain(cells)))?;
            if let Some(row) = rows.next()? {
                let duplicate = CommitError::Duplicate {
                    table: write.table.name,
                    index: index.name,
                };
                return Ok(Some((row.get(0)?, duplicate)));
            }
        }
        Ok(None)
    }

    fn write(&self, commit: &Commit, touched: &Touched, increments: &mut Increments) -> rusqlite::Result<()> {
        for (scope, key) in &commit.dropped {
            let mut statement = self
                .connection
                .prepare_cached("delete from bodies where id = ?1 and account = ?2")?;
            statement.execute((key.0, scope.raw()))?;
        }
        for (scope, key, data) in &commit.bodies {
            let mut statement = self
                .connection
                .prepare_cached("insert into bodies (id, account, version, body, data) values (?1, ?2, 1, null, ?3)")?;
            statement.execute((key.0, scope.raw(), data))?;
        }
        for (at, write) in commit.writes.iter().enumerate() {
            match &write.action {
                Action::Update { read_at, values } if touched.contains(&at) => self.touch(write, *read_at, values)?,
                _ => self.write_row(write)?,
            }
        }
        for posting in &commit.postings {
            self.post(posting, increments)?;
        }
        Ok(())
    }

    fn write_row(&self, write: &Write) -> rusqlite::Result<()> {
        let sql = self.statements.of(write.table);
        match &write.action {
            Action::Insert(values) => self.execute(&sql.insert, write, 1, values),
            Action::Ensure(values) => self.execute(&sql.ensure, write, 1, values),
            Action::Update { read_at, values } => self.execute(&sql.update, write, *read_at, values),
            Action::Delete { read_at } => {
                let mut statement = self.connection.prepare_cached(&sql.delete)?;
                statement.execute((write.key.0, write.scope.raw(), read_at)).map(drop)
            }
            Action::Unmoved { .. } => Ok(()),
        }
    }

    fn touch(&self, write: &Write, read_at: i64, values: &Values) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(&self.statements.of(write.table).touch)?;
        let body = values.body.map(|body| body.0);
        statement
            .execute((write.key.0, write.scope.raw(), read_at, body))
            .map(drop)
    }

    fn execute(&self, sql: &str, write: &Write, version: i64, values: &Values) -> rusqlite::Result<()> {
        debug_assert_eq!(
            values.cells.len(),
            write.table.columns.len(),
            "cells of {}",
            write.table.name
        );
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.raw_bind_parameter(1, write.key.0)?;
        statement.raw_bind_parameter(2, write.scope.raw())?;
        statement.raw_bind_parameter(3, version)?;
        statement.raw_bind_parameter(4, values.body.map(|body| body.0))?;
        for (at, cell) in values.cells.iter().enumerate() {
            statement.raw_bind_parameter(at + 5, cell)?;
        }
        statement.raw_execute().map(drop)
    }

    fn post(&self, posting: &Posting, increments: &mut Increments) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(
            "insert into postings (id, account, version, body, txn, debit, credit, currency, amount) \
             values (?1, ?2, 1, null, ?3, ?4, ?5, ?6, ?7)",
        )?;
        let (amount, currency) = (posting.amount.minor_units(), posting.amount.currency());
        let head = (posting.key.0, posting.scope.raw(), posting.transaction.0);
        statement.execute((
            head.0,
            head.1,
            head.2,
            &posting.debit,
            &posting.credit,
            currency.code(),
            amount,
        ))?;
        *increments
            .entry((posting.scope, posting.debit.clone(), currency))
            .or_default() -= amount;
        *increments
            .entry((posting.scope, posting.credit.clone(), currency))
            .or_default() += amount;
        Ok(())
    }

    /// One upsert for each balance that the whole group moved. With one writer one shard is enough.
    fn increment(&self, increments: Increments) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(
            "insert into balances (account, name, currency, shard, amount) values (?1, ?2, ?3, 0, ?4) \
             on conflict (account, name, currency, shard) do update set amount = balances.amount + excluded.amount",
        )?;
        for ((scope, name, currency), amount) in increments {
            statement.execute((scope.raw(), name, currency.code(), amount))?;
        }
        Ok(())
    }

    fn erase(&self, scope: Scope, keep: &[&Table]) -> rusqlite::Result<()> {
        let sql = crate::sql::erase(self.statements.tables, scope, keep);
        let erased = self
            .connection
            .execute_batch(&format!("begin immediate; {sql}; commit"));
        if erased.is_err() {
            let _ = self.connection.execute_batch("rollback");
        }
        erased
    }
}

/// What a broken constraint says about the change; `None` if it was something else that failed.
fn refusal(error: &rusqlite::Error, tables: &[&'static Table]) -> Option<CommitError> {
    use rusqlite::ffi;
    let rusqlite::Error::SqliteFailure(code, message) = error else {
        return None;
    };
    match code.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE => Some(duplicate(message.as_deref()?, tables).unwrap_or(CommitError::Conflict)),
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => Some(CommitError::Conflict),
        _ if code.code == rusqlite::ErrorCode::ConstraintViolation => {
            tracing::error!(%error, "a constraint of the database stopped a change");
            Some(CommitError::Refused {
                reason: crate::change::BROKEN_CONSTRAINT,
            })
        }
        _ => {
            tracing::error!(%error, "a commit failed");
            None
        }
    }
}

/// The message names the columns: `UNIQUE constraint failed: idempotency.account, idempotency.key`.
fn duplicate(message: &str, tables: &[&'static Table]) -> Option<CommitError> {
    let (_, failed) = message.rsplit_once(": ")?;
    tables.iter().find_map(|table| {
        let of = |index: &&crate::Index| {
            let account = index.scoped.then_some("account");
            let own = index.columns.iter().map(|&at| table.columns[at].name);
            let columns: Vec<String> = account
                .into_iter()
                .chain(own)
                .map(|name| format!("{}.{name}", table.name))
                .collect();
            index.unique && columns.join(", ") == failed
        };
        table.indexes.iter().find(of).map(|index| CommitError::Duplicate {
            table: table.name,
            index: index.name,
        })
    })
}
