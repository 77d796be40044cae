//! The timer worker: finds what is due in each account's time and runs it, many at once so that they share a sync.
//!
//! Each runs in a task of its own, so many of a kind at a time: whatever one kind waits for (an acquirer that hangs),
//! the others go on.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use db::{Query, Row, Scope, StoreError, TIMERS};
use kernel::{Key, Timestamp};
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};
use wire::App;
use wire::timer::Timer;

use super::ahead::Ahead;
use super::run::run;
use crate::server::Shared;

/// Timers of one kind that run at the same time.
const CONCURRENT: usize = 32;
/// Timers that are read at once, beside those that run or wait for others of their kind.
const BATCH: usize = 256;
/// Between two looks: what falls due meanwhile is found together.
const PAUSE: Duration = Duration::from_millis(10);
/// Without a wake: another process may have written timers, or moved an account's clock.
const PAUSE_MAX: Duration = Duration::from_secs(1);
/// After the store failed.
const PAUSE_FAILED: Duration = Duration::from_secs(1);

/// Until told to stop; what runs by then is finished.
pub async fn work(shared: Arc<Shared>, mut stopping: watch::Receiver<bool>) {
    let mut worker = Worker::new(shared.clone());
    loop {
        let pause = worker.pass().await.unwrap_or_else(|error| failed(&error));
        let woken = async {
            tokio::time::sleep(PAUSE).await;
            let _ = tokio::time::timeout(pause, shared.app.wake.timers.notified()).await;
        };
        tokio::select! {
            () = woken => {}
            Some(ended) = worker.tasks.join_next_with_id() => worker.ended(ended),
            _ = stopping.wait_for(|stop| *stop) => break,
        }
    }
    while worker.tasks.join_next().await.is_some() {}
}

fn failed(error: &StoreError) -> Duration {
    tracing::error!(%error, "timers could not be read");
    PAUSE_FAILED
}

struct Worker {
    shared: Arc<Shared>,
    ahead: Ahead,
    tasks: JoinSet<()>,
    /// What runs.
    running: HashMap<Id, (Key, Box<str>)>,
    /// Due timers that the last look left, because enough of their kind run.
    left: usize,
}

impl Worker {
    fn new(shared: Arc<Shared>) -> Worker {
        Worker {
            shared,
            ahead: Ahead::default(),
            tasks: JoinSet::new(),
            running: HashMap::new(),
            left: 0,
        }
    }

    fn ended(&mut self, ended: Result<(Id, ()), JoinError>) {
        let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
        self.running.remove(&id);
    }

    /// Starts what is due. Answers when to look again, if nothing happens before.
    async fn pass(&mut self) -> Result<Duration, StoreError> {
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            self.ended(ended);
        }
        let app = self.shared.app.clone();
        let now = app.now();
        let limit = BATCH + self.running.len() + self.left;
        let mut due = app.store.list(Query::due(&TIMERS, "due", now.millis(), limit)).await?;
        let mut more = due.len() == limit;
        for account in self.ahead.accounts(&self.shared, now).await? {
            let rows = due_of(&app, account.scope(false), account.time(now, false), limit).await?;
            more |= rows.len() == limit;
            due.extend(
                rows.into_iter()
                    .filter(|row| row.cells.first().and_then(|due| due.int()) > Some(now.millis())),
            );
        }
        let started = self.start(&due).await?;
        match more && started > 0 {
            true => Ok(Duration::ZERO),
            false => self.until_next(now).await,
        }
    }

    /// Starts as many of each kind as may run. Answers how many.
    async fn start(&mut self, due: &[Row]) -> Result<usize, StoreError> {
        let mut kinds: HashMap<Box<str>, usize> = HashMap::new();
        for (_, kind) in self.running.values() {
            *kinds.entry(kind.clone()).or_default() += 1;
        }
        let running: Vec<Key> = self.running.values().map(|(key, _)| *key).collect();
        let (mut started, mut left) = (0, 0);
        for timer in due.iter().filter_map(Timer::read) {
            if running.contains(&timer.key) {
                continue;
            }
            let of_kind = kinds.entry(timer.kind.clone()).or_default();
            if *of_kind == CONCURRENT {
                left += 1;
                continue;
            }
            let Some(account) = self.shared.app.directory.account(timer.scope.account()).await? else {
                tracing::error!(scope = timer.scope.raw(), "a timer of no account");
                continue;
            };
            *of_kind += 1;
            started += 1;
            let (shared, held) = (self.shared.clone(), (timer.key, timer.kind.clone()));
            let task = self.tasks.spawn(async move {
                run(&shared.app, &shared.timers, &account, &timer).await;
            });
            self.running.insert(task.id(), held);
        }
        self.left = left;
        Ok(started)
    }

    /// How long until the next timer can fall due, bounded by how long another process may go unnoticed. What is due
    /// already runs, or waits for one that does; its end is told.
    async fn until_next(&self, now: Timestamp) -> Result<Duration, StoreError> {
        let held = self.running.len() + self.left;
        let rows = self
            .shared
            .app
            .store
            .list(Query::due(&TIMERS, "due", i64::MAX, held + 1))
            .await?;
        let dues = rows
            .iter()
            .filter_map(|row| row.cells.first().and_then(|due| due.int()));
        let next = dues.filter(|due| *due > now.millis()).min();
        let wait = next.map_or(i64::MAX, |due| due.saturating_sub(now.millis()));
        Ok(Duration::from_millis(wait.unsigned_abs()).min(PAUSE_MAX))
    }
}

/// What is due of one account, in the order in which it falls due.
pub async fn due_of(app: &App, scope: Scope, now: Timestamp, limit: usize) -> Result<Vec<Row>, StoreError> {
    let mut query = Query::due(&TIMERS, "account_due", now.millis(), limit);
    query.scope = Some(scope);
    app.store.list(query).await
}
