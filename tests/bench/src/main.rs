//! `florin-bench`: starts the release binary, loads it over HTTP and says how fast it was.
//!
//! Every figure stands beside that of a bare server measured just before and just after it at the same number of
//! connections, because the absolute figures of one machine drift by a factor of two within minutes.

mod args;
mod floor;
mod http;
mod load;
mod measure;
mod postgres;
mod procfs;
mod report;
mod scenarios;
mod server;
mod sink;
mod source;

use anyhow::Result;
use clap::Parser;
use kernel::clock::{Clock, SystemClock};

use crate::args::{Args, Scenario};
use crate::measure::Bench;
use crate::postgres::Cluster;
use crate::report::Report;
use crate::server::Store;

fn main() -> Result<()> {
    let args = Args::parse();
    if let Some(address) = &args.floor {
        return floor::serve(address);
    }
    let cluster = match &args.database_url {
        Some(url) => Some(Cluster::at(url)),
        None if args.postgres => Some(Cluster::start()?),
        None => None,
    };
    let mut stores = Vec::new();
    if !args.no_sqlite {
        stores.push(Store::Sqlite);
    }
    stores.extend(cluster.as_ref().map(Store::Postgres));

    let report = Report {
        machine: procfs::machine(),
        command: command_line(),
        date: args.date.clone().unwrap_or_else(today),
        tables: Vec::new(),
        targets: Vec::new(),
        failures: Vec::new(),
    };
    println!("{}  {}\n", report.date, report.machine);
    let mut bench = Bench::new(args, report)?;
    measure_all(&mut bench, &stores);
    finish(bench)
}

/// A scenario that fails is reported and does not keep the others from running.
fn measure_all(bench: &mut Bench, stores: &[Store<'_>]) {
    let wanted = bench.args.wants();
    if wanted.contains(&Scenario::Floor) {
        note(bench, "floor", scenarios::payments::floor);
    }
    for store in stores {
        for scenario in wanted.iter().filter(|scenario| scenario.needs_server()) {
            let name = format!("{scenario:?} on {}", store.name());
            eprintln!("… {name}");
            note(bench, &name, |bench| scenarios::run(bench, *scenario, *store));
        }
    }
}

fn note(bench: &mut Bench, name: &str, run: impl FnOnce(&mut Bench) -> Result<()>) {
    if let Err(error) = run(bench) {
        eprintln!("{name}: {error:#}");
        bench.report.failures.push(format!("{name}: {error:#}"));
    }
}

fn finish(bench: Bench) -> Result<()> {
    let report = &bench.report;
    if !report.targets.is_empty() {
        println!("{}", report.targets_table().plain());
    }
    if let Some(path) = &bench.args.json {
        report.write_json(path)?;
    }
    if let Some(path) = &bench.args.markdown {
        report.write_markdown(path)?;
    }
    if !report.failures.is_empty() {
        anyhow::bail!("not everything could be measured:\n  {}", report.failures.join("\n  "));
    }
    Ok(())
}

fn command_line() -> String {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    format!("cargo run --release -p florin-bench -- {}", arguments.join(" "))
        .trim_end_matches(" -- ")
        .trim_end()
        .to_owned()
}

fn today() -> String {
    let seconds = SystemClock.now().seconds();
    jiff::Timestamp::from_second(seconds)
        .map(|now| now.strftime("%Y-%m-%d").to_string())
        .unwrap_or_default()
}
