//! Looking for deliveries that are due and that nobody holds: retries, what did not fit into a lane, and
//! what a process that was killed left behind.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use db::{Action, CommitError, EVENTS, Query, Scope, StoreError, Write};
use kernel::{Key, Timestamp};
use resources::events::Event;
use resources::webhook_endpoints::{DELIVERIES, Delivery, WebhookEndpoint};

use crate::dispatcher::{Dispatcher, LEASE, change};
use crate::lane::Job;
use crate::record::Ended;

/// The list of endpoints is read this often; one that another process made or enabled is found by then.
const ENDPOINTS_MS: i64 = 1_000;
/// No lane goes longer without a look: a process that held deliveries may have died.
const LOOK_MAX: Duration = Duration::from_secs(5);
/// While others hold what is due.
const LOOK_HELD: Duration = Duration::from_secs(1);
const BATCH: usize = 256;

impl Dispatcher {
    pub(crate) async fn keep_looking(self: &Arc<Self>) {
        let mut read_at = Timestamp::from_millis(0);
        loop {
            let now = self.app.now();
            if !(0..ENDPOINTS_MS).contains(&(now.millis() - read_at.millis())) {
                match self.find_lanes(now).await {
                    Ok(()) => read_at = now,
                    Err(error) => tracing::error!(%error, "webhook endpoints could not be read"),
                }
            }
            for (scope, endpoint) in self.lanes_to_look_at(now) {
                if let Err(error) = self.look_for(scope, endpoint, None).await {
                    tracing::error!(%error, "deliveries could not be read");
                    self.put_off(endpoint, now.plus(LOOK_HELD));
                }
            }
            let pause = self.until_next_look();
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.look.notified() => {}
                () = self.app.wake.deliveries.notified() => self.look_everywhere(),
            }
        }
    }

    /// A lane for each enabled endpoint; lanes of endpoints that are gone end once they are empty.
    async fn find_lanes(&self, now: Timestamp) -> Result<(), StoreError> {
        // A lane that is made while the list is read may be of an endpoint that is younger than the list.
        let before: HashSet<Key> = self.lanes.lock().lanes.keys().copied().collect();
        let all = self.subscribers.all(&*self.app.store).await?;
        let mut unknown = Vec::new();
        {
            let mut lanes = self.lanes.lock();
            let known: HashSet<Key> = all.iter().map(|(_, key)| *key).collect();
            let stays = |key: &Key| known.contains(key) || !before.contains(key);
            lanes.lanes.retain(|key, lane| stays(key) || !lane.is_idle());
            unknown.extend(all.into_iter().filter(|(_, key)| !lanes.lanes.contains_key(key)));
        }
        for (scope, key) in unknown {
            if let Some(endpoint) = self.subscribers.endpoint(&*self.app.store, scope, key, None).await? {
                self.lanes.lock().lane(scope, &endpoint, now);
            }
        }
        Ok(())
    }

    fn look_everywhere(&self) {
        let now = self.app.now();
        self.lanes.lock().lanes.values_mut().for_each(|lane| lane.look_at = now);
    }

    fn lanes_to_look_at(&self, now: Timestamp) -> Vec<(Scope, Key)> {
        let lanes = self.lanes.lock();
        let due = lanes
            .lanes
            .iter()
            .filter(|(_, lane)| lane.look_at <= now && lane.room(now) > 0);
        due.map(|(key, lane)| (lane.scope, *key)).collect()
    }

    fn until_next_look(&self) -> Duration {
        let now = self.app.now();
        let lanes = self.lanes.lock();
        // A full lane wakes us when it has room.
        if lanes
            .lanes
            .values()
            .any(|lane| lane.look_at <= now && lane.room(now) > 0)
        {
            return Duration::ZERO;
        }
        let waiting = lanes.lanes.values().filter(|lane| lane.look_at > now);
        let next = waiting.map(|lane| lane.look_at.millis() - now.millis()).min();
        Duration::from_millis(next.unwrap_or(ENDPOINTS_MS).clamp(1, ENDPOINTS_MS).unsigned_abs())
    }

    /// Takes what is due at `at` (by default the account's present) as far as there is room. Answers whose events are
    /// due, whoever holds them.
    pub(crate) async fn look_for(
        self: &Arc<Self>,
        scope: Scope,
        endpoint: Key,
        at: Option<Timestamp>,
    ) -> Result<Vec<Scope>, StoreError> {
        let _alone = self.looking.lock().await;
        let found = self
            .subscribers
            .endpoint(&*self.app.store, scope, endpoint, None)
            .await?;
        let Some(found) = found.filter(|found| found.is_enabled()) else {
            self.put_off(endpoint, self.app.now().plus(LOOK_MAX));
            return Ok(Vec::new());
        };
        let Some(account) = self.app.directory.account(scope.account()).await? else {
            return Ok(Vec::new());
        };
        let real = self.app.now();
        let now = at.unwrap_or_else(|| account.time(real, scope.livemode()));
        let (room, held) = {
            let mut lanes = self.lanes.lock();
            let room = lanes.lane(scope, &found, real).room(real);
            (room, lanes.held.clone())
        };
        let due = self.due(scope, endpoint, now, BATCH + held.len()).await?;
        let of: Vec<Scope> = due.iter().map(|due| due.event_scope).collect();
        let free: Vec<Delivery> = due
            .into_iter()
            .filter(|due| due.lease <= real && !held.contains_key(&(scope, due.key)))
            .collect();
        let taking = room.min(BATCH).min(free.len());
        let more = free.len() > taking;
        let jobs = self
            .claim(free.into_iter().take(taking).collect(), &account, real)
            .await?;
        self.schedule_look(scope, &found, real, now, !of.is_empty(), more)
            .await?;
        self.enqueue(endpoint, jobs);
        Ok(of)
    }

    async fn due(
        &self,
        scope: Scope,
        endpoint: Key,
        up_to: Timestamp,
        limit: usize,
    ) -> Result<Vec<Delivery>, StoreError> {
        let mut query = Query::newest(&DELIVERIES, scope, limit).by("endpoint_due", vec![endpoint.into()]);
        query.up_to = Some(up_to.millis());
        query.order = db::Order::OldestFirst;
        query.bodies = false;
        let rows = self.app.store.list(query).await?;
        Ok(rows.iter().filter_map(Delivery::read).collect())
    }

    /// When the first delivery of an endpoint is due, in the account's time.
    pub(crate) async fn first_due(&self, scope: Scope, endpoint: Key) -> Result<Option<Timestamp>, StoreError> {
        let first = self.due(scope, endpoint, Timestamp::from_millis(i64::MAX), 1).await?;
        Ok(first.first().and_then(|first| first.due))
    }

    /// Writes our lease; what somebody else took meanwhile stays theirs.
    async fn claim(
        &self,
        mut free: Vec<Delivery>,
        owner: &Arc<wire::access::Account>,
        real: Timestamp,
    ) -> Result<Vec<Job>, StoreError> {
        if free.is_empty() {
            return Ok(Vec::new());
        }
        for delivery in &mut free {
            delivery.lease = real.plus(LEASE);
        }
        match self.app.store.commit(change(free.iter().map(claiming).collect())).await {
            Ok(()) => {}
            Err(CommitError::Failed(error) | CommitError::Unknown(error)) => return Err(error),
            Err(_) => free = self.claim_each(free).await,
        }
        let mut jobs = Vec::with_capacity(free.len());
        for mut delivery in free {
            delivery.version += 1;
            let row = self
                .app
                .store
                .get(&EVENTS, delivery.event_scope, delivery.event)
                .await?;
            let account = match delivery.event_scope == delivery.scope {
                true => Some(owner.clone()),
                false => self.app.directory.account(delivery.event_scope.account()).await?,
            };
            match (row.as_ref().and_then(Event::read), account) {
                (Some(event), Some(account)) => jobs.push(Job {
                    delivery,
                    event: Arc::new(event),
                    owner: owner.clone(),
                    account,
                    pending: None,
                }),
                (None, _) | (_, None) => self.end(Ended::unwanted(delivery)),
            }
        }
        Ok(jobs)
    }

    async fn claim_each(&self, free: Vec<Delivery>) -> Vec<Delivery> {
        let mut ours = Vec::new();
        for delivery in free {
            if self.app.store.commit(change(vec![claiming(&delivery)])).await.is_ok() {
                ours.push(delivery);
            }
        }
        ours
    }

    /// The next look: at once if there was no room, soon if others hold what is due, else when something falls due.
    async fn schedule_look(
        &self,
        scope: Scope,
        endpoint: &Arc<WebhookEndpoint>,
        real: Timestamp,
        now: Timestamp,
        is_due: bool,
        more: bool,
    ) -> Result<(), StoreError> {
        let at = match (more, is_due) {
            (true, _) => real,
            (false, true) => real.plus(LOOK_HELD),
            (false, false) => {
                let first = self.first_due(scope, endpoint.id.key()).await?;
                let wait = first.map_or(i64::MAX, |first| first.millis().saturating_sub(now.millis()).max(1));
                real.plus(Duration::from_millis(wait.unsigned_abs()).min(LOOK_MAX))
            }
        };
        self.put_off(endpoint.id.key(), at);
        Ok(())
    }

    fn put_off(&self, endpoint: Key, at: Timestamp) {
        if let Some(lane) = self.lanes.lock().lanes.get_mut(&endpoint) {
            lane.look_at = at;
        }
    }
}

fn claiming(delivery: &Delivery) -> Write {
    Write {
        table: &DELIVERIES,
        scope: delivery.scope,
        key: delivery.key,
        action: Action::Update {
            read_at: delivery.version,
            values: delivery.values(),
        },
    }
}
