//! `GET /_florin/state`: what exists in the account, and what is due.

use db::{OUTBOX, Query, StoreError, TIMERS, Table};
use kernel::Key;
use serde_json::{Map, Value, json};
use wire::ApiError;
use wire::timer::Timer;

use super::Call;
use crate::tables;

/// Timers that are shown; all are counted.
const TIMERS_SHOWN: usize = 100;
const PAGE: usize = 10_000;

pub async fn state(call: &Call<'_>) -> Result<Value, ApiError> {
    let mut rows = Map::new();
    for table in tables::all() {
        let count = count(call, table).await?;
        if count > 0 {
            rows.insert(table.name.to_owned(), count.into());
        }
    }
    let account = &call.caller.account;
    Ok(json!({
        "account": account.id,
        "now": account.time(call.shared.app.now(), false),
        "clock_ahead_seconds": account.clock_offset_ms / 1_000,
        "rows": rows,
        "timers": timers(call).await?,
        "commits_waiting_for_webhooks": count(call, &OUTBOX).await?,
        "next_delivery": next_delivery(call).await,
    }))
}

async fn count(call: &Call<'_>, table: &'static Table) -> Result<usize, StoreError> {
    let mut total = 0;
    let mut below: Option<Key> = None;
    loop {
        let mut query = Query::newest(table, call.caller.scope, PAGE);
        query.bodies = false;
        query.below = below;
        let rows = call.shared.app.store.list(query).await?;
        total += rows.len();
        match rows.last() {
            Some(last) if rows.len() == PAGE => below = Some(last.key),
            Some(_) | None => return Ok(total),
        }
    }
}

async fn timers(call: &Call<'_>) -> Result<Vec<Value>, StoreError> {
    let mut query = Query::due(&TIMERS, "account_due", i64::MAX, TIMERS_SHOWN);
    query.scope = Some(call.caller.scope);
    let rows = call.shared.app.store.list(query).await?;
    let show = |timer: Timer| json!({"kind": &*timer.kind, "due": timer.due, "attempts": timer.attempts});
    Ok(rows.iter().filter_map(Timer::read).map(show).collect())
}

async fn next_delivery(call: &Call<'_>) -> Value {
    json!(call.shared.drain.next_due(call.caller.scope).await)
}
