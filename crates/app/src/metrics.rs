//! Metrics for Prometheus: requests by operation and status, commits, and what waits in queues.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;

use db::{OUTBOX, Query, Scope, StoreError, TIMERS, Table};
use http::Method;
use metrics::{Counter, Histogram, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use parking_lot::RwLock;
use wire::router::Router;

use crate::server::{Name, Shared};

/// Upper bounds in seconds; answers take from a fraction of a millisecond to a few seconds.
const BUCKETS: &[f64] = &[
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];
/// Queues are counted up to here, so that asking stays cheap.
const QUEUE_MAX: usize = 10_000;

/// Handles of the metrics of requests, made once for each operation and status: looking one up by name costs more than
/// everything else that is measured.
pub struct Meters {
    requests: RwLock<HashMap<(Method, &'static str, u16), Counter>>,
    durations: RwLock<HashMap<(Method, &'static str), Histogram>>,
}

impl Meters {
    pub fn new(router: &Router) -> Meters {
        recorder();
        let operations = router.operations().iter();
        let durations = operations
            .map(|operation| {
                (
                    (operation.method.clone(), operation.path),
                    duration(&operation.method, operation.path),
                )
            })
            .collect();
        Meters {
            requests: RwLock::default(),
            durations: RwLock::new(durations),
        }
    }

    pub fn request(&self, name: &Name, status: u16, took: Duration) {
        let key = (name.method.clone(), name.path, status);
        let known = self.requests.read().get(&key).cloned();
        let requests = known.unwrap_or_else(|| {
            let (method, path, status) = (&key.0, key.1, status.to_string());
            let made =
                counter!("florin_requests_total", "method" => method.to_string(), "path" => path, "status" => status);
            self.requests.write().insert(key.clone(), made.clone());
            made
        });
        requests.increment(1);
        let key = (name.method.clone(), name.path);
        let known = self.durations.read().get(&key).cloned();
        let durations = known.unwrap_or_else(|| {
            let made = duration(&key.0, key.1);
            self.durations.write().insert(key, made.clone());
            made
        });
        durations.record(took.as_secs_f64());
    }
}

fn duration(method: &Method, path: &'static str) -> Histogram {
    histogram!("florin_request_duration_seconds", "method" => method.to_string(), "path" => path)
}

/// The process has one recorder, however many servers a test starts in it.
fn recorder() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let builder = PrometheusBuilder::new()
            .set_buckets(BUCKETS)
            .expect("there are buckets");
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder of metrics is installed; /metrics stays empty");
        }
        describe_counter!(
            "florin_requests_total",
            "Requests answered; status 0 is a connection reset on request."
        );
        describe_histogram!(
            "florin_request_duration_seconds",
            "From the head of a request to its answer."
        );
        describe_counter!(
            "florin_commits_total",
            "Commits by outcome: committed, conflict, duplicate, refused, failed."
        );
        describe_counter!("florin_timers_total", "Timers run, by outcome.");
        describe_counter!(
            "florin_webhook_deliveries_total",
            "Deliveries made of events, one for each endpoint."
        );
        describe_counter!(
            "florin_webhook_attempts_total",
            "Attempts by outcome: delivered, refused (another answer than 2xx), failed (no answer)."
        );
        describe_histogram!(
            "florin_webhook_attempt_duration_seconds",
            "From the request to its answer."
        );
        describe_gauge!("florin_webhook_held", "Deliveries that this process holds.");
        describe_gauge!("florin_queue_length", "Rows that wait, counted up to 10000.");
        handle
    })
}

/// Takes in what was recorded; to be called every few seconds, or what nobody scrapes piles up.
pub fn upkeep() {
    recorder().run_upkeep();
}

pub async fn render(shared: &Shared) -> String {
    for table in [&OUTBOX, &TIMERS] {
        match length(shared, table).await {
            Ok(length) => gauge!("florin_queue_length", "queue" => table.name).set(length as f64),
            Err(error) => tracing::error!(%error, "a queue could not be counted"),
        }
    }
    recorder().render()
}

async fn length(shared: &Shared, table: &'static Table) -> Result<usize, StoreError> {
    let mut query = Query::newest(table, Scope::from_raw(0), QUEUE_MAX);
    query.scope = None;
    query.bodies = false;
    shared.app.store.list(query).await.map(|rows| rows.len())
}
