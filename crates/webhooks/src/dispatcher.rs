//! The dispatcher: one in each process. It follows the outbox, works the lanes and looks for what is due.

use std::sync::Arc;
use std::time::Duration;

use db::{Scope, Write};
use futures::future::join;
use kernel::Key;
use parking_lot::Mutex;
use tokio::sync::{Notify, mpsc, watch};
use wire::App;

use crate::client::Client;
use crate::lane::{Job, Lanes};
use crate::record::Ended;
use crate::subscribers::Subscribers;

pub struct Dispatcher {
    pub(crate) app: Arc<App>,
    pub(crate) client: Client,
    pub(crate) subscribers: Subscribers,
    pub(crate) lanes: Mutex<Lanes>,
    /// To the recorder.
    pub(crate) ended: mpsc::UnboundedSender<Ended>,
    endings: Mutex<Option<mpsc::UnboundedReceiver<Ended>>>,
    /// One batch of the outbox at a time.
    pub(crate) expanding: tokio::sync::Mutex<()>,
    /// One look into the store for what is due at a time.
    pub(crate) looking: tokio::sync::Mutex<()>,
    /// Something may be due that no lane holds.
    pub(crate) look: Notify,
    /// Events were made deliveries, or attempts recorded.
    pub(crate) progress: Notify,
    pub(crate) stopping: watch::Sender<bool>,
}

/// How long another process may hold a delivery before it counts as dead. An attempt takes 20 seconds at most.
pub(crate) const LEASE: Duration = Duration::from_secs(22);
/// What a lease must have left for an attempt to begin.
pub(crate) const LEASE_LEFT: Duration = Duration::from_millis(20_200);

impl Dispatcher {
    pub fn new(app: Arc<App>) -> Arc<Dispatcher> {
        let client = Client::new(app.settings.allow_private_webhooks);
        Dispatcher::with_client(app, client)
    }

    pub fn with_client(app: Arc<App>, client: Client) -> Arc<Dispatcher> {
        let (ended, endings) = mpsc::unbounded_channel();
        Arc::new(Dispatcher {
            app,
            client,
            subscribers: Subscribers::default(),
            lanes: Mutex::default(),
            ended,
            endings: Mutex::new(Some(endings)),
            expanding: tokio::sync::Mutex::default(),
            looking: tokio::sync::Mutex::default(),
            look: Notify::new(),
            progress: Notify::new(),
            stopping: watch::Sender::new(false),
        })
    }

    /// Works until told to stop, then finishes what is under way and lets go of the rest. Once per dispatcher.
    pub async fn run(self: Arc<Self>, mut stopping: watch::Receiver<bool>) {
        let endings = self.endings.lock().take();
        let endings = endings.expect("a dispatcher runs once");
        let recording = tokio::spawn(self.clone().record_all(endings));
        let work = join(self.follow_outbox(), self.keep_looking());
        tokio::select! {
            _ = work => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
        self.stopping.send_replace(true);
        self.let_go();
        // Sees the stop and ends when nothing is held any more.
        let _ = recording.await;
    }

    fn let_go(&self) {
        let mut lanes = self.lanes.lock();
        let waiting: Vec<Job> = lanes.lanes.values_mut().flat_map(|lane| lane.empty()).collect();
        drop(lanes);
        for job in waiting {
            self.end(Ended::released(job.delivery));
        }
    }

    pub(crate) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    pub(crate) fn end(&self, ended: Ended) {
        // The recorder outlives all attempts.
        let _ = self.ended.send(ended);
    }

    /// Hands deliveries that this process holds to a lane, and starts workers for them.
    pub(crate) fn enqueue(self: &Arc<Self>, endpoint: Key, jobs: Vec<Job>) {
        let mut starting = Vec::new();
        {
            let mut lanes = self.lanes.lock();
            let lanes = &mut *lanes;
            let Some(lane) = lanes.lanes.get_mut(&endpoint) else {
                return;
            };
            for job in jobs {
                let held = (job.delivery.scope, job.delivery.key);
                lanes.held.insert(held, job.delivery.event_scope);
                lane.push(job);
            }
            starting.extend(std::iter::from_fn(|| lane.enter()));
        }
        for job in starting {
            tokio::spawn(self.clone().work(endpoint, job));
        }
    }

    /// One worker of a lane: attempts until the lane has no more for it.
    async fn work(self: Arc<Self>, endpoint: Key, first: Job) {
        let mut next = Some(first);
        while let Some(job) = next {
            let held = (job.delivery.scope, job.delivery.key);
            let ended = self.attempt(job).await;
            let delivered = ended.counts_as_success();
            debug_assert_eq!(held, (ended.delivery.scope, ended.delivery.key));
            self.end(ended);
            let pause = self.lane_ended(endpoint, delivered);
            if !pause.is_zero() {
                let mut stopping = self.stopping.subscribe();
                let _ = tokio::time::timeout(pause, stopping.wait_for(|stop| *stop)).await;
            }
            next = self.next_job(endpoint);
        }
    }

    fn lane_ended(&self, endpoint: Key, delivered: bool) -> Duration {
        let now = self.app.now();
        let mut lanes = self.lanes.lock();
        lanes
            .lanes
            .get_mut(&endpoint)
            .map_or(Duration::ZERO, |lane| lane.ended(delivered, now))
    }

    fn next_job(&self, endpoint: Key) -> Option<Job> {
        let now = self.app.now();
        let mut lanes = self.lanes.lock();
        let lane = lanes.lanes.get_mut(&endpoint)?;
        let next = lane.next();
        if lane.is_low() && lane.look_at <= now {
            // What did not fit may be started now.
            self.look.notify_one();
        }
        next
    }

    /// Whether this process holds any delivery of a scope, or of its events.
    pub(crate) fn holds_any_of(&self, scope: Scope) -> bool {
        self.lanes.lock().holds_any_of(scope)
    }
}

/// Commits are made of such writes alone: deliveries and outbox rows need no bodies.
pub(crate) fn change(writes: Vec<Write>) -> db::Change {
    db::Change {
        writes,
        ..db::Change::default()
    }
}
