//! Who waits for an event: endpoints of its own account, and those of the account's maker that asked for the events of
//! accounts it made.

use std::collections::HashSet;

use db::{Cell, OUTBOX, Order, Query, Record, Scope, StoreError};
use kernel::Key;
use wire::App;

use super::{DELIVERIES, WEBHOOK_ENDPOINTS, WebhookEndpoint};

/// More endpoints than an account can have.
const PENDING_MAX: usize = 100;
/// Commits with events that wait to become deliveries; normally there are none.
const QUEUE_MAX: usize = 1_000;

/// Where the account's maker has its endpoints. `None` for an account that nobody made.
pub async fn maker(app: &App, scope: Scope) -> Result<Option<Scope>, StoreError> {
    let account = app.directory.account(scope.account()).await?;
    let maker = account
        .map(|account| account.creator)
        .filter(|maker| *maker != scope.account());
    Ok(maker.map(|maker| Scope::new(maker, scope.livemode())))
}

/// What of a scope's outbox was not made deliveries yet, read before the deliveries are: so an event that just becomes
/// deliveries counts once at least.
pub struct Queue {
    scope: Scope,
    events: HashSet<Key>,
}

impl Queue {
    /// As far as it may hold events with this key or a higher one. An event's outbox row has a higher key than the event.
    pub async fn behind(app: &App, scope: Scope, event: Key) -> Result<Queue, StoreError> {
        let mut query = Query::newest(&OUTBOX, scope, QUEUE_MAX);
        query.above = Some(event);
        query.order = Order::OldestFirst;
        query.bodies = false;
        let rows = app.store.list(query).await?;
        let events = rows.iter().filter_map(|row| row.cells[1].text());
        let events = events
            .flat_map(|keys| keys.split(','))
            .filter_map(|key| key.parse().ok().map(Key));
        Ok(Queue {
            scope,
            events: events.collect(),
        })
    }

    pub fn events(&self) -> impl Iterator<Item = Key> {
        self.events.iter().copied()
    }

    /// How many endpoints have not answered 2xx to an event: its `pending_webhooks`, from its commit on.
    pub async fn pending(&self, app: &App, event: Key, kind: &str) -> Result<usize, StoreError> {
        match self.events.contains(&event) {
            true => wanting(app, self.scope, kind).await,
            false => pending(app, self.scope, event).await,
        }
    }
}

/// How many endpoints want an event of this type.
async fn wanting(app: &App, scope: Scope, kind: &str) -> Result<usize, StoreError> {
    let mut count = 0;
    for (at, own) in [(Some(scope), true), (maker(app, scope).await?, false)] {
        let Some(at) = at else { continue };
        let rows = app
            .store
            .list(Query::newest(&WEBHOOK_ENDPOINTS, at, PENDING_MAX))
            .await?;
        for row in &rows {
            let endpoint = WebhookEndpoint::read(row)?;
            count += usize::from(endpoint.is_enabled() && endpoint.is_about(own) && endpoint.wants(kind));
        }
    }
    Ok(count)
}

/// How many deliveries of an event have not been answered 2xx.
pub async fn pending(app: &App, scope: Scope, event: Key) -> Result<usize, StoreError> {
    let mut pending = 0;
    for scope in [Some(scope), maker(app, scope).await?].into_iter().flatten() {
        let mut query =
            Query::newest(&DELIVERIES, scope, PENDING_MAX).by("undelivered", vec![Cell::Int(1), event.into()]);
        query.bodies = false;
        pending += app.store.list(query).await?.len();
    }
    Ok(pending)
}
