//! A store that tells of each commit, so that tests wait for what they wait for and not for time.

use std::path::Path;
use std::sync::Arc;

use db::{
    Balance, Body, Cell, Change, CommitError, Index, PostedRow, Query, Row, Scope, Shape, Store, StoreFuture, Table,
};
use futures::future::BoxFuture;
use kernel::Key;
use tokio::sync::Notify;

pub struct Watched {
    pub store: Arc<dyn Store>,
    pub committed: Arc<Notify>,
}

impl Store for Watched {
    fn commit(&self, change: Change) -> BoxFuture<'_, Result<(), CommitError>> {
        Box::pin(async move {
            let outcome = self.store.commit(change).await;
            self.committed.notify_waiters();
            outcome
        })
    }

    fn get(&self, table: &'static Table, scope: Scope, key: Key) -> StoreFuture<'_, Option<Row>> {
        self.store.get(table, scope, key)
    }

    fn find(
        &self,
        table: &'static Table,
        index: &'static Index,
        scope: Option<Scope>,
        values: Vec<Cell>,
    ) -> StoreFuture<'_, Option<Row>> {
        self.store.find(table, index, scope, values)
    }

    fn list(&self, query: Query) -> StoreFuture<'_, Vec<Row>> {
        self.store.list(query)
    }

    fn bodies(&self, scope: Scope, keys: Vec<Key>) -> StoreFuture<'_, Vec<Body>> {
        self.store.bodies(scope, keys)
    }

    fn balances(&self, scope: Option<Scope>) -> StoreFuture<'_, Vec<Balance>> {
        self.store.balances(scope)
    }

    fn postings(&self, scope: Option<Scope>, after: Key, limit: usize) -> StoreFuture<'_, Vec<PostedRow>> {
        self.store.postings(scope, after, limit)
    }

    fn erase(&self, scope: Scope, keep: &'static [&'static Table]) -> StoreFuture<'_, ()> {
        self.store.erase(scope, keep)
    }

    fn backup(&self, to: &Path) -> StoreFuture<'_, ()> {
        self.store.backup(to)
    }

    fn shape(&self, table: &'static Table) -> StoreFuture<'_, Option<Shape>> {
        self.store.shape(table)
    }

    fn ping(&self) -> StoreFuture<'_, ()> {
        self.store.ping()
    }
}
