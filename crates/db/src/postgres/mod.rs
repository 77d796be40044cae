//! PostgreSQL, and what speaks its protocol: any number of processes over one database.
//!
//! Read committed, with version predicates and unique keys; nothing waits for a lock but the one of a
//! row that is being committed. Every trip has a time limit.

mod batch;
mod failure;
mod open;
mod read;
mod sql;
mod tls;
mod writer;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use deadpool_postgres::{Object, Pool};
use futures::future::BoxFuture;
use kernel::Key;
use tokio::sync::oneshot;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row as PgRow};

use crate::sql::TableSql;
use crate::{
    Action, Balance, Body, Cell, Change, CommitError, Dialect, Index, OpenError, PostedRow, Query, Row, Scope, Shape,
    Store, StoreError, StoreFuture, Table, Write,
};
use sql::BulkSql;

/// Measured best on few cores; more wait for each other.
const CONNECTIONS: usize = 16;
/// Few, so that changes gather while the others commit: two reach twice what sixteen without batches do.
const WRITERS: usize = 2;
/// For any one trip; the server gives up on a statement a little earlier.
const TIMEOUT: Duration = Duration::from_secs(12);

/// A store over PostgreSQL. Dropping it ends its writers after what was handed to them is committed.
pub struct Postgres {
    shared: Arc<Shared>,
    jobs: flume::Sender<writer::Job>,
}

struct Shared {
    name: String,
    pool: Pool,
    tables: &'static [&'static Table],
    get: HashMap<&'static str, String>,
    bulk: HashMap<&'static str, BulkSql>,
}

impl Shared {
    async fn client(&self) -> Result<Object, StoreError> {
        self.pool.get().await.map_err(|error| StoreError::Unavailable {
            reason: error.to_string(),
        })
    }

    /// A mistake of ours shall end the caller's task, not a writer.
    fn assert_known(&self, change: &Change) {
        for Write { table, action, .. } in &change.writes {
            assert!(
                self.bulk.contains_key(table.name),
                "the store was opened without {}",
                table.name
            );
            if let Action::Insert(values) | Action::Ensure(values) | Action::Update { values, .. } = action {
                assert_eq!(values.cells.len(), table.columns.len(), "cells of {}", table.name);
            }
        }
    }

    fn refusal(&self, error: &Error) -> CommitError {
        failure::refusal(error, self.tables)
    }

    /// Reads, once more on another connection if the first one turns out to be dead.
    async fn rows(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<PgRow>, StoreError> {
        let first = self.try_rows(sql, params).await?;
        match first {
            Ok(rows) => Ok(rows),
            Err(error) if error.is_closed() => self.try_rows(sql, params).await?.map_err(|error| unavailable(&error)),
            Err(error) => Err(unavailable(&error)),
        }
    }

    async fn try_rows(
        &self,
        sql: &str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Result<Vec<PgRow>, Error>, StoreError> {
        let client = self.client().await?;
        let read = async {
            let statement = client.prepare_cached(sql).await?;
            client.query(&statement, params).await
        };
        if let Ok(result) = tokio::time::timeout(TIMEOUT, read).await {
            return Ok(result);
        }
        drop(Object::take(client));
        Err(timed_out())
    }
}

impl Postgres {
    /// Connects and brings the database up to date. The writers run on the calling runtime.
    pub async fn open(url: &str, tables: &'static [&'static Table]) -> Result<Postgres, OpenError> {
        let way = open::way(url)?;
        let name = way.name();
        let pool = open::pool(way)?;
        let mut client = open::client(&pool, &name).await?;
        open::migrate(&mut client, &name).await?;
        drop(client);
        Ok(Postgres::over(name, pool, tables))
    }

    /// Opens a database of this version as it is at this moment: whatever is written meanwhile is not seen, and nothing
    /// can be written. To be read by one task at a time.
    pub async fn snapshot(url: &str, tables: &'static [&'static Table]) -> Result<Postgres, OpenError> {
        let way = open::way(url)?;
        let name = way.name();
        let pool = open::frozen_pool(way)?;
        let client = open::client(&pool, &name).await?;
        open::is_current(&client, &name).await?;
        drop(client);
        Ok(Postgres::over(name, pool, tables))
    }

    fn over(name: String, pool: Pool, tables: &'static [&'static Table]) -> Postgres {
        let get = tables
            .iter()
            .map(|table| (table.name, TableSql::new(table, Dialect::Postgres).get))
            .collect();
        let bulk = tables.iter().map(|table| (table.name, BulkSql::new(table))).collect();
        let shared = Arc::new(Shared {
            name,
            pool,
            tables,
            get,
            bulk,
        });
        let (sender, jobs) = flume::bounded(4_096);
        let shard = Arc::new(AtomicU64::new(0));
        for _ in 0..WRITERS {
            tokio::spawn(writer::run(shared.clone(), jobs.clone(), shard.clone()));
        }
        Postgres { shared, jobs: sender }
    }
}

fn pool_reason(error: &deadpool_postgres::PoolError) -> String {
    match error {
        deadpool_postgres::PoolError::Backend(error) => reason(error),
        other => other.to_string(),
    }
}

/// The database's own words, or the cause below: `tokio_postgres` itself says only "db error".
fn reason(error: &Error) -> String {
    match (error.as_db_error(), std::error::Error::source(error)) {
        (Some(said), _) => said.message().to_owned(),
        (None, Some(cause)) => format!("{error}: {cause}"),
        (None, None) => error.to_string(),
    }
}

fn unavailable(error: &Error) -> StoreError {
    StoreError::Unavailable { reason: reason(error) }
}

fn timed_out() -> StoreError {
    StoreError::Unavailable {
        reason: "the database did not answer in time".into(),
    }
}

