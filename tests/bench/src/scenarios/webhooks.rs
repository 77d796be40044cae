//! Signed deliveries: how many a second, how soon after the commit, and what a dead endpoint costs the others.

use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::http::{Client, first_id};
use crate::load::{Group, Until};
use crate::measure::{Bench, median};
use crate::report::{Cell, Table};
use crate::server::{Florin, Store};
use crate::sink::{DeadSink, Sink};
use crate::source::{Payments, payment_form};

/// Every payment makes one event of each of these.
const EVENTS: [&str; 3] = ["payment_intent.created", "payment_intent.succeeded", "charge.succeeded"];
/// Payments one after another, for the time from commit to delivery.
const SINGLE_PAYMENTS: u64 = 200;
const CONNECTIONS: usize = 16;
const DRAIN_LIMIT: Duration = Duration::from_secs(120);
const COLUMNS: &[&str] = &[
    "case",
    "deliveries/s",
    "payments/s",
    "behind at the end",
    "drained in s",
    "median ms",
    "p99 ms",
    "median ms from sending",
    "lost",
];
const NOTE: &str = "Deliveries a second count from the first to the last while 16 connections make payments, three events \
each, until all are delivered. The milliseconds are of payments made one at a time: from the answer (which follows the \
commit) to the first delivery, and from sending the request, which bounds the true figure from above.";

pub fn webhooks(bench: &mut Bench, store: Store<'_>) -> Result<()> {
    let mut table = Table::new(format!("Webhooks on {}", store.name()), COLUMNS, NOTE);
    let alone = measure(bench, store, None)?;
    table.rows.push(alone.cells("one fast endpoint"));
    let dead = DeadSink::start()?;
    let beside = measure(bench, store, Some(&dead))?;
    table.rows.push(beside.cells("and a dead one"));
    bench.report.add(table);
    let name = store.name();
    bench
        .report
        .at_least(format!("{name}: webhook deliveries"), alone.per_second, 2_000.0, "/s");
    bench.report.under(
        format!("{name}: commit to delivery, median"),
        alone.after_sending_ms,
        50.0,
        "ms",
    );
    let cost = (1.0 - beside.per_second / alone.per_second) * 100.0;
    bench
        .report
        .under(format!("{name}: cost of a dead endpoint to the others"), cost, 5.0, "%");
    Ok(())
}

struct Delivered {
    per_second: f64,
    payments_per_second: f64,
    behind: u64,
    drained: Duration,
    after_answer_ms: f64,
    after_answer_p99_ms: f64,
    after_sending_ms: f64,
    lost: u64,
}

impl Delivered {
    fn cells(&self, case: &str) -> Vec<Cell> {
        vec![
            Cell::Text(case.to_owned()),
            Cell::Number(self.per_second, 0),
            Cell::Number(self.payments_per_second, 0),
            Cell::Number(self.behind as f64, 0),
            Cell::Number(self.drained.as_secs_f64(), 2),
            Cell::Number(self.after_answer_ms, 2),
            Cell::Number(self.after_answer_p99_ms, 2),
            Cell::Number(self.after_sending_ms, 2),
            Cell::Number(self.lost as f64, 0),
        ]
    }
}

