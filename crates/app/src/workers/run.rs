//! Runs one timer: reads, decides, commits, with the timer's own row deleted in the same commit.

use std::sync::Arc;
use std::time::Duration;

use db::{Action, CommitError, Origin, TIMERS, Tx, Values};
use kernel::Timestamp;
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
/// The first pause after a failure; each further one is twice as long.
const PAUSE: Duration = Duration::from_secs(5);
const PAUSE_MAX: Duration = Duration::from_secs(3_600);

/// Runs a timer that is due at `now`, the account's time. A failure is logged here and tried again later.
pub async fn run(app: &Arc<App>, kinds: &TimerKinds, account: &Arc<Account>, timer: &Timer, now: Timestamp) -> Outcome {
    let outcome = match attempts(app, kinds, account, timer, now).await {
        Ok(outcome) => outcome,
        Err(reason) => {
            tracing::error!(kind = %timer.kind, subject = timer.subject.0, attempts = timer.attempts + 1, reason, "a timer failed");
            postpone(app, timer, now).await;
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

async fn attempts(
    app: &Arc<App>,
    kinds: &TimerKinds,
    account: &Arc<Account>,
    timer: &Timer,
    now: Timestamp,
) -> Result<Outcome, String> {
    let handler = kinds.handler(&timer.kind).ok_or("no resource knows this kind")?;
    let caller = Caller::system(account.clone(), timer.scope.livemode());
    for _ in 0..CONFLICTS_MAX {
        let mut ctx = TimerCtx {
            ctx: Ctx::at(app, &caller, now),
            timer,
        };
        handler(&mut ctx).await.map_err(|error| error.to_string())?;
        let mut tx = ctx.ctx.tx;
        tx.write(&TIMERS, timer.key, Action::Delete { read_at: timer.version });
        match app.commit(tx.into_change()).await {
            Ok(()) => return Ok(Outcome::Done),
            Err(CommitError::Conflict) if is_there(app, timer).await? => {}
            Err(CommitError::Conflict) => return Ok(Outcome::Gone),
            Err(error) => return Err(error.to_string()),
        }
    }
    Err("the rows it is about move all the time".to_owned())
}

fn tx<'a>(app: &'a App, timer: &Timer, now: Timestamp) -> Tx<'a> {
    Tx::new(&*app.store, &app.ids, timer.scope, now, app.now(), Origin::default())
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

async fn postpone(app: &App, timer: &Timer, now: Timestamp) {
    let doublings = u32::try_from(timer.attempts).unwrap_or(u32::MAX).min(16);
    let due = now.plus(PAUSE.saturating_mul(1 << doublings).min(PAUSE_MAX));
    let mut tx = tx(app, timer, now);
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
