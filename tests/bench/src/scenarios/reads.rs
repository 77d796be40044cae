//! Reading: one payment by id, and lists of ten, alone and beside payments being made.

use anyhow::{Result, ensure};

use crate::load::{Group, Source, Until};
use crate::measure::{Bench, COLUMNS};
use crate::report::Table;
use crate::server::{Florin, Store};
use crate::source::{Paths, Payments};

/// How many payments there are to read.
const PAYMENTS: u64 = 10_000;
const READERS: usize = 64;
const WRITERS: usize = 16;
const NOTE: &str = "64 connections read; under writing, 16 more make payments as fast as they can.";

pub fn get(bench: &mut Bench, store: Store<'_>) -> Result<()> {
    let scene = Scene::prepare(bench, store)?;
    let mut table = Table::new(format!("Get by id on {}", store.name()), COLUMNS, NOTE);
    let mut source = scene.get_by_id();
    let ratio = scene.measure(bench, &mut table, "get", &mut source)?;
    bench.report.add(table);
    bench
        .report
        .at_least(format!("{}: get by id", store.name()), ratio, 0.5, "of the floor");
    Ok(())
}

pub fn list(bench: &mut Bench, store: Store<'_>) -> Result<()> {
    let scene = Scene::prepare(bench, store)?;
    let mut table = Table::new(format!("Lists of 10 on {}", store.name()), COLUMNS, NOTE);
    let mut of_customer = scene.list_of_customer();
    let ratio = scene.measure(bench, &mut table, "of a customer", &mut of_customer)?;
    let mut plain = scene.list_plain();
    let plain_ratio = scene.measure(bench, &mut table, "newest of all", &mut plain)?;
    bench.report.add(table);
    bench.report.at_least(
        format!("{}: list of 10", store.name()),
        ratio.min(plain_ratio),
        0.3,
        "of the floor",
    );
    Ok(())
}

/// A server with payments in it.
struct Scene<'a> {
    florin: Florin<'a>,
    customers: Vec<String>,
    ids: Vec<String>,
    sent: std::cell::Cell<u64>,
}

impl<'a> Scene<'a> {
    fn prepare(bench: &Bench, store: Store<'a>) -> Result<Scene<'a>> {
        let florin = Florin::start(&bench.args, store)?;
        let customers = florin.create_customers(500)?;
        let mut source = Payments::new(florin.address, &customers, 0, !bench.args.no_idempotency_keys);
        bench.alone(
            &florin,
            &mut [Group {
                connections: 32,
                source: &mut source,
            }],
            Until::Count(PAYMENTS),
        )?;
        ensure!(
            !source.ids.ids.is_empty(),
            "no payment succeeded, there is nothing to read"
        );
        let sent = std::cell::Cell::new(source.sent());
        Ok(Scene {
            florin,
            customers,
            ids: source.ids.ids,
            sent,
        })
    }

    fn get_by_id(&self) -> Paths {
        Paths::new(
            self.florin.address,
            self.ids.iter().map(|id| format!("/v1/payment_intents/{id}")),
        )
    }

    fn list_of_customer(&self) -> Paths {
        let path = |id: &String| format!("/v1/payment_intents?customer={id}&limit=10");
        Paths::new(self.florin.address, self.customers.iter().map(path))
    }

    fn list_plain(&self) -> Paths {
        Paths::new(self.florin.address, ["/v1/payment_intents?limit=10".to_owned()])
    }

    /// Measures idle, then under writing; answers the idle ratio to the floor.
    fn measure(&self, bench: &Bench, table: &mut Table, what: &str, source: &mut dyn Source) -> Result<f64> {
        let idle = bench.beside_floor(
            &self.florin,
            &mut [Group {
                connections: READERS,
                source: &mut *source,
            }],
        )?;
        table.rows.push(idle.cells(what.to_owned()));
        let with_keys = !bench.args.no_idempotency_keys;
        let mut payments = Payments::new(self.florin.address, &self.customers, self.sent.get(), with_keys);
        let readers = Group {
            connections: READERS,
            source,
        };
        let writers = Group {
            connections: WRITERS,
            source: &mut payments,
        };
        let busy = bench.beside_floor(&self.florin, &mut [readers, writers])?;
        self.sent.set(payments.sent());
        let written = busy.groups[1].per_second();
        table
            .rows
            .push(busy.cells(format!("{what}, beside {written:.0} payments/s")));
        Ok(idle.ratio())
    }
}
