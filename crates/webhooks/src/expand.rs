//! From the outbox to deliveries: each event for each endpoint that wants it, many in one commit.
//!
//! Each process takes its own commits' rows at once and those of others only when they have waited, so two
//! processes rarely want the same. If they do, the versions let one of them commit.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use db::{Action, CommitError, EVENTS, OUTBOX, Query, Row, Scope, StoreError, Write};
use kernel::{Key, Timestamp};
use metrics::counter;
use resources::events::Event;
use resources::webhook_endpoints::{DELIVERIES, Delivery, WebhookEndpoint};
use wire::access::Account;

use crate::dispatcher::{Dispatcher, LEASE, change};
use crate::lane::Job;
use crate::subscribers::Subscriber;

/// Commits that are taken together.
const BATCH: usize = 256;
/// Where nobody wants anything, rows are only deleted.
const BATCH_UNWANTED: usize = 2_048;
/// How long another process may take for its own.
const OTHERS: Duration = Duration::from_secs(2);
/// Without a wake: another process may have died.
const PAUSE_MAX: Duration = Duration::from_millis(500);
/// With nobody who wants events, what piles up is cheaper removed together.
const PAUSE_UNWANTED: Duration = Duration::from_millis(100);
const PAUSE_FAILED: Duration = Duration::from_secs(1);

/// What a pass found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pass {
    Nothing,
    /// There were events, and no endpoints at all.
    Unwanted,
    /// Events became deliveries, or might have.
    Delivered,
}

/// Whose rows are taken.
#[derive(Clone, Copy)]
pub(crate) enum Whose {
    Ours,
    /// All of a scope, whoever committed them.
    Scope(Scope),
}

impl Dispatcher {
    pub(crate) async fn follow_outbox(self: &Arc<Self>) {
        let mut pass = Ok(Pass::Nothing);
        loop {
            match &pass {
                Ok(Pass::Nothing) => {
                    let _ = tokio::time::timeout(PAUSE_MAX, self.app.wake.outbox.notified()).await;
                }
                Ok(Pass::Unwanted) => tokio::time::sleep(PAUSE_UNWANTED).await,
                Ok(Pass::Delivered) => {}
                Err(error) => {
                    tracing::error!(%error, "the outbox could not be read");
                    tokio::time::sleep(PAUSE_FAILED).await;
                }
            }
            let limit = if matches!(pass, Ok(Pass::Unwanted)) {
                BATCH_UNWANTED
            } else {
                BATCH
            };
            pass = self.expand(Whose::Ours, limit).await;
        }
    }

    /// One batch. Conflicts are no failure: what another process took is gone at the next look.
    pub(crate) async fn expand(self: &Arc<Self>, whose: Whose, limit: usize) -> Result<Pass, StoreError> {
        let _alone = self.expanding.lock().await;
        let rows = self.rows(whose, limit).await?;
        if rows.is_empty() {
            return Ok(Pass::Nothing);
        }
        let mut batch = Batch::default();
        for row in rows {
            self.add(&mut batch, row).await?;
        }
        let (writes, held) = batch.finish(self).await?;
        // As long as there is any endpoint, the next commit may be one that it waits for.
        let nobody = held.is_empty() && self.lanes.lock().lanes.is_empty();
        let pass = if nobody { Pass::Unwanted } else { Pass::Delivered };
        match self.app.store.commit(change(writes)).await {
            Ok(()) => {}
            Err(CommitError::Conflict) => {
                tokio::time::sleep(Duration::from_millis(self.app.chance.below(20))).await;
                return Ok(Pass::Delivered);
            }
            Err(CommitError::Failed(error) | CommitError::Unknown(error)) => return Err(error),
            Err(error @ (CommitError::Duplicate { .. } | CommitError::Refused { .. })) => {
                let what = format!("the outbox: {error}");
                return Err(StoreError::Damaged { what });
            }
        }
        for (endpoint, jobs) in held {
            self.hold(endpoint, jobs);
        }
        self.progress.notify_waiters();
        Ok(pass)
    }

    async fn rows(&self, whose: Whose, limit: usize) -> Result<Vec<Row>, StoreError> {
        let mut query = Query::due(&OUTBOX, "due", i64::MAX, limit);
        if let Whose::Scope(scope) = whose {
            query = Query::newest(&OUTBOX, scope, limit);
            query.order = db::Order::OldestFirst;
        }
        query.bodies = false;
        let mut rows = self.app.store.list(query).await?;
        let waited = self.app.now().minus(OTHERS).millis();
        let node = self.app.ids.node();
        rows.retain(|row| match whose {
            Whose::Scope(_) => true,
            Whose::Ours => row.key.node() == node || row.cells[0].int().is_some_and(|due| due < waited),
        });
        Ok(rows)
    }

