//! Commits a second and their latency: `cargo run --release -p db --example commits -- STORE TASKS SECONDS`,
//! where STORE is a folder for SQLite or a postgres:// address. Each commit is as large as a payment:
//! five bodies, ten rows, two postings.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use db::{
    Action, Body, Change, EVENTS, IDEMPOTENCY, OUTBOX, Postgres, Posting, Scope, Sqlite, Store, TIMERS, Table, Values,
    Write,
};
use kernel::{Chance, Clock, Ids, Key, Money, Stopwatch, SystemClock};

static TABLES: &[&Table] = &[&EVENTS, &OUTBOX, &TIMERS, &IDEMPOTENCY];
const SCOPE: Scope = Scope::new(1, false);

fn payment(ids: &Ids, now: kernel::Timestamp) -> Change {
    let key = || ids.key(SCOPE.raw(), now);
    let mut change = Change::default();
    let bodies: Vec<Key> = [2_500, 3_000, 600, 2_800, 2_500]
        .map(|length| body(&mut change, key(), length))
        .into();
    let mut write = |table: &'static Table, body: Option<Key>, cells: Vec<db::Cell>| {
        let action = Action::Insert(Values { body, cells });
        change.writes.push(Write {
            table,
            scope: SCOPE,
            key: key(),
            action,
        });
    };
    for body in &bodies[..3] {
        write(
            &TIMERS,
            Some(*body),
            vec![now.millis().into(), "row".into(), 1.into(), 0.into()],
        );
    }
    for body in &bodies[..4] {
        let event = vec![
            "charge.succeeded".into(),
            "evt_0123456789012345678901234".into(),
            None::<&str>.into(),
        ];
        let cells = event
            .into_iter()
            .chain(["req_0123456789".into(), "key".into()])
            .collect();
        write(&EVENTS, Some(*body), cells);
    }
    write(
        &OUTBOX,
        None,
        vec![now.millis().into(), "1234567890123456789,1234567890123456789".into()],
    );
    // Clients' keys are random, so this is the one index that is written to all over.
    let unique = format!("{:016x}", (key().0 as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    write(
        &IDEMPOTENCY,
        Some(bodies[4]),
        vec![unique.into(), "fingerprint".into(), 200.into(), "req_1".into()],
    );
    write(
        &TIMERS,
        None,
        vec![now.millis().into(), "settle".into(), 1.into(), 0.into()],
    );
    let (transaction, eur) = (key(), "eur".parse().expect("a currency"));
    for (debit, credit, amount) in [("receivable", "pending", 1_000), ("pending", "fees", 59)] {
        let (debit, credit, amount) = (debit.into(), credit.into(), Money::new(amount, eur));
        change.postings.push(Posting {
            scope: SCOPE,
            key: key(),
            transaction,
            debit,
            credit,
            amount,
        });
    }
    change
}

/// JSON-like, about as compressible as an object with a dictionary.
fn body(change: &mut Change, key: Key, length: usize) -> Key {
    let mut json = String::with_capacity(length + 64);
    let mut seed = key.0 as u64;
    while json.len() < length {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        json.push_str(&format!(
            "\"amount_capturable\":null,\"payment_method_options\":{{}},\"id\":\"{:x}\",",
            seed >> 40
        ));
    }
    change.bodies.push((SCOPE, Body::new(key, json.as_bytes(), b"")));
    key
}

async fn task(store: Arc<dyn Store>, ids: Arc<Ids>, stop: Arc<AtomicBool>) -> Vec<u64> {
    let mut latencies = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let change = payment(&ids, SystemClock.now());
        let watch = Stopwatch::start();
        store.commit(change).await.expect("nothing conflicts");
        latencies.push(watch.elapsed().as_micros() as u64);
    }
    latencies
}

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [address, tasks, seconds] = &args[..] else {
        panic!("commits STORE TASKS SECONDS")
    };
    let store: Arc<dyn Store> = match address.starts_with("postgres") {
        true => Arc::new(Postgres::open(address, TABLES).await.expect("opens")),
        false => Arc::new(Sqlite::open(std::path::Path::new(address), TABLES).expect("opens")),
    };
    let ids = Arc::new(Ids::new(Arc::new(Chance::from_system())));
    let stop = Arc::new(AtomicBool::new(false));
    let tasks: usize = tasks.parse().expect("a number of tasks");
    let seconds: u64 = seconds.parse().expect("a number of seconds");
    let running: Vec<_> = (0..tasks)
        .map(|_| tokio::spawn(task(store.clone(), ids.clone(), stop.clone())))
        .collect();
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    stop.store(true, Ordering::Relaxed);
    let mut latencies = Vec::new();
    for task in running {
        latencies.extend(task.await.expect("a task"));
    }
    latencies.sort_unstable();
    let at = |share: f64| latencies[((latencies.len() - 1) as f64 * share) as usize] as f64 / 1_000.0;
    println!(
        "{tasks} tasks: {} commits/s, p50 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms, longest {:.2} ms",
        latencies.len() as u64 / seconds,
        at(0.5),
        at(0.99),
        at(0.999),
        at(1.0)
    );
}
