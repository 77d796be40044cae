//! `florin doctor`: proves over the whole store that the ledger and the objects agree.
//!
//! It reads one snapshot, so a server that writes meanwhile changes nothing in what is found. It goes through the tables
//! in the order of their keys and holds a page of each, so a large store takes time and not memory.

mod disputes;
mod findings;
mod ledger;
mod objects;
mod rows;
mod transactions;

use std::process::ExitCode;
use std::sync::Arc;

use db::{Postgres, Sqlite, Store};

use super::target::folder;
use crate::settings::Settings;
use crate::tables;
use findings::Findings;

pub async fn doctor(settings: &Settings) -> anyhow::Result<ExitCode> {
    let (findings, checked) = examine(&*snapshot(settings).await?).await?;
    for line in findings.lines() {
        println!("{line}");
    }
    let count = findings.count();
    if count > findings.lines().len() {
        println!("… and {} more", count - findings.lines().len());
    }
    println!(
        "{} accounts, {} rows, {} postings: {count} findings",
        checked.accounts, checked.rows, checked.postings
    );
    Ok(if count == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What is wrong, a line each; for who has the settings of a server at hand.
pub async fn findings(settings: &Settings) -> anyhow::Result<Vec<String>> {
    let (findings, _) = examine(&*snapshot(settings).await?).await?;
    Ok(findings.lines().to_vec())
}

async fn snapshot(settings: &Settings) -> anyhow::Result<Arc<dyn Store>> {
    Ok(match &settings.database_url {
        Some(url) => Arc::new(Postgres::snapshot(url, tables::all()).await?),
        None => Arc::new(Sqlite::snapshot(folder(settings)?, tables::all())?),
    })
}

/// How much was looked at.
#[derive(Default)]
pub struct Checked {
    pub accounts: usize,
    pub rows: usize,
    pub postings: usize,
}

async fn examine(store: &dyn Store) -> anyhow::Result<(Findings, Checked)> {
    let mut findings = Findings::default();
    let mut checked = Checked::default();
    for scope in rows::scopes(store, &mut checked).await? {
        let mut sums = ledger::Sums::default();
        let known = transactions::check(store, scope, &mut sums, &mut findings, &mut checked).await?;
        sums.compare(store, scope, &mut findings).await?;
        objects::check(store, scope, known, &mut findings, &mut checked).await?;
    }
    Ok((findings, checked))
}