fn references(cells: &[Cell]) -> Vec<&(dyn ToSql + Sync)> {
    cells.iter().map(|cell| cell as &(dyn ToSql + Sync)).collect()
}

impl Store for Postgres {
    fn get(&self, table: &'static Table, scope: Scope, key: Key) -> StoreFuture<'_, Option<Row>> {
        Box::pin(async move {
            let rows = self
                .shared
                .rows(&self.shared.get[table.name], &[&key.0, &scope.raw()])
                .await?;
            rows.first().map(|row| read::row(row, table, true)).transpose()
        })
    }

    fn find(
        &self,
        table: &'static Table,
        index: &'static Index,
        scope: Option<Scope>,
        values: Vec<Cell>,
    ) -> StoreFuture<'_, Option<Row>> {
        Box::pin(async move {
            let sql = crate::sql::find(table, index, Dialect::Postgres);
            let mut params: Vec<Cell> = scope.map(|scope| Cell::Int(scope.raw())).into_iter().collect();
            params.extend(values);
            let rows = self.shared.rows(&sql, &references(&params)).await?;
            rows.first().map(|row| read::row(row, table, true)).transpose()
        })
    }

    fn list(&self, query: Query) -> StoreFuture<'_, Vec<Row>> {
        Box::pin(async move {
            let params = crate::sql::list_params(&query);
            let sql = crate::sql::list(&query, Dialect::Postgres);
            let rows = self.shared.rows(&sql, &references(&params)).await?;
            rows.iter()
                .map(|row| read::row(row, query.table, query.bodies))
                .collect()
        })
    }

    fn bodies(&self, scope: Scope, keys: Vec<Key>) -> StoreFuture<'_, Vec<Body>> {
        Box::pin(async move {
            let ids: Vec<i64> = keys.iter().map(|key| key.0).collect();
            let sql = "select id, data from bodies where account = $1 and id = any($2)";
            let rows = self.shared.rows(sql, &[&scope.raw(), &ids]).await?;
            let stored: HashMap<i64, &[u8]> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
            let missing = |id| StoreError::Damaged {
                what: format!("body {id} is missing"),
            };
            ids.iter()
                .map(|id| Body::decode(Key(*id), stored.get(id).ok_or_else(|| missing(*id))?))
                .collect()
        })
    }

    fn commit(&self, change: Change) -> BoxFuture<'_, Result<(), CommitError>> {
        Box::pin(async move {
            change.inspect()?;
            self.shared.assert_known(&change);
            let bodies = change
                .bodies
                .iter()
                .map(|(scope, body)| (*scope, body.id, body.encode()))
                .collect();
            let commit = batch::Commit {
                dropped: change.dropped,
                bodies,
                writes: change.writes,
                postings: change.postings,
            };
            let (answer, answered) = oneshot::channel();
            if self.jobs.send_async(writer::Job { commit, answer }).await.is_err() {
                return Err(CommitError::Failed(writer::stopped()));
            }
            answered
                .await
                .unwrap_or_else(|_| Err(CommitError::Unknown(writer::stopped())))
        })
    }

    fn balances(&self, scope: Option<Scope>) -> StoreFuture<'_, Vec<Balance>> {
        Box::pin(async move {
            let sums = |condition: &str| {
                format!(
                    "select account, name, currency, sum(amount)::bigint from balances {condition} group by 1, 2, 3"
                )
            };
            let rows = match scope {
                Some(scope) => self.shared.rows(&sums("where account = $1"), &[&scope.raw()]).await?,
                None => self.shared.rows(&sums(""), &[]).await?,
            };
            let mut balances: Vec<Balance> = rows.iter().map(read::balance).collect::<Result<_, _>>()?;
            balances.sort_by(|a, b| {
                (a.scope, &a.account, a.currency.code()).cmp(&(b.scope, &b.account, b.currency.code()))
            });
            Ok(balances)
        })
    }

    fn postings(&self, scope: Option<Scope>, after: Key, limit: usize) -> StoreFuture<'_, Vec<PostedRow>> {
        Box::pin(async move {
            let page = |condition: &str| {
                format!(
                    "select id, account, txn, debit, credit, currency, amount from postings \
                     where id > $1 {condition} order by id limit $2"
                )
            };
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = match scope {
                Some(scope) => {
                    self.shared
                        .rows(&page("and account = $3"), &[&after.0, &limit, &scope.raw()])
                        .await?
                }
                None => self.shared.rows(&page(""), &[&after.0, &limit]).await?,
            };
            rows.iter().map(read::posting).collect()
        })
    }

    fn erase(&self, scope: Scope, keep: &'static [&'static Table]) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let sql = crate::sql::erase(self.shared.tables, scope, keep);
            let client = self.shared.client().await?;
            let erased = client
                .batch_execute(&format!("begin; set local statement_timeout = 0; {sql}; commit"))
                .await;
            if erased.is_err() {
                drop(Object::take(client));
            }
            erased.map_err(|error| unavailable(&error))
        })
    }

    fn backup(&self, _to: &Path) -> StoreFuture<'_, ()> {
        let reason = format!("{} is backed up with pg_dump, not by florin", self.shared.name);
        Box::pin(std::future::ready(Err(StoreError::Unavailable { reason })))
    }

    fn shape(&self, table: &'static Table) -> StoreFuture<'_, Option<Shape>> {
        Box::pin(async move {
            let columns = self.shared.rows(read::COLUMNS, &[&table.name]).await?;
            let indexes = self.shared.rows(read::INDEXES, &[&table.name]).await?;
            Ok(read::shape(&columns, &indexes))
        })
    }

    fn ping(&self) -> StoreFuture<'_, ()> {
        Box::pin(async move { self.shared.rows("select 1", &[]).await.map(drop) })
    }
}
