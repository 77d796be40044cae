//! The command line of the bench.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Measures `florin serve` over HTTP, each figure beside a bare server's in the same run.
#[derive(Parser, Debug, Clone)]
#[command(name = "florin-bench")]
pub struct Args {
    /// What to measure; everything when empty.
    pub scenarios: Vec<Scenario>,

    /// The release binary to measure.
    #[arg(long, default_value = "target/release/florin")]
    pub bin: PathBuf,

    /// Measure on this PostgreSQL server too; every scenario makes and drops a database of its own there.
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,

    /// Measure on PostgreSQL too, on a cluster that is started in the bench's folder for the run.
    #[arg(long, conflicts_with = "database_url")]
    pub postgres: bool,

    /// Leave SQLite out.
    #[arg(long)]
    pub no_sqlite: bool,

    /// How long each figure is measured.
    #[arg(long, default_value_t = 5.0, value_name = "N")]
    pub seconds: f64,

    /// How long each load runs before it counts.
    #[arg(long, default_value_t = 1.0, value_name = "N")]
    pub warm_up_seconds: f64,

    /// Numbers of connections for `payments`.
    #[arg(long, value_delimiter = ',', default_value = "1,16,64,256")]
    pub connections: Vec<usize>,

    /// Sizes at which `growth` measures: the first ones up to this many payments of 1k, 10k, 100k, 1M.
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    pub payments: u64,

    /// Let `growth` go on to one million payments.
    #[arg(long, conflicts_with = "payments")]
    pub million: bool,

    /// Starts measured by `start`.
    #[arg(long, default_value_t = 11, value_name = "N")]
    pub starts: usize,

    /// Send payments without an `Idempotency-Key`.
    #[arg(long)]
    pub no_idempotency_keys: bool,

    /// Where data folders are made; it should be on the disk that is to be measured.
    #[arg(long, default_value = "target/bench-data")]
    pub dir: PathBuf,

    /// Write all figures to this file as JSON.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,

    /// Put the tables between the markers of this Markdown file.
    #[arg(long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,

    /// The date written beside the figures; today when absent.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<String>,

    /// Show what the server writes to its log.
    #[arg(long)]
    pub server_log: bool,

    /// Be the bare server that the others are compared with (used by the bench itself).
    #[arg(long, hide = true, value_name = "ADDRESS")]
    pub floor: Option<String>,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// Only the bare server: what this machine and the generator can do.
    Floor,
    Payments,
    Get,
    List,
    Growth,
    Start,
    Webhooks,
    CommitStall,
}

impl Scenario {
    pub const ALL: [Scenario; 8] = [
        Scenario::Floor,
        Scenario::Payments,
        Scenario::Get,
        Scenario::List,
        Scenario::Growth,
        Scenario::Start,
        Scenario::Webhooks,
        Scenario::CommitStall,
    ];

    /// Whether it needs Florin at all.
    pub fn needs_server(self) -> bool {
        self != Scenario::Floor
    }
}

impl Args {
    pub fn wants(&self) -> Vec<Scenario> {
        if self.scenarios.is_empty() {
            Scenario::ALL.to_vec()
        } else {
            self.scenarios.clone()
        }
    }

    /// The sizes of the store at which growth is measured, ascending.
    pub fn growth_steps(&self) -> Vec<u64> {
        let last = if self.million { 1_000_000 } else { self.payments };
        let mut steps: Vec<u64> = [1_000, 10_000, 100_000, 1_000_000]
            .into_iter()
            .filter(|step| *step < last)
            .collect();
        steps.push(last);
        steps
    }
}