fn measure(bench: &Bench, store: Store<'_>, dead: Option<&DeadSink>) -> Result<Delivered> {
    let florin = Florin::start(&bench.args, store)?;
    let customers = florin.create_customers(100)?;
    let sink = Sink::start(bench.clock.clone())?;
    let mut client = florin.client()?;
    subscribe(&mut client, &sink.url())?;
    if let Some(dead) = dead {
        subscribe(&mut client, &dead.url())?;
    }
    let (after_answer, after_sending) = one_by_one(bench, &mut client, &customers, &sink)?;
    // The count starts again for the load.
    sink.with(|received| (received.count, received.first_at, received.last_at) = (0, None, None));
    let mut source = Payments::new(florin.address, &customers, 1_000_000, !bench.args.no_idempotency_keys);
    let group = Group {
        connections: CONNECTIONS,
        source: &mut source,
    };
    let measure = Duration::from_secs_f64(bench.args.seconds);
    let loaded = bench.alone(
        &florin,
        &mut [group],
        Until::Time {
            warm_up: Duration::ZERO,
            measure,
        },
    )?;
    let expected = (source.sent() - 1_000_000 - loaded.first().errors) * EVENTS.len() as u64;
    let ended = bench.clock.elapsed();
    let behind = expected.saturating_sub(sink.with(|received| received.count));
    let count = wait_for(bench, &sink, expected);
    let unsigned = sink.with(|received| received.unsigned);
    if unsigned > 0 {
        bail!("{unsigned} deliveries had no signature");
    }
    let (first, last) = sink.with(|received| (received.first_at, received.last_at));
    let (first, last) = (first.context("nothing was delivered")?, last.unwrap_or_default());
    let mut sorted = after_answer.clone();
    sorted.sort_by(f64::total_cmp);
    Ok(Delivered {
        per_second: count as f64 / (last - first).as_secs_f64().max(f64::MIN_POSITIVE),
        payments_per_second: loaded.first().per_second(),
        behind,
        drained: last.saturating_sub(ended),
        after_answer_ms: median(after_answer),
        after_answer_p99_ms: sorted[(sorted.len() - 1) * 99 / 100],
        after_sending_ms: median(after_sending),
        lost: expected.saturating_sub(count),
    })
}

fn subscribe(client: &mut Client, url: &str) -> Result<()> {
    let mut pairs = vec![("url", url)];
    pairs.extend(EVENTS.iter().map(|event| ("enabled_events[]", *event)));
    client.post("/v1/webhook_endpoints", &pairs).map(drop)
}

/// Payments one after another, each awaited at the sink: milliseconds from its answer and from its sending.
fn one_by_one(bench: &Bench, client: &mut Client, customers: &[String], sink: &Sink) -> Result<(Vec<f64>, Vec<f64>)> {
    let (mut after_answer, mut after_sending) = (Vec::new(), Vec::new());
    for order in 1..=SINGLE_PAYMENTS {
        let form = payment_form(&customers[0], "2000", &format!("{order:012}"));
        let sent = bench.clock.elapsed();
        let (status, body) = client.send("/v1/payment_intents", Some(&form))?;
        let answered = bench.clock.elapsed();
        if status != 200 || first_id(&body).is_none() {
            bail!("payment: {status} {}", String::from_utf8_lossy(&body));
        }
        let came = wait_for_order(bench, sink, order)?;
        // A delivery may well arrive before the answer does.
        after_answer.push(came.saturating_sub(answered).as_secs_f64() * 1e3);
        after_sending.push(came.saturating_sub(sent).as_secs_f64() * 1e3);
    }
    // Let the other events of these payments arrive, so that the load starts from nothing.
    wait_for(bench, sink, SINGLE_PAYMENTS * EVENTS.len() as u64);
    Ok((after_answer, after_sending))
}

fn wait_for_order(bench: &Bench, sink: &Sink, order: u64) -> Result<Duration> {
    let deadline = bench.clock.elapsed() + Duration::from_secs(30);
    while bench.clock.elapsed() < deadline {
        if let Some(at) = sink.with(|received| received.orders.get(&order).copied()) {
            return Ok(at);
        }
        thread::sleep(Duration::from_micros(100));
    }
    bail!("order {order} was not delivered within 30 s")
}

/// Waits until this many arrived, or nothing came for a while; the number that did.
fn wait_for(bench: &Bench, sink: &Sink, wanted: u64) -> u64 {
    let deadline = bench.clock.elapsed() + DRAIN_LIMIT;
    let mut count = sink.with(|received| received.count);
    while count < wanted && bench.clock.elapsed() < deadline {
        thread::sleep(Duration::from_millis(2));
        count = sink.with(|received| received.count);
    }
    count
}
