//! What every scenario needs: the floor beside each figure, and the cost of what was measured.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use kernel::clock::Stopwatch;

use crate::args::Args;
use crate::load::{self, Group, Outcome, Stats, Until};
use crate::procfs::Memory;
use crate::report::{Cell, Report};
use crate::server::{Floor, Florin};
use crate::source::Payments;

/// One run of the bench.
pub struct Bench {
    pub args: Args,
    pub report: Report,
    /// The run's time; all moments of the bench count from its start.
    pub clock: Arc<Stopwatch>,
    floor: Floor,
}

/// One measured load.
pub struct Measured {
    pub groups: Vec<Stats>,
    pub server_cpu: Duration,
    pub database_cpu: Duration,
    pub generator_cpu: Duration,
    pub memory: Memory,
    /// Answers a second of the bare server at as many connections as the first group has.
    pub floor_per_second: f64,
}

/// The columns of `Measured::cells`.
pub const COLUMNS: &[&str] = &[
    "case",
    "req/s",
    "p50 ms",
    "p99 ms",
    "errors",
    "floor/s",
    "ratio",
    "server CPU us",
    "database CPU us",
    "generator CPU us",
    "RSS MB",
];

impl Bench {
    pub fn new(args: Args, report: Report) -> Result<Bench> {
        Ok(Bench {
            args,
            report,
            clock: Arc::new(Stopwatch::start()),
            floor: Floor::start()?,
        })
    }

    pub fn until(&self) -> Until {
        let (warm_up, measure) = (self.args.warm_up_seconds, self.args.seconds);
        Until::Time {
            warm_up: Duration::from_secs_f64(warm_up),
            measure: Duration::from_secs_f64(measure),
        }
    }

    /// Runs the bare server alone, with the same requests as the payments.
    pub fn floor(&self, connections: usize, measure: Duration) -> Result<Measured> {
        let until = Until::Time {
            warm_up: measure.mul_f64(0.2),
            measure,
        };
        let pid = self.floor.pid();
        let mut source = Payments::new(self.floor.address, &["cus_00000000000000".to_owned()], 0, true);
        let mut groups = [Group {
            connections,
            source: &mut source,
        }];
        let cpu = || (crate::procfs::cpu(pid).unwrap_or_default(), Duration::ZERO);
        let (outcome, server_cpu, _) = self.load(self.floor.address, &mut groups, until, &cpu)?;
        let memory = crate::procfs::memory(pid)?;
        Ok(Measured::new(outcome, server_cpu, Duration::ZERO, memory))
    }

    /// Measures a load on Florin between two short measurements of the floor.
    pub fn beside_floor(&self, florin: &Florin<'_>, groups: &mut [Group<'_>]) -> Result<Measured> {
        let connections = groups.first().map_or(1, |group| group.connections);
        let half = Duration::from_secs_f64((self.args.seconds / 2.0).clamp(0.2, 3.0));
        let before = self.floor(connections, half)?;
        let mut measured = self.alone(florin, groups, self.until())?;
        let after = self.floor(connections, half)?;
        measured.floor_per_second = (before.first().per_second() + after.first().per_second()) / 2.0;
        Ok(measured)
    }

    /// Measures a load on Florin without a floor.
    pub fn alone(&self, florin: &Florin<'_>, groups: &mut [Group<'_>], until: Until) -> Result<Measured> {
        let (outcome, server_cpu, database_cpu) = self.load(florin.address, groups, until, &|| florin.cpu())?;
        Ok(Measured::new(outcome, server_cpu, database_cpu, florin.memory()))
    }

    fn load(
        &self,
        address: SocketAddr,
        groups: &mut [Group<'_>],
        until: Until,
        cpu: &dyn Fn() -> (Duration, Duration),
    ) -> Result<(Outcome, Duration, Duration)> {
        let mut marks = Vec::new();
        let outcome = load::run(address, groups, until, &self.clock, &mut || marks.push(cpu()))?;
        let (first, last) = (
            marks.first().copied().unwrap_or_default(),
            marks.last().copied().unwrap_or_default(),
        );
        Ok((outcome, last.0.saturating_sub(first.0), last.1.saturating_sub(first.1)))
    }
}

impl Measured {
    fn new(outcome: Outcome, server_cpu: Duration, database_cpu: Duration, memory: Memory) -> Measured {
        let Outcome { groups, generator_cpu } = outcome;
        Measured {
            groups,
            server_cpu,
            database_cpu,
            generator_cpu,
            memory,
            floor_per_second: 0.0,
        }
    }

    pub fn first(&self) -> &Stats {
        &self.groups[0]
    }

    pub fn ratio(&self) -> f64 {
        self.first().per_second() / self.floor_per_second.max(f64::MIN_POSITIVE)
    }

    /// The first group's row under `COLUMNS`. CPU is shared out over the requests of all groups.
    pub fn cells(&self, case: String) -> Vec<Cell> {
        let stats = self.first();
        let requests: u64 = self.groups.iter().map(|group| group.requests).sum();
        let each = |cpu: Duration| match (requests, cpu.is_zero()) {
            (0, _) | (_, true) => Cell::Nothing,
            _ => Cell::Number(cpu.as_secs_f64() * 1e6 / requests as f64, 1),
        };
        let beside = |cell: Cell| {
            if self.floor_per_second > 0.0 {
                cell
            } else {
                Cell::Nothing
            }
        };
        vec![
            Cell::Text(case),
            Cell::Number(stats.per_second(), 0),
            Cell::Number(stats.quantile_ms(0.5), 2),
            Cell::Number(stats.quantile_ms(0.99), 2),
            Cell::Number(self.groups.iter().map(|group| group.errors).sum::<u64>() as f64, 0),
            beside(Cell::Number(self.floor_per_second, 0)),
            beside(Cell::Number(self.ratio(), 3)),
            each(self.server_cpu),
            each(self.database_cpu),
            each(self.generator_cpu),
            Cell::Number(megabytes(self.memory.resident), 0),
        ]
    }
}

pub fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// The middle one, or the mean of the two in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        count if count.is_multiple_of(2) => (values[middle - 1] + values[middle]) / 2.0,
        _ => values[middle],
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(super::median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(super::median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