    async fn add(&self, batch: &mut Batch, row: Row) -> Result<(), StoreError> {
        let scope = row.scope;
        if let Entry::Vacant(place) = batch.scopes.entry(scope) {
            place.insert(self.wanting(scope).await?);
        }
        batch.writes.push(Write {
            table: &OUTBOX,
            scope,
            key: row.key,
            action: Action::Delete { read_at: row.version },
        });
        if matches!(batch.scopes.get(&scope), Some(Some(_))) {
            let keys = row.cells[1]
                .text()
                .unwrap_or_default()
                .split(',')
                .filter_map(|key| key.parse().ok());
            for key in keys.map(Key) {
                let found = self.app.store.get(&EVENTS, scope, key).await?;
                batch.events.extend(found.as_ref().and_then(Event::read).map(Arc::new));
            }
        }
        Ok(())
    }

    async fn wanting(&self, scope: Scope) -> Result<Wanting, StoreError> {
        let subscribers = self.subscribers.of(&self.app, scope).await?;
        if subscribers.is_empty() {
            return Ok(None);
        }
        let Some(account) = self.app.directory.account(scope.account()).await? else {
            return Ok(None);
        };
        let mut wanting = Vec::with_capacity(subscribers.len());
        for subscriber in subscribers {
            let owner = match subscriber.scope == scope {
                true => Some(account.clone()),
                false => self.app.directory.account(subscriber.scope.account()).await?,
            };
            wanting.extend(owner.map(|owner| (owner, subscriber)));
        }
        Ok(Some((account, wanting)))
    }

    /// Takes the deliveries that were written as held by us into their lane.
    fn hold(self: &Arc<Self>, endpoint: Arc<WebhookEndpoint>, jobs: Vec<Job>) {
        let Some(scope) = jobs.first().map(|job| job.delivery.scope) else {
            return;
        };
        let now = self.app.now();
        let key = endpoint.id.key();
        let all = jobs.len();
        let jobs: Vec<Job> = jobs.into_iter().filter(|job| job.delivery.lease > now).collect();
        {
            let mut lanes = self.lanes.lock();
            let lane = lanes.lane(scope, &endpoint, now);
            if jobs.len() < all {
                lane.look_at = now;
            }
        }
        counter!("florin_webhook_deliveries_total").increment(all as u64);
        self.enqueue(key, jobs);
    }

    /// How many deliveries of an endpoint this process can take on.
    fn room(&self, scope: Scope, endpoint: &Arc<WebhookEndpoint>, now: Timestamp) -> usize {
        match self.is_stopping() {
            true => 0,
            false => self.lanes.lock().lane(scope, endpoint, now).room(now),
        }
    }
}

/// The account, and who wants its events, each with the account that the endpoint belongs to; `None` if nobody does.
type Wanting = Option<(Arc<Account>, Vec<(Arc<Account>, Subscriber)>)>;

#[derive(Default)]
struct Batch {
    scopes: HashMap<Scope, Wanting>,
    events: Vec<Arc<Event>>,
    writes: Vec<Write>,
}

type Held = Vec<(Arc<WebhookEndpoint>, Vec<Job>)>;

impl Batch {
    /// The writes, and for each endpoint its deliveries: those with a lease are ours.
    async fn finish(self, dispatcher: &Dispatcher) -> Result<(Vec<Write>, Held), StoreError> {
        let Batch {
            scopes,
            events,
            mut writes,
        } = self;
        let app = &dispatcher.app;
        let real = app.now();
        let mut held: BTreeMap<Key, (Arc<WebhookEndpoint>, Vec<Job>)> = BTreeMap::new();
        let mut rooms: HashMap<Key, usize> = HashMap::new();
        for event in events {
            let Some(Some((account, subscribers))) = scopes.get(&event.scope) else {
                continue;
            };
            let wanting: Vec<_> = subscribers
                .iter()
                .filter(|(_, subscriber)| subscriber.endpoint.wants(&event.kind))
                .collect();
            for (owner, Subscriber { scope, endpoint }) in &wanting {
                let (scope, endpoint_key) = (*scope, endpoint.id.key());
                let now = owner.time(real, scope.livemode());
                let room = rooms.entry(endpoint_key);
                let room = room.or_insert_with(|| dispatcher.room(scope, endpoint, real));
                let key = app.ids.key(scope.raw(), now);
                let mut delivery = Delivery::new(scope, key, event.key, endpoint_key, now);
                delivery.event_scope = event.scope;
                if *room > 0 {
                    *room -= 1;
                    delivery.lease = real.plus(LEASE);
                }
                let action = Action::Insert(delivery.values());
                writes.push(Write {
                    table: &DELIVERIES,
                    scope,
                    key,
                    action,
                });
                // As the store has it once this is committed.
                delivery.version = 1;
                let job = Job {
                    delivery,
                    event: event.clone(),
                    owner: owner.clone(),
                    account: account.clone(),
                    pending: Some(wanting.len()),
                };
                let lane = held.entry(endpoint_key);
                lane.or_insert_with(|| (endpoint.clone(), Vec::new())).1.push(job);
            }
        }
        Ok((writes, held.into_values().collect()))
    }
}
