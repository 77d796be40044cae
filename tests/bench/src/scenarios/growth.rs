//! What changes as the store grows: creating, reading and listing at each size, and bytes per payment.

use anyhow::{Result, ensure};

use crate::load::{Group, Source, Until};
use crate::measure::{Bench, Measured};
use crate::report::{Cell, Table};
use crate::server::{Florin, Store};
use crate::source::{Paths, Payments};

const CONNECTIONS: usize = 64;
const COLUMNS: &[&str] = &[
    "payments",
    "create/s",
    "create p99 ms",
    "get/s",
    "get p99 ms",
    "list/s",
    "list p99 ms",
    "floor/s",
    "bytes/payment",
    "of it log",
    "loaded at/s",
    "RSS MB",
];
const NOTE: &str = "64 connections each. Lists are of a customer, 10 payments long. Bytes per payment are what the data \
folder holds in all, write-ahead log included, over the payments made so far.";

/// The rates at one size.
struct Step {
    payments: u64,
    create: Measured,
    get: Measured,
    list: Measured,
    floor_per_second: f64,
}

pub fn growth(bench: &mut Bench, store: Store<'_>) -> Result<()> {
    let mut table = Table::new(format!("Growth on {}", store.name()), COLUMNS, NOTE);
    let mut florin = Florin::start(&bench.args, store)?;
    let customers = florin.create_customers(1_000)?;
    let empty = florin.disk_use()?.total;
    let mut source = Payments::new(florin.address, &customers, 0, !bench.args.no_idempotency_keys);
    let mut steps = Vec::new();
    for wanted in bench.args.growth_steps() {
        let missing = wanted.saturating_sub(source.sent());
        let mut group = [Group {
            connections: CONNECTIONS,
            source: &mut source,
        }];
        let loaded = bench.alone(&florin, &mut group, Until::Count(missing.max(1)))?;
        let disk = florin.disk_use()?;
        let made = source.sent();
        let step = measure(bench, &florin, &customers, &mut source, wanted)?;
        let each = |bytes: u64| Cell::Number(bytes as f64 / made as f64, 0);
        let mut row = step.cells();
        row.push(each(disk.total.saturating_sub(empty)));
        row.push(each(disk.log));
        row.push(Cell::Number(loaded.first().per_second(), 0));
        row.push(Cell::Number(florin.memory().resident as f64 / 1e6, 0));
        table.rows.push(row);
        steps.push(step);
    }
    bench.report.add(table);
    note_growth(bench, store, &steps);
    after_restart(bench, store, &mut florin, source.sent(), empty)
}

fn measure(
    bench: &Bench,
    florin: &Florin<'_>,
    customers: &[String],
    source: &mut Payments,
    payments: u64,
) -> Result<Step> {
    ensure!(
        !source.ids.ids.is_empty(),
        "no payment succeeded, there is nothing to read"
    );
    let ids = source.ids.ids.iter().map(|id| format!("/v1/payment_intents/{id}"));
    let mut get = Paths::new(florin.address, ids);
    let lists = customers
        .iter()
        .map(|id| format!("/v1/payment_intents?customer={id}&limit=10"));
    let mut list = Paths::new(florin.address, lists);
    let half = std::time::Duration::from_secs_f64(bench.args.seconds.min(4.0) / 2.0);
    let before = bench.floor(CONNECTIONS, half)?.first().per_second();
    let run = |source: &mut dyn Source| {
        bench.alone(
            florin,
            &mut [Group {
                connections: CONNECTIONS,
                source,
            }],
            bench.until(),
        )
    };
    let (get, list, create) = (run(&mut get)?, run(&mut list)?, run(source)?);
    let after = bench.floor(CONNECTIONS, half)?.first().per_second();
    Ok(Step {
        payments,
        create,
        get,
        list,
        floor_per_second: (before + after) / 2.0,
    })
}

impl Step {
    fn cells(&self) -> Vec<Cell> {
        let mut row = vec![Cell::Number(self.payments as f64, 0)];
        for measured in [&self.create, &self.get, &self.list] {
            row.push(Cell::Number(measured.first().per_second(), 0));
            row.push(Cell::Number(measured.first().quantile_ms(0.99), 2));
        }
        row.push(Cell::Number(self.floor_per_second, 0));
        row
    }

    /// Answers a second as a share of the floor of the same minutes.
    fn share(&self, measured: &Measured) -> f64 {
        measured.first().per_second() / self.floor_per_second.max(f64::MIN_POSITIVE)
    }
}

/// The slowdown from ten thousand payments (or the first size above) to the last size, floor drift taken out.
fn note_growth(bench: &mut Bench, store: Store<'_>, steps: &[Step]) {
    let Some(base) = steps.iter().find(|step| step.payments >= 10_000) else {
        return;
    };
    let Some(last) = steps.last().filter(|last| last.payments > base.payments) else {
        return;
    };
    let slowdowns = [
        ("create", base.share(&base.create) / last.share(&last.create)),
        ("get", base.share(&base.get) / last.share(&last.get)),
        ("list", base.share(&base.list) / last.share(&last.list)),
    ];
    for (what, slowdown) in slowdowns {
        let name = format!(
            "{}: {what} at {} payments, over {}",
            store.name(),
            last.payments,
            base.payments
        );
        bench.report.under(name, slowdown, 1.25, "x");
    }
}

/// Bytes per payment once the log is folded in, and how long a start takes on a full store.
fn after_restart(bench: &mut Bench, store: Store<'_>, florin: &mut Florin<'_>, made: u64, empty: u64) -> Result<()> {
    let (stopped, ready) = florin.restart()?;
    let bytes = florin.disk_use()?.total.saturating_sub(empty) as f64 / made as f64;
    let columns = &["payments", "bytes/payment", "stop ms", "start to ready ms", "RSS MB"];
    let mut table = Table::new(format!("After a restart on {}", store.name()), columns, "");
    table.rows.push(vec![
        Cell::Number(made as f64, 0),
        Cell::Number(bytes, 0),
        Cell::Number(stopped.as_secs_f64() * 1e3, 0),
        Cell::Number(ready.as_secs_f64() * 1e3, 0),
        Cell::Number(florin.memory().resident as f64 / 1e6, 0),
    ]);
    bench.report.add(table);
    if store == Store::Sqlite {
        bench
            .report
            .under("SQLite: bytes on disk per payment".to_owned(), bytes, 4_096.0, "");
    }
    Ok(())
}
