//! Whether commits pause: gaps between acknowledged payments under load, where checkpoints would show.

use std::time::Duration;

use anyhow::Result;
use hdrhistogram::Histogram;

use crate::load::{Group, Source, Until};
use crate::measure::Bench;
use crate::report::{Cell, Table};
use crate::server::{Florin, Store};
use crate::source::Payments;

const CONNECTIONS: usize = 64;
const PAUSE: Duration = Duration::from_millis(20);
const COLUMNS: &[&str] = &[
    "payments/s",
    "pauses p50 ms",
    "p99 ms",
    "p99.9 ms",
    "longest ms",
    "over 20 ms",
    "time in them %",
    "p99 by time ms",
];
const NOTE: &str = "64 connections. A pause is the time between two answers, where answers within 0.1 ms of each other \
count as one group. `p99 by time` is the pause that 99 % of all moments fall short of.";

pub fn commit_stall(bench: &mut Bench, store: Store<'_>) -> Result<()> {
    let florin = Florin::start(&bench.args, store)?;
    let customers = florin.create_customers(1_000)?;
    let inner = Payments::new(florin.address, &customers, 0, !bench.args.no_idempotency_keys);
    let mut source = Watched {
        inner,
        last: None,
        pauses: Vec::new(),
    };
    let warm_up = Duration::from_secs_f64(bench.args.warm_up_seconds);
    // Longer than the others, so that several checkpoints fall into it.
    let measure = Duration::from_secs_f64(bench.args.seconds * 3.0);
    let group = Group {
        connections: CONNECTIONS,
        source: &mut source,
    };
    let measured = bench.alone(&florin, &mut [group], Until::Time { warm_up, measure })?;
    let pauses = Pauses::of(&source.pauses)?;
    let mut table = Table::new(format!("Pauses between commits on {}", store.name()), COLUMNS, NOTE);
    let decimals = |value: f64| Cell::Number(value, 2);
    table.rows.push(vec![
        Cell::Number(measured.first().per_second(), 0),
        decimals(pauses.quantile_ms(0.5)),
        decimals(pauses.quantile_ms(0.99)),
        decimals(pauses.quantile_ms(0.999)),
        decimals(pauses.histogram.max() as f64 / 1e3),
        Cell::Number(pauses.long as f64, 0),
        decimals(pauses.share_of_time_in_long * 100.0),
        decimals(pauses.p99_by_time_ms),
    ]);
    bench.report.add(table);
    if store == Store::Sqlite {
        bench.report.under(
            "SQLite: pause between commits, p99".to_owned(),
            pauses.quantile_ms(0.99),
            20.0,
            "ms",
        );
    }
    Ok(())
}

/// Payments, with the time of every answer.
struct Watched {
    inner: Payments,
    last: Option<Duration>,
    pauses: Vec<Duration>,
}

impl Source for Watched {
    fn next(&mut self, out: &mut Vec<u8>) {
        self.inner.next(out);
    }

    fn answered(&mut self, _body: &[u8], at: Duration) {
        if let Some(last) = self.last {
            let pause = at.saturating_sub(last);
            if pause > Duration::from_micros(100) {
                self.pauses.push(pause);
            }
        }
        self.last = Some(at);
    }
}

struct Pauses {
    histogram: Histogram<u64>,
    long: usize,
    share_of_time_in_long: f64,
    p99_by_time_ms: f64,
}

impl Pauses {
    fn of(pauses: &[Duration]) -> Result<Pauses> {
        let mut histogram = Histogram::new_with_bounds(1, 60_000_000, 3)?;
        pauses
            .iter()
            .for_each(|pause| histogram.saturating_record(pause.as_micros() as u64));
        let seconds = |pauses: &[Duration]| pauses.iter().sum::<Duration>().as_secs_f64();
        let long: Vec<Duration> = pauses.iter().copied().filter(|pause| *pause > PAUSE).collect();
        let share_of_time_in_long = seconds(&long) / seconds(pauses).max(f64::MIN_POSITIVE);
        let p99_by_time_ms = quantile_by_time(pauses, 0.99).as_secs_f64() * 1e3;
        Ok(Pauses {
            histogram,
            long: long.len(),
            share_of_time_in_long,
            p99_by_time_ms,
        })
    }

    fn quantile_ms(&self, share: f64) -> f64 {
        self.histogram.value_at_quantile(share) as f64 / 1e3
    }
}

/// The length of the pause that a moment falls into, at this share of all moments.
fn quantile_by_time(pauses: &[Duration], share: f64) -> Duration {
    let mut sorted = pauses.to_vec();
    sorted.sort();
    let wanted = sorted.iter().sum::<Duration>().mul_f64(share);
    let mut passed = Duration::ZERO;
    for pause in sorted {
        passed += pause;
        if passed >= wanted {
            return pause;
        }
    }
    Duration::ZERO
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_pauses_weigh_by_their_length() {
        let mut pauses = vec![Duration::from_millis(1); 90];
        pauses.push(Duration::from_millis(30));
        assert_eq!(quantile_by_time(&pauses, 0.5), Duration::from_millis(1));
        assert_eq!(quantile_by_time(&pauses, 0.99), Duration::from_millis(30));
        let found = Pauses::of(&pauses).unwrap();
        assert_eq!(found.long, 1);
        assert!((found.share_of_time_in_long - 0.25).abs() < 0.01);
    }
}
