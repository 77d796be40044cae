//! Attempts whose outcome nobody waits for any more: asked for by a timer, and all of them when a server starts.

use std::sync::Arc;

use db::{Query, StoreError};
use wire::access::Caller;
use wire::outside::{Ask, drive};
use wire::timer::TimerCtx;
use wire::{ApiError, App};

use super::{ACQUIRER_ATTEMPTS, Attempt, call, then};

/// The timer's kind; its subject is the attempt.
pub const ASK: &str = "attempt.ask";
/// Read at once.
const BATCH: usize = 256;

/// When the timer is due. The call is made before the commit that follows from it, like every other.
pub async fn on_ask(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    let attempt = ctx.tx.get::<Attempt>(ctx.subject()).await?;
    let Some(attempt) = attempt.filter(|attempt| attempt.settled.is_none() && attempt.timer == ctx.timer.key) else {
        return Ok(());
    };
    let heard = call::call(ctx.app, ctx.caller, attempt.id, Ask::Again).await?;
    then::then(&mut ctx.ctx, attempt.id, &heard).await.map(|_| ())
}

/// Asks for everything that was in flight when the last process ended. What stays unknown its timer asks for again.
/// Answers how many there were.
pub async fn resume(app: &Arc<App>) -> Result<usize, StoreError> {
    let mut query = Query::newest(&ACQUIRER_ATTEMPTS, db::Scope::from_raw(0), BATCH).by("open", vec![1.into()]);
    query.scope = None;
    let mut count = 0;
    loop {
        let rows = app.store.list(query.clone()).await?;
        for row in &rows {
            let Some(account) = app.directory.account(row.scope.account()).await? else {
                continue;
            };
            let caller = Caller::system(account, row.scope.livemode());
            if let Err(error) = drive(app, &caller, row.key, Ask::Again).await {
                tracing::warn!(attempt = row.key.0, %error, "an attempt in flight could not be asked for");
            }
        }
        count += rows.len();
        match rows.last() {
            Some(last) if rows.len() == BATCH => query.below = Some(last.key),
            Some(_) | None => return Ok(count),
        }
    }
}
