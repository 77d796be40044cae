//! Lanes: one queue and a few attempts at a time for each endpoint, so that none waits for another's.
//! Pure: who calls says what time it is.
//!
//! A lane holds what it can start within a second or so. The rest stays in the store, unheld, until there
//! is room; so a slow endpoint costs memory and leases for little more than what is under way.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use db::Scope;
use kernel::{Key, Timestamp};
use resources::events::Event;
use resources::webhook_endpoints::{Delivery, WebhookEndpoint};
use wire::access::Account;

/// A delivery that this process holds.
#[derive(Clone)]
pub struct Job {
    pub delivery: Delivery,
    pub event: Arc<Event>,
    /// Whose endpoint it is.
    pub owner: Arc<Account>,
    /// Whose event it is: the owner's own, or of an account that the owner made.
    pub account: Arc<Account>,
    /// How many endpoints the event is for, if that was just counted.
    pub pending: Option<usize>,
}

/// Attempts at the same time to one endpoint.
const RUNNING_MAX: usize = 64;
/// The same while it fails.
const RUNNING_FAILING_MAX: usize = 4;
/// Failures in a row from which an endpoint counts as failing.
const FAILING: u32 = 8;
/// Between two attempts of one worker to a failing endpoint.
const PACE: Duration = Duration::from_millis(100);
const QUEUE_MAX: usize = 1_024;
/// With fewer it is time to look for more.
const QUEUE_LOW: usize = 32;

pub struct Lane {
    pub scope: Scope,
    pub endpoint: Arc<WebhookEndpoint>,
    /// When the endpoint was last read, in real time.
    pub read_at: Timestamp,
    queue: VecDeque<Job>,
    running: usize,
    failures: u32,
    /// Completions in the running second and in the one before.
    second: i64,
    completed: usize,
    completed_before: usize,
    /// When to look into the store for what is due, in real time.
    pub look_at: Timestamp,
}

impl Lane {
    pub fn new(scope: Scope, endpoint: Arc<WebhookEndpoint>, now: Timestamp) -> Lane {
        Lane {
            scope,
            endpoint,
            read_at: now,
            queue: VecDeque::new(),
            running: 0,
            failures: 0,
            second: 0,
            completed: 0,
            completed_before: 0,
            look_at: now,
        }
    }

    fn running_max(&self) -> usize {
        match self.failures >= FAILING {
            true => RUNNING_FAILING_MAX,
            false => RUNNING_MAX,
        }
    }

    /// How many further deliveries would start soon.
    pub fn room(&self, now: Timestamp) -> usize {
        let rate = match now.seconds() - self.second {
            0 => self.completed.max(self.completed_before),
            1 => self.completed,
            _ => 0,
        };
        let holds = (self.running_max() + 2 * rate).min(QUEUE_MAX);
        holds.saturating_sub(self.running + self.queue.len())
    }

    pub fn push(&mut self, job: Job) {
        self.queue.push_back(job);
    }

    /// A further worker has something to do.
    pub fn enter(&mut self) -> Option<Job> {
        if self.running >= self.running_max() {
            return None;
        }
        let job = self.queue.pop_front()?;
        self.running += 1;
        Some(job)
    }

    /// What a worker does next; with `None` it has left.
    pub fn next(&mut self) -> Option<Job> {
        let next = match self.running > self.running_max() {
            true => None,
            false => self.queue.pop_front(),
        };
        if next.is_none() {
            self.running -= 1;
        }
        next
    }

    /// How an attempt ended; how long its worker pauses.
    pub fn ended(&mut self, delivered: bool, now: Timestamp) -> Duration {
        if now.seconds() != self.second {
            self.completed_before = if now.seconds() == self.second + 1 {
                self.completed
            } else {
                0
            };
            (self.second, self.completed) = (now.seconds(), 0);
        }
        self.completed += 1;
        self.failures = if delivered { 0 } else { self.failures.saturating_add(1) };
        match self.failures >= FAILING {
            true => PACE,
            false => Duration::ZERO,
        }
    }

    /// Whether its workers will soon have nothing to do.
    pub fn is_low(&self) -> bool {
        self.queue.len() < QUEUE_LOW
    }

    /// Everything that has not started.
    pub fn empty(&mut self) -> Vec<Job> {
        self.queue.drain(..).collect()
    }

    pub fn is_idle(&self) -> bool {
        self.running == 0 && self.queue.is_empty()
    }
}

