//! From exec to the first answered payment on an empty store, and the memory of an idle server.

use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};
use kernel::clock::Stopwatch;

use crate::http::Client;
use crate::measure::{Bench, median, megabytes};
use crate::report::{Cell, Table};
use crate::server::{Florin, Store};

const COLUMNS: &[&str] = &["starts", "median ms", "fastest ms", "slowest ms", "RSS idle MB"];
const NOTE: &str =
    "From exec on an empty store to the answer of the first payment; the client tries again every 0.2 ms.";

pub fn start(bench: &mut Bench, store: Store<'_>) -> Result<()> {
    let mut times = Vec::new();
    let mut memory = Vec::new();
    for _ in 0..bench.args.starts.max(1) {
        let clock = Stopwatch::start();
        let mut florin = Florin::spawn(&bench.args, store)?;
        first_payment(&mut florin)?;
        times.push(clock.elapsed().as_secs_f64() * 1e3);
        // What start-up still does in the background belongs to the idle figure.
        thread::sleep(Duration::from_millis(200));
        memory.push(megabytes(florin.memory().resident));
    }
    let (fastest, slowest) = (
        times.iter().copied().fold(f64::MAX, f64::min),
        times.iter().copied().fold(0.0, f64::max),
    );
    let (middle, resident) = (median(times.clone()), median(memory));
    let mut table = Table::new(format!("Start on {}", store.name()), COLUMNS, NOTE);
    let figures = [middle, fastest, slowest, resident].map(|value| Cell::Number(value, 1));
    table
        .rows
        .push([vec![Cell::Number(times.len() as f64, 0)], figures.to_vec()].concat());
    bench.report.add(table);
    if store == Store::Sqlite {
        bench
            .report
            .under("SQLite: start to first payment".to_owned(), middle, 100.0, "ms");
        bench
            .report
            .under("SQLite: resident memory, idle".to_owned(), resident, 40.0, "MB");
    }
    Ok(())
}

fn first_payment(florin: &mut Florin<'_>) -> Result<()> {
    let form = crate::http::form(&[
        ("amount", "2000"),
        ("currency", "usd"),
        ("payment_method", "pm_card_visa"),
        ("confirm", "true"),
        ("automatic_payment_methods[enabled]", "true"),
        ("automatic_payment_methods[allow_redirects]", "never"),
    ]);
    let clock = Stopwatch::start();
    loop {
        let answer =
            Client::connect(florin.address).and_then(|mut client| client.send("/v1/payment_intents", Some(&form)));
        match answer {
            Ok((200, _)) => return Ok(()),
            Ok((status, body)) if status != 503 => bail!("first payment: {status} {}", String::from_utf8_lossy(&body)),
            // Not listening yet, or not ready.
            Ok(_) | Err(_) => {}
        }
        if florin.has_ended()? {
            bail!("florin ended before its first answer");
        }
        if clock.elapsed() > Duration::from_secs(30) {
            bail!("no payment was answered within 30 s of the start");
        }
        thread::sleep(Duration::from_micros(200));
    }
}
