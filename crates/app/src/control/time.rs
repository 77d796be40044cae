//! `/_florin/time`: the account's clock, and moving it forward through all that falls due on the way.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use db::{Query, Scope, TIMERS};
use kernel::Timestamp;
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::{Value, json};
use wire::ApiError;
use wire::access::Account;
use wire::timer::Timer;

use super::{Call, input};
use crate::assemble::update_account;
use crate::server::Shared;
use crate::workers;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    advance: Option<String>,
    set: Option<i64>,
}

/// 2100-01-01: ids carry the time, and have no room for much more.
const END_SECONDS: i64 = 4_102_444_800;
/// Timers that one call runs at most; more are a timer that sets itself again.
const RUNS_MAX: usize = 1_000_000;

/// Accounts whose clock is being moved: one call after the other.
#[derive(Default)]
pub struct Movers {
    moving: Mutex<HashMap<u32, Arc<tokio::sync::Mutex<()>>>>,
    moves: AtomicU64,
}

impl Movers {
    /// How often a clock was moved in this process.
    pub fn moves(&self) -> u64 {
        self.moves.load(Ordering::Relaxed)
    }

    fn of(&self, account: u32) -> Arc<tokio::sync::Mutex<()>> {
        let mut movers = self.moving.lock();
        movers.retain(|_, mover| Arc::strong_count(mover) > 1);
        movers.entry(account).or_default().clone()
    }
}

pub async fn get(call: &Call<'_>) -> Result<Value, ApiError> {
    Ok(json!({"now": call.caller.account.time(call.shared.app.now(), false)}))
}

pub async fn advance(call: &Call<'_>) -> Result<Value, ApiError> {
    let asked: Asked = input::read(call.body)?;
    let number = call.caller.account.number;
    let mover = call.shared.movers.of(number);
    let _alone = mover.lock().await;
    let mut journey = Journey::begin(call.shared, number).await?;
    let target = target(&asked, journey.present())?;
    journey.to(target).await?;
    wire::idempotency::prune(&call.shared.app, &journey.account, false).await?;
    Ok(json!({"now": journey.present().max(target)}))
}

fn target(asked: &Asked, present: Timestamp) -> Result<Timestamp, ApiError> {
    let invalid = |param: &str, message: String| Err(ApiError::invalid(message).param(param));
    let target = match (&asked.advance, asked.set) {
        (Some(span), None) => present.plus(input::span("advance", span)?),
        (None, Some(seconds)) if seconds < present.seconds() => {
            let now = present.seconds();
            return invalid(
                "set",
                format!("Invalid set: {seconds}; the clock is at {now} and cannot be moved back."),
            );
        }
        (None, Some(seconds)) => Timestamp::from_seconds(seconds).max(present),
        (Some(_), Some(_)) | (None, None) => {
            return Err(ApiError::invalid(
                r#"Give either "advance", as in "10m", or "set", a Unix time in seconds."#,
            ));
        }
    };
    match target.seconds() > END_SECONDS {
        true => invalid(
            if asked.set.is_some() { "set" } else { "advance" },
            format!("The clock cannot be moved past {END_SECONDS} (the year 2100)."),
        ),
        false => Ok(target),
    }
}

/// One account's way through its time.
struct Journey<'a> {
    shared: &'a Arc<Shared>,
    account: Arc<Account>,
    scope: Scope,
    runs_left: usize,
}

impl<'a> Journey<'a> {
    async fn begin(shared: &'a Arc<Shared>, number: u32) -> Result<Journey<'a>, ApiError> {
        let app = &shared.app;
        // Another process may have moved it a moment ago.
        app.directory.forget(number);
        let account = app.directory.account(number).await?.ok_or_else(ApiError::internal)?;
        let scope = account.scope(false);
        Ok(Journey {
            shared,
            account,
            scope,
            runs_left: RUNS_MAX,
        })
    }

    fn present(&self) -> Timestamp {
        self.account.time(self.shared.app.now(), false)
    }

    /// From one due moment to the next, so that everything runs in order and at its own time.
    async fn to(&mut self, target: Timestamp) -> Result<(), ApiError> {
        loop {
            self.run_due().await?;
            match self.next().await?.filter(|next| *next <= target) {
                Some(next) => self.move_to(next).await?,
                None => break,
            }
        }
        self.move_to(target).await?;
        self.run_due().await
    }

    /// When something falls due, by a timer or a delivery that waits.
    async fn next(&self) -> Result<Option<Timestamp>, ApiError> {
        let timers = self.due(Timestamp::from_millis(i64::MAX), 1).await?;
        let timer = timers.first().map(|timer| timer.due);
        let delivery = self.shared.drain.next_due(self.scope).await;
        Ok([timer, delivery].into_iter().flatten().min())
    }

    async fn run_due(&mut self) -> Result<(), ApiError> {
        loop {
            let due = self.due(self.present(), 100).await?;
            if due.is_empty() {
                break;
            }
            for timer in &due {
                self.runs_left = self.runs_left.checked_sub(1).ok_or_else(too_much)?;
                let shared = self.shared;
                workers::run(&shared.app, &shared.timers, &self.account, timer).await;
            }
        }
        self.shared.drain.drain(self.scope, self.present()).await;
        Ok(())
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Timer>, ApiError> {
        let mut query = Query::due(&TIMERS, "account_due", now.millis(), limit);
        query.scope = Some(self.scope);
        let rows = self.shared.app.store.list(query).await?;
        Ok(rows.iter().filter_map(Timer::read).collect())
    }

    /// Never back: real time goes on while timers run.
    async fn move_to(&mut self, moment: Timestamp) -> Result<(), ApiError> {
        let app = &self.shared.app;
        let offset = moment.millis() - app.now().millis();
        if offset > self.account.clock_offset_ms {
            let moved = update_account(app, self.account.number, |account| {
                account.clock_offset_ms = account.clock_offset_ms.max(offset);
            });
            self.account = moved.await.map_err(super::commit_failed)?;
            self.shared.movers.moves.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
}

fn too_much() -> ApiError {
    ApiError::invalid("More than a million timers fell due on the way. Move the clock in smaller steps.")
}
