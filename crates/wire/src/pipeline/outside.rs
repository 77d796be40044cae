//! The second half of a request that asks an acquirer far away: the call, and the commit of what came of it.

use std::sync::Arc;

use db::CommitError;
use kernel::Key;

use super::{ATTEMPTS_MAX, Call, Done};
use crate::access::Caller;
use crate::app::App;
use crate::ctx::Ctx;
use crate::error::ApiError;
use crate::idempotency::{self, Known, Started};
use crate::outside::{Ask, Heard, LEASE};
use crate::render;

impl Call<'_> {
    /// Goes on with what an earlier request under this key has begun. Never begins it anew.
    pub(super) async fn resume(&self, app: &Arc<App>, caller: &Caller, started: Started) -> Result<Done, ApiError> {
        let ctx = Ctx::background(app, caller);
        let may_be_running = ctx.now() < started.at().plus(LEASE);
        if may_be_running && (app.registry.outside.is_open)(&ctx, started.attempt).await? {
            return Err(ApiError::idempotency_key_in_use(self.key.unwrap_or_default()));
        }
        self.outside(app, caller, &started.request, started.attempt, Ask::Again)
            .await
    }

    /// Calls, commits and answers. If that fails nothing is kept, and a timer asks for the attempt later.
    pub(super) async fn outside(
        &self,
        app: &Arc<App>,
        caller: &Caller,
        request_id: &str,
        attempt: Key,
        ask: Ask,
    ) -> Result<Done, ApiError> {
        let heard = (app.registry.outside.call)(app, caller, attempt, ask).await?;
        for _ in 0..ATTEMPTS_MAX {
            match self.finish(app, caller, request_id, attempt, &heard).await? {
                Ok(done) => return Ok(done),
                Err(CommitError::Conflict) => {}
                Err(error) => {
                    tracing::error!(%error, "the commit of an acquirer's answer failed");
                    return Err(ApiError::internal());
                }
            }
        }
        Err(ApiError::lock_timeout())
    }

    async fn finish(
        &self,
        app: &Arc<App>,
        caller: &Caller,
        request_id: &str,
        attempt: Key,
        heard: &Heard,
    ) -> Result<Result<Done, CommitError>, ApiError> {
        // Somebody else may have gone on with it, if this process was slow.
        let started = match self.known(app, caller).await? {
            Some(Known::Answered(replay)) => return Ok(Ok(Done::again(replay))),
            Some(Known::Started(started)) => Some(started),
            None => None,
        };
        let mut ctx = Ctx::new(app, caller, self.version, request_id, &self.found.path, self.key);
        let answer = (app.registry.outside.then)(&mut ctx, attempt, heard).await?;
        let rendered = render::render(&ctx, answer, &self.paths).await?;
        if let Some(started) = started {
            idempotency::finish(app, &mut ctx.tx, started, &rendered)?;
        }
        if !ctx.tx.is_empty()
            && let Err(error) = app.commit(ctx.tx.into_change()).await
        {
            return Ok(Err(error));
        }
        Ok(Ok(self.done(rendered, request_id)))
    }
}
