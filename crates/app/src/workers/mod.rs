//! What runs beside the requests: timers, webhooks, upkeep of metrics.

mod ahead;
mod prune;
mod run;
#[cfg(test)]
mod tests;
mod timers;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use wire::timer::{TimerHandler, TimerKind};

use crate::server::Shared;

pub use run::{Outcome, run};
pub use timers::due_of;

const UPKEEP: Duration = Duration::from_secs(5);

/// The kinds of timers that there are, by name.
pub struct TimerKinds(HashMap<&'static str, TimerHandler>);

impl TimerKinds {
    pub fn new(kinds: Vec<TimerKind>) -> TimerKinds {
        TimerKinds(kinds.into_iter().map(|timer| (timer.kind, timer.run)).collect())
    }

    pub fn handler(&self, kind: &str) -> Option<TimerHandler> {
        self.0.get(kind).copied()
    }
}

/// The running workers of one server.
pub struct Workers(JoinSet<()>);

impl Workers {
    pub fn start(shared: &Arc<Shared>, stopping: &watch::Receiver<bool>) -> Workers {
        let mut workers = JoinSet::new();
        workers.spawn(timers::work(shared.clone(), stopping.clone()));
        workers.spawn(shared.webhooks.clone().run(stopping.clone()));
        workers.spawn(prune::work(shared.app.clone(), stopping.clone()));
        workers.spawn(upkeep(stopping.clone()));
        workers.spawn(in_flight(shared.clone(), stopping.clone()));
        Workers(workers)
    }

    /// Returns when all have finished what they were at.
    pub async fn stopped(mut self) {
        while self.0.join_next().await.is_some() {}
    }
}

/// What acquirers were asked when the last process ended is asked for at once.
async fn in_flight(shared: Arc<Shared>, mut stopping: watch::Receiver<bool>) {
    tokio::select! {
        outcome = resources::attempts::resume(&shared.app) => match outcome {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "attempts were in flight at the last end, and were asked for"),
            Err(error) => tracing::error!(%error, "attempts in flight could not be read; their timers ask for them"),
        },
        _ = stopping.wait_for(|stop| *stop) => {}
    }
}

async fn upkeep(mut stopping: watch::Receiver<bool>) {
    while tokio::time::timeout(UPKEEP, stopping.wait_for(|stop| *stop))
        .await
        .is_err()
    {
        crate::metrics::upkeep();
    }
}