/// All lanes, and every delivery that this process holds: queued, under way, or being recorded, with the scope of its
/// event.
#[derive(Default)]
pub struct Lanes {
    pub lanes: HashMap<Key, Lane>,
    pub held: HashMap<(Scope, Key), Scope>,
}

impl Lanes {
    pub fn lane(&mut self, scope: Scope, endpoint: &Arc<WebhookEndpoint>, now: Timestamp) -> &mut Lane {
        let lane = self.lanes.entry(endpoint.id.key());
        let lane = lane.or_insert_with(|| Lane::new(scope, endpoint.clone(), now));
        (lane.endpoint, lane.read_at) = (endpoint.clone(), now);
        lane
    }

    pub fn holds_any_of(&self, scope: Scope) -> bool {
        self.held.iter().any(|((at, _), of)| *at == scope || *of == scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Currency;
    use resources::webhook_endpoints::{Private, Status};

    fn endpoint() -> Arc<WebhookEndpoint> {
        let json = serde_json::json!({
            "id": "we_100000000000000000000000", "object": "webhook_endpoint", "api_version": null, "application": null,
            "created": 0, "description": null, "enabled_events": ["*"], "livemode": false, "metadata": {},
            "status": "enabled", "url": "http://127.0.0.1:1/",
        });
        let mut endpoint: WebhookEndpoint = serde_json::from_value(json).unwrap();
        assert_eq!(endpoint.status, Status::Enabled);
        endpoint.private = Private::default();
        Arc::new(endpoint)
    }

    fn job(key: i64) -> Job {
        let scope = Scope::new(1, false);
        let now = Timestamp::from_seconds(0);
        let account = serde_json::json!({
            "id": "acct_1000000000000000", "number": 1, "creator": 1, "created": 0, "country": "US",
            "default_currency": Currency::USD, "business_name": null, "email": null, "statement_descriptor": "",
            "api_version": "2026-10-28.endive", "payout_interval": "daily", "clock_offset_ms": 0, "risk": {},
        });
        Job {
            delivery: Delivery::new(scope, Key(key), Key(1), Key(2), now),
            event: Arc::new(Event {
                key: Key(1),
                scope,
                id: "evt_1".into(),
                kind: "charge.succeeded".into(),
                previous: None,
                request: None,
                idempotency_key: None,
                api_version: "2026-10-28.endive".into(),
                object: Default::default(),
            }),
            owner: Arc::new(serde_json::from_value(account.clone()).unwrap()),
            account: Arc::new(serde_json::from_value(account).unwrap()),
            pending: None,
        }
    }

    fn lane() -> Lane {
        Lane::new(Scope::new(1, false), endpoint(), Timestamp::from_seconds(100))
    }

    #[test]
    fn a_lane_holds_what_it_can_start_and_grows_with_what_it_completes() {
        let at = |seconds| Timestamp::from_seconds(seconds);
        let mut lane = lane();
        assert_eq!(lane.room(at(100)), RUNNING_MAX);
        for key in 0..RUNNING_MAX as i64 {
            lane.push(job(key));
        }
        assert_eq!(lane.room(at(100)), 0);
        let started = std::iter::from_fn(|| lane.enter()).count();
        assert_eq!((started, lane.room(at(100))), (RUNNING_MAX, 0));
        for _ in 0..10 {
            assert_eq!(lane.ended(true, at(100)), Duration::ZERO);
            assert!(lane.next().is_none());
        }
        assert_eq!(lane.room(at(100)), 30);
        assert_eq!(lane.room(at(101)), 30);
        assert_eq!(lane.room(at(102)), 10);
    }

    #[test]
    fn a_failing_endpoint_gets_few_attempts_until_one_succeeds() {
        let now = Timestamp::from_seconds(100);
        let mut lane = lane();
        for key in 0..100 {
            lane.push(job(key));
        }
        let started = std::iter::from_fn(|| lane.enter()).count();
        assert_eq!(started, RUNNING_MAX);
        for _ in 0..FAILING {
            lane.ended(false, now);
        }
        assert_eq!(lane.ended(false, now), PACE);
        let leaving = std::iter::from_fn(|| lane.next().is_none().then_some(())).count();
        assert_eq!(leaving, RUNNING_MAX - RUNNING_FAILING_MAX);
        assert_eq!(lane.ended(true, now), Duration::ZERO);
        assert!(lane.enter().is_some());
    }
}
