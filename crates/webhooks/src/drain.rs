//! Delivering all that is queued and due of one account, for the control call that moves its clock.

use std::sync::Arc;
use std::time::Duration;

use db::{OUTBOX, Query, Scope, StoreError};
use futures::future::BoxFuture;
use kernel::{Key, Timestamp};
use wire::drain::Drain;

use crate::dispatcher::Dispatcher;
use crate::expand::{Pass, Whose};

/// However much there is, the call that waits gets its answer.
const LIMIT: Duration = Duration::from_secs(60);
/// Between two looks, if nothing tells of progress before.
const PAUSE: Duration = Duration::from_millis(20);
const BATCH: usize = 256;

/// The handle that the control calls hold.
pub struct Draining(Arc<Dispatcher>);

impl Dispatcher {
    pub fn draining(self: &Arc<Self>) -> Arc<dyn Drain> {
        Arc::new(Draining(self.clone()))
    }

    async fn next_due(&self, scope: Scope) -> Result<Option<Timestamp>, StoreError> {
        let mut waiting = Query::newest(&OUTBOX, scope, 1);
        waiting.bodies = false;
        let mut next = None;
        if !self.app.store.list(waiting).await?.is_empty() {
            let account = self.app.directory.account(scope.account()).await?;
            next = account.map(|account| account.time(self.app.now(), scope.livemode()));
        }
        for subscriber in self.subscribers.at(&self.app, scope).await? {
            let first = self.first_due(scope, subscriber.endpoint.id.key()).await?;
            next = [next, first].into_iter().flatten().min();
        }
        Ok(next)
    }

    /// What other accounts' endpoints wait for that are about this one, by their own accounts' clocks. Retries that are
    /// due later stay so; what this process holds of the scope's events is waited for by `holds_any_of`.
    async fn look_for_maker(self: &Arc<Self>, scope: Scope) -> Result<bool, StoreError> {
        let mut is_due = false;
        for subscriber in self.subscribers.of(&self.app, scope).await? {
            if subscriber.scope != scope {
                let key = subscriber.endpoint.id.key();
                is_due |= self.look_for(subscriber.scope, key, None).await?.contains(&scope);
            }
        }
        Ok(is_due)
    }

    async fn drain(self: &Arc<Self>, scope: Scope, now: Timestamp) -> Result<(), StoreError> {
        loop {
            let progress = self.progress.notified();
            tokio::pin!(progress);
            progress.as_mut().enable();
            while self.expand(Whose::Scope(scope), BATCH).await? != Pass::Nothing {}
            let mut is_due = false;
            for subscriber in self.subscribers.at(&self.app, scope).await? {
                let key: Key = subscriber.endpoint.id.key();
                is_due |= !self.look_for(scope, key, Some(now)).await?.is_empty();
            }
            is_due |= self.look_for_maker(scope).await?;
            if !is_due && !self.holds_any_of(scope) {
                return Ok(());
            }
            let _ = tokio::time::timeout(PAUSE, progress).await;
        }
    }
}

impl Drain for Draining {
    fn next_due(&self, scope: Scope) -> BoxFuture<'_, Option<Timestamp>> {
        Box::pin(async move {
            self.0.next_due(scope).await.unwrap_or_else(|error| {
                tracing::error!(%error, "deliveries could not be read");
                None
            })
        })
    }

    fn drain(&self, scope: Scope, now: Timestamp) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            match tokio::time::timeout(LIMIT, self.0.drain(scope, now)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "deliveries could not be drained"),
                Err(_) => tracing::warn!("deliveries were not all made before the clock moved on"),
            }
        })
    }
}
