//! `florin migrate`: brings the database up to date, as the server's start does.

use std::process::ExitCode;

use db::{Postgres, Sqlite, latest_version};

use super::target::folder;
use crate::settings::Settings;
use crate::tables;

pub async fn migrate(settings: &Settings) -> anyhow::Result<ExitCode> {
    match &settings.database_url {
        Some(url) => drop(Postgres::open(url, tables::all()).await?),
        None => drop(Sqlite::open(folder(settings)?, tables::all())?),
    }
    println!("The database is at schema {}.", latest_version());
    Ok(ExitCode::SUCCESS)
}
