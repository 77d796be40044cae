//! Kills the real binary under load, again and again, and proves afterwards that nothing was lost, doubled or left
//! undelivered. Only public interfaces are used: the API over HTTP, webhooks, and `florin doctor`.
//!
//! `FLORIN_BIN` names the binary (`target/debug/florin` otherwise), `FLORIN_CRASH_SEED` repeats a run's choices,
//! `FLORIN_CRASH_KILLS` its number of kills, `FLORIN_TEST_DATABASE_URL` a PostgreSQL server for the tests that need one.

pub mod api;
pub mod postgres;
pub mod proof;
pub mod server;
pub mod shop;
pub mod sink;
pub mod story;

use std::time::Duration;

use anyhow::{Result, bail};
use kernel::clock::Stopwatch;

/// Asks again and again until the answer is `Some`, or fails at the deadline.
pub async fn poll<T>(what: &str, limit: Duration, mut ask: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let clock = Stopwatch::start();
    loop {
        if let Some(found) = ask().await? {
            return Ok(found);
        }
        if clock.elapsed() > limit {
            bail!("{what}: not within {limit:?}");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
