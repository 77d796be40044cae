//! The timer worker: finds what is due in each account's time and runs it, many at once so that they share a sync.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use db::{Query, Row, Scope, StoreError, TIMERS};
use futures::StreamExt as _;
use kernel::Timestamp;
use tokio::sync::watch;
use wire::App;
use wire::access::Account;
use wire::timer::Timer;

use super::run::run;
use crate::server::Shared;

/// Timers that run at the same time.
const CONCURRENT: usize = 32;
/// Timers that are read at once.
const BATCH: usize = 256;
/// Between two looks: what falls due meanwhile is found together.
const PAUSE: Duration = Duration::from_millis(10);
/// Without a wake: another process may have written timers, or moved an account's clock.
const PAUSE_MAX: Duration = Duration::from_secs(1);
/// After the store failed.
const PAUSE_FAILED: Duration = Duration::from_secs(1);

/// Until told to stop; what runs by then is finished.
pub async fn work(shared: Arc<Shared>, mut stopping: watch::Receiver<bool>) {
    let mut ahead = Ahead::default();
    loop {
        let pause = match pass(&shared, &mut ahead).await {
            Ok(true) => Duration::ZERO,
            Ok(false) => match until_next(&shared.app).await {
                Ok(pause) => pause,
                Err(error) => failed(&error),
            },
            Err(error) => failed(&error),
        };
        let woken = async {
            tokio::time::sleep(PAUSE).await;
            let _ = tokio::time::timeout(pause, shared.app.wake.timers.notified()).await;
        };
        tokio::select! {
            () = woken => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

fn failed(error: &StoreError) -> Duration {
    tracing::error!(%error, "timers could not be read");
    PAUSE_FAILED
}

/// Runs what is due. True if there may be more.
async fn pass(shared: &Shared, ahead: &mut Ahead) -> Result<bool, StoreError> {
    let app = &shared.app;
    let now = app.now();
    let mut due = app.store.list(Query::due(&TIMERS, "due", now.millis(), BATCH)).await?;
    let mut more = due.len() == BATCH;
    for account in ahead.accounts(shared, now).await? {
        let rows = due_of(app, account.scope(false), account.time(now, false), BATCH).await?;
        more |= rows.len() == BATCH;
        due.extend(
            rows.into_iter()
                .filter(|row| row.cells.first().and_then(|due| due.int()) > Some(now.millis())),
        );
    }
    let accounts = accounts(app, &due).await?;
    let timers = due.iter().filter_map(Timer::read).map(|timer| async {
        let timer = timer;
        let Some(account) = accounts.get(&timer.scope.account()) else {
            tracing::error!(scope = timer.scope.raw(), "a timer of no account");
            return;
        };
        run(app, &shared.timers, account, &timer).await;
    });
    futures::stream::iter(timers)
        .buffer_unordered(CONCURRENT)
        .collect::<()>()
        .await;
    Ok(more)
}

/// What is due of one account, in the order in which it falls due.
pub async fn due_of(app: &App, scope: Scope, now: Timestamp, limit: usize) -> Result<Vec<Row>, StoreError> {
    let mut query = Query::due(&TIMERS, "account_due", now.millis(), limit);
    query.scope = Some(scope);
    app.store.list(query).await
}

/// Accounts whose clock is ahead of the machine's, looked up anew when this process moved one, and else now and then.
#[derive(Default)]
struct Ahead {
    numbers: Vec<u32>,
    looked: Option<(Timestamp, u64)>,
}

impl Ahead {
    async fn accounts(&mut self, shared: &Shared, now: Timestamp) -> Result<Vec<Arc<Account>>, StoreError> {
        let (directory, moves) = (&shared.app.directory, shared.movers.moves());
        let is_fresh = |(at, seen): (Timestamp, u64)| seen == moves && now >= at && now < at.plus(PAUSE_MAX);
        if !self.looked.is_some_and(is_fresh) {
            let all = directory.accounts().await?;
            let moved = all.iter().filter(|account| account.clock_offset_ms > 0);
            self.numbers = moved.map(|account| account.number).collect();
            self.looked = Some((now, moves));
        }
        let mut accounts = Vec::with_capacity(self.numbers.len());
        for number in &self.numbers {
            accounts.extend(directory.account(*number).await?);
        }
        Ok(accounts)
    }
}

async fn accounts(app: &App, rows: &[Row]) -> Result<HashMap<u32, Arc<Account>>, StoreError> {
    let mut accounts = HashMap::new();
    for number in rows.iter().map(|row| row.scope.account()) {
        if !accounts.contains_key(&number)
            && let Some(account) = app.directory.account(number).await?
        {
            accounts.insert(number, account);
        }
    }
    Ok(accounts)
}

/// How long until the next timer can fall due, bounded by how long another process may go unnoticed.
async fn until_next(app: &App) -> Result<Duration, StoreError> {
    let next = app.store.list(Query::due(&TIMERS, "due", i64::MAX, 1)).await?;
    let due = next.first().and_then(|row| row.cells.first()).and_then(|due| due.int());
    let wait = due.map_or(i64::MAX, |due| due.saturating_sub(app.now().millis()).max(0));
    Ok(Duration::from_millis(wait.unsigned_abs()).min(PAUSE_MAX))
}
