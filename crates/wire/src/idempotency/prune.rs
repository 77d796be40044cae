//! Records go when their time is over, with the answers that only they show.
//!
//! Source: API reference, "Idempotent requests": keys can be removed once they are at least a day old.

use std::sync::Arc;
use std::time::Duration;

use db::{Action, CommitError, IDEMPOTENCY, Order, Query, Row, StoreError};
use kernel::{Key, Timestamp};

use super::{Known, read};
use crate::access::{Account, Caller};
use crate::app::App;
use crate::ctx::Ctx;
use crate::error::ApiError;

/// How long an answer is kept, by the account's clock.
pub const LIFETIME: Duration = Duration::from_secs(86_400);
/// Rows in one commit: requests wait for it.
const AT_ONCE: usize = 100;

/// Removes what is older than its lifetime in one account and mode. Answers how many records went.
pub async fn prune(app: &Arc<App>, account: &Arc<Account>, livemode: bool) -> Result<usize, ApiError> {
    let caller = Caller::system(account.clone(), livemode);
    let now = account.time(app.now(), livemode);
    let mut count = 0;
    let mut behind = None;
    loop {
        let rows = oldest(app, &caller, now, behind).await?;
        behind = rows.last().map(|row| row.key);
        count += remove(app, &caller, &rows).await?;
        if rows.len() < AT_ONCE {
            return Ok(count);
        }
    }
}

async fn oldest(app: &App, caller: &Caller, now: Timestamp, behind: Option<Key>) -> Result<Vec<Row>, StoreError> {
    let mut query = Query::newest(&IDEMPOTENCY, caller.scope, AT_ONCE);
    query.order = Order::OldestFirst;
    query.above = behind;
    query.below = Some(Key::first_at(now.minus(LIFETIME)));
    query.bodies = false;
    app.store.list(query).await
}

async fn remove(app: &Arc<App>, caller: &Caller, rows: &[Row]) -> Result<usize, ApiError> {
    let mut ctx = Ctx::background(app, caller);
    let mut count = 0;
    for row in rows {
        if waits(&ctx, row).await? {
            continue;
        }
        let read_at = row.version;
        ctx.tx.write(&IDEMPOTENCY, row.key, Action::Delete { read_at });
        // The answer, unless it is an object's own body; then there is none with this key.
        ctx.tx.drop_body(row.key);
        count += 1;
    }
    if count == 0 {
        return Ok(0);
    }
    match app.commit(ctx.tx.into_change()).await {
        Ok(()) => Ok(count),
        // Another process removes the same; what is left is found the next time.
        Err(CommitError::Conflict) => Ok(0),
        Err(error) => {
            tracing::error!(%error, "old idempotency keys could not be removed");
            Err(ApiError::internal())
        }
    }
}

/// A request whose outcome at an acquirer is still unknown keeps its key: a retry must not begin another.
async fn waits(ctx: &Ctx<'_>, row: &Row) -> Result<bool, ApiError> {
    match row.cells[2].int() {
        Some(0) => match read(ctx.app, row)? {
            Known::Started(started) => (ctx.app.registry.outside.is_open)(ctx, started.attempt).await,
            Known::Answered(_) => Ok(false),
        },
        Some(_) | None => Ok(false),
    }
}
