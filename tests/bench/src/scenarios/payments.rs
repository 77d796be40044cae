//! How many payments a second: created and confirmed in one call, on disk before the answer.

use std::time::Duration;

use anyhow::Result;

use crate::load::Group;
use crate::measure::{Bench, COLUMNS, Measured, megabytes};
use crate::report::Table;
use crate::server::{Florin, Store};
use crate::source::Payments;

const NOTE: &str = "One request creates and confirms a payment; it is answered after the sync. \
The ratio is to a bare server that answers fixed bytes, measured just before and after. \
CPU is per request; the generator shares the machine.";

pub fn floor(bench: &mut Bench) -> Result<()> {
    let mut table = Table::new("Floor: a bare server's fixed answers".to_owned(), COLUMNS, "");
    for connections in bench.args.connections.clone() {
        let measured = bench.floor(connections, Duration::from_secs_f64(bench.args.seconds))?;
        table.rows.push(measured.cells(connections_text(connections)));
    }
    bench.report.add(table);
    Ok(())
}

pub fn payments(bench: &mut Bench, store: Store<'_>) -> Result<()> {
    let mut table = Table::new(format!("Payments on {}", store.name()), COLUMNS, NOTE);
    let florin = Florin::start(&bench.args, store)?;
    let customers = florin.create_customers(1_000)?;
    let mut sent = 0;
    let mut peak = 0;
    for connections in bench.args.connections.clone() {
        let mut source = Payments::new(florin.address, &customers, sent, !bench.args.no_idempotency_keys);
        let measured = bench.beside_floor(
            &florin,
            &mut [Group {
                connections,
                source: &mut source,
            }],
        )?;
        sent = source.sent();
        peak = peak.max(measured.memory.peak);
        note_targets(bench, store, connections, &measured);
        table.rows.push(measured.cells(connections_text(connections)));
    }
    bench.report.add(table);
    bench.report.under(
        format!("{}: resident memory under load", store.name()),
        megabytes(peak),
        200.0,
        "MB",
    );
    Ok(())
}

fn note_targets(bench: &mut Bench, store: Store<'_>, connections: usize, measured: &Measured) {
    let report = &mut bench.report;
    match (store, connections) {
        (Store::Sqlite, 1) => {
            let p50 = measured.first().quantile_ms(0.5);
            report.under("SQLite: payment at 1 connection, p50".to_owned(), p50, 0.8, "ms");
        }
        (Store::Sqlite, 64) => {
            report.at_least(
                "SQLite: payments at 64 connections".to_owned(),
                measured.ratio(),
                0.10,
                "of the floor",
            );
            let p99 = measured.first().quantile_ms(0.99);
            report.under("SQLite: payments at 64 connections, p99".to_owned(), p99, 20.0, "ms");
        }
        (Store::Postgres(_), 64) => {
            report.at_least(
                "PostgreSQL: payments at 64 connections".to_owned(),
                measured.ratio(),
                0.04,
                "of the floor",
            );
        }
        _ => {}
    }
}

fn connections_text(connections: usize) -> String {
    if connections == 1 {
        "1 connection".to_owned()
    } else {
        format!("{connections} connections")
    }
}
