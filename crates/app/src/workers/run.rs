//! Runs one timer: reads, decides, commits, with the timer's own row deleted in the same commit.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use db::{Action, CommitError, TIMERS, Values};
use futures::FutureExt as _;
use metrics::counter;
use wire::access::{Account, Caller};
use wire::timer::{Timer, TimerCtx};
use wire::{App, Ctx};

use super::TimerKinds;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Somebody else ran it.
    Gone,
    /// It is due again a little later.
    Failed,
}

/// How often a timer runs again at once because a row moved under it.
const CONFLICTS_MAX: usize = 16;
/// However long an acquirer takes for the few calls of one round, it is less.
const LIMIT: Duration = Duration::from_secs(300);
/// The first pause after a failure; each further one is twice as long.
const PAUSE: Duration = Duration::from_secs(5);
const PAUSE_MAX: Duration = Duration::from_secs(3_600);

/// Runs a timer that is due by the account's clock. A failure is logged here and tried again later.
pub async fn run(app: &Arc<App>, kinds: &TimerKinds, account: &Arc<Account>, timer: &Timer) -> Outcome {
    let caller = Caller::system(account.clone(), timer.scope.livemode());
    // A panic ends this run, not the worker that all timers depend on.
    let run = AssertUnwindSafe(attempts(app, kinds, &caller, timer)).catch_unwind();
    let run = tokio::time::timeout(LIMIT, run).await;
    let run = run.unwrap_or_else(|_| Ok(Err("it took too long".to_owned())));
    let outcome = match run.unwrap_or_else(|_| Err("it panicked".to_owned())) {
        Ok(outcome) => outcome,
        Err(reason) => {
            let (kind, attempts) = (&*timer.kind, timer.attempts + 1);
            tracing::error!(kind, subject = timer.subject.0, attempts, reason, "a timer failed");
            postpone(app, &caller, timer).await;
            Outcome::Failed
        }
    };
    let name = match outcome {
        Outcome::Done => "done",
        Outcome::Gone => "gone",
        Outcome::Failed => "failed",
    };
    counter!("florin_timers_total", "kind" => timer.kind.to_string(), "outcome" => name).increment(1);
    outcome
}

async fn attempts(app: &Arc<App>, kinds: &TimerKinds, caller: &Caller, timer: &Timer) -> Result<Outcome, String> {
    let handler = kinds.handler(&timer.kind).ok_or("no resource knows this kind")?;
    for _ in 0..CONFLICTS_MAX {
        let ctx = Ctx::background(app, caller);
        let mut ctx = TimerCtx { ctx, timer };
        handler(&mut ctx).await.map_err(|error| error.to_string())?;
        let mut tx = ctx.ctx.tx;
        tx.write(&TIMERS, timer.key, Action::Delete { read_at: timer.version });
        match app.commit(tx.into_change()).await {
            Ok(()) => return Ok(Outcome::Done),
            Err(CommitError::Conflict | CommitError::Duplicate { .. }) if is_there(app, timer).await? => {}
            Err(CommitError::Conflict | CommitError::Duplicate { .. }) => return Ok(Outcome::Gone),
            Err(error) => return Err(error.to_string()),
        }
    }
    Err("the rows it is about move all the time".to_owned())
}

/// Whether the timer is as it was read; if not, somebody else ran or moved it.
async fn is_there(app: &App, timer: &Timer) -> Result<bool, String> {
    let row = app
        .store
        .get(&TIMERS, timer.scope, timer.key)
        .await
        .map_err(|error| error.to_string())?;
    Ok(row.is_some_and(|row| row.version == timer.version))
}

async fn postpone(app: &Arc<App>, caller: &Caller, timer: &Timer) {
    let doublings = u32::try_from(timer.attempts).unwrap_or(u32::MAX).min(16);
    let mut tx = Ctx::background(app, caller).tx;
    let due = tx.now().plus(PAUSE.saturating_mul(1 << doublings).min(PAUSE_MAX));
    let cells = vec![
        due.millis().into(),
        (&*timer.kind).into(),
        timer.subject.into(),
        (timer.attempts + 1).into(),
    ];
    let values = Values { body: None, cells };
    tx.write(
        &TIMERS,
        timer.key,
        Action::Update {
            read_at: timer.version,
            values,
        },
    );
    match app.commit(tx.into_change()).await {
        Ok(()) | Err(CommitError::Conflict) => {}
        Err(error) => tracing::error!(%error, "a failed timer could not be put off"),
    }
}
