//! One file per question that the bench answers.

mod commit_stall;
mod growth;
pub mod payments;
mod reads;
mod start;
mod webhooks;

use anyhow::Result;

use crate::args::Scenario;
use crate::measure::Bench;
use crate::server::Store;

pub fn run(bench: &mut Bench, scenario: Scenario, store: Store<'_>) -> Result<()> {
    match scenario {
        Scenario::Floor => payments::floor(bench),
        Scenario::Payments => payments::payments(bench, store),
        Scenario::Get => reads::get(bench, store),
        Scenario::List => reads::list(bench, store),
        Scenario::Growth => growth::growth(bench, store),
        Scenario::Start => start::start(bench, store),
        Scenario::Webhooks => webhooks::webhooks(bench, store),
        Scenario::CommitStall => commit_stall::commit_stall(bench, store),
    }
}
