//! The store in memory, for simulation: the same rules as the databases, and by seed their misfortunes.
//!
//! Everything that happens is drawn from the seed in the order of the calls, so a run repeats itself.

mod data;

use std::path::Path;
use std::time::Duration;

use futures::future::BoxFuture;
use kernel::{Chance, Key};
use parking_lot::Mutex;

use crate::{
    Balance, Body, Cell, Change, CommitError, Index, PostedRow, Query, Row, Scope, Shape, Store, StoreError,
    StoreFuture, Table,
};
use data::Data;

/// What goes wrong, each as a share of a thousand calls. All zero: nothing does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Commits that are refused as if a row had moved.
    pub conflict: u64,
    /// Commits that fail before anything is written.
    pub fail_before: u64,
    /// Commits whose answer is lost. Half of them are written, half are not.
    pub lose_answer: u64,
    /// Whether a lost answer is looked up, as PostgreSQL's store does: then the caller learns what
    /// happened. Otherwise the commit is `Unknown`.
    pub look_up: bool,
    /// Reads that fail.
    pub fail_read: u64,
    /// Each call takes up to this long; on a paused tokio clock that is no time at all.
    pub delay: Duration,
}

pub struct Memory {
    data: Mutex<Data>,
    chance: Chance,
    faults: Mutex<Faults>,
}

const SHARES: u64 = 1_000;

fn lost(what: &str) -> StoreError {
    StoreError::Unavailable {
        reason: format!("simulated: {what}"),
    }
}

impl Memory {
    pub fn new(tables: &[&'static Table], seed: u64) -> Memory {
        Memory {
            data: Mutex::new(Data::new(tables)),
            chance: Chance::from_seed(seed),
            faults: Mutex::default(),
        }
    }

    /// A store of its own with what this one holds, and without its misfortunes.
    pub fn copy(&self, seed: u64) -> Memory {
        Memory {
            data: Mutex::new(self.data.lock().clone()),
            chance: Chance::from_seed(seed),
            faults: Mutex::default(),
        }
    }

    /// From now on.
    pub fn set_faults(&self, faults: Faults) {
        *self.faults.lock() = faults;
    }

    pub fn faults(&self) -> Faults {
        *self.faults.lock()
    }

    fn strikes(&self, share: u64) -> bool {
        share > 0 && self.chance.below(SHARES) < share
    }

    async fn delay(&self) {
        let longest = self.faults().delay;
        if longest.is_zero() {
            return;
        }
        let micros = self.chance.below(longest.as_micros() as u64 + 1);
        tokio::time::sleep(Duration::from_micros(micros)).await;
    }

    fn read<'a, T: Send + 'a>(
        &'a self,
        work: impl FnOnce(&Data) -> Result<T, StoreError> + Send + 'a,
    ) -> StoreFuture<'a, T> {
        Box::pin(async move {
            self.delay().await;
            if self.strikes(self.faults().fail_read) {
                return Err(lost("a read failed"));
            }
            work(&self.data.lock())
        })
    }

    async fn try_commit(&self, mut change: Change) -> Result<(), CommitError> {
        change.inspect()?;
        change.sort();
        self.delay().await;
        let faults = self.faults();
        if self.strikes(faults.conflict) {
            return Err(CommitError::Conflict);
        }
        if self.strikes(faults.fail_before) {
            return Err(CommitError::Failed(lost("the commit failed before it began")));
        }
        if !self.strikes(faults.lose_answer) {
            return self.data.lock().commit(&change);
        }
        let arrived = self.chance.below(2) == 0;
        let result = if arrived {
            self.data.lock().commit(&change)
        } else {
            Err(CommitError::Failed(lost("the commit was lost")))
        };
        self.delay().await;
        if faults.look_up {
            result
        } else {
            Err(CommitError::Unknown(lost("the answer was lost")))
        }
    }
}

impl Store for Memory {
    fn get(&self, table: &'static Table, scope: Scope, key: Key) -> StoreFuture<'_, Option<Row>> {
        self.read(move |data| data.get(table, scope, key))
    }

    fn find(
        &self,
        table: &'static Table,
        index: &'static Index,
        scope: Option<Scope>,
        values: Vec<Cell>,
    ) -> StoreFuture<'_, Option<Row>> {
        self.read(move |data| data.find(table, index, scope, values))
    }

    fn list(&self, query: Query) -> StoreFuture<'_, Vec<Row>> {
        self.read(move |data| data.list(&query))
    }

    fn bodies(&self, scope: Scope, keys: Vec<Key>) -> StoreFuture<'_, Vec<Body>> {
        self.read(move |data| keys.iter().map(|key| data.body(scope, *key)).collect())
    }

    fn commit(&self, change: Change) -> BoxFuture<'_, Result<(), CommitError>> {
        Box::pin(self.try_commit(change))
    }

    fn balances(&self, scope: Option<Scope>) -> StoreFuture<'_, Vec<Balance>> {
        self.read(move |data| Ok(data.balances(scope)))
    }

    fn postings(&self, scope: Option<Scope>, after: Key, limit: usize) -> StoreFuture<'_, Vec<PostedRow>> {
        self.read(move |data| Ok(data.postings(scope, after, limit)))
    }

    fn erase(&self, scope: Scope, keep: &'static [&'static Table]) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            self.delay().await;
            self.data.lock().erase(scope, keep);
            Ok(())
        })
    }

    fn backup(&self, _to: &Path) -> StoreFuture<'_, ()> {
        let reason = "what is only in memory cannot be backed up".into();
        Box::pin(std::future::ready(Err(StoreError::Unavailable { reason })))
    }

    fn shape(&self, table: &'static Table) -> StoreFuture<'_, Option<Shape>> {
        self.read(move |_| Ok(Some(Shape::declared(table))))
    }

    fn ping(&self) -> StoreFuture<'_, ()> {
        self.read(|_| Ok(()))
    }
}
