//! Work that no request asked for: timers, and the pages that customers act on. Its events carry no
//! request.

use std::sync::Arc;

use db::CommitError;
use futures::future::BoxFuture;

use crate::access::Caller;
use crate::app::App;
use crate::ctx::Ctx;
use crate::error::ApiError;

/// How often the work runs again because a row moved under it.
const ATTEMPTS_MAX: usize = 32;

/// What is to be done, with its arguments beside it so that it can run again.
pub type Work<A, T> = for<'a, 'b> fn(&'a mut Ctx<'b>, &'a A) -> BoxFuture<'a, Result<T, ApiError>>;

/// Reads, decides, commits; runs again on conflict.
pub async fn run<A: Sync, T: Send>(app: &Arc<App>, caller: &Caller, work: Work<A, T>, with: &A) -> Result<T, ApiError> {
    for _ in 0..ATTEMPTS_MAX {
        let mut ctx = Ctx::background(app, caller);
        let done = work(&mut ctx, with).await?;
        if ctx.tx.is_empty() {
            return Ok(done);
        }
        match app.commit(ctx.tx.into_change()).await {
            Ok(()) => return Ok(done),
            Err(CommitError::Conflict) => {}
            Err(error) => {
                tracing::error!(%error, "a commit in the background failed");
                return Err(ApiError::internal());
            }
        }
    }
    Err(ApiError::lock_timeout())
}
