//! Which installation a command is about: the same settings as the server's, from the same places.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use crate::settings::{DataFolder, Given, Settings, load};

#[derive(clap::Args)]
pub struct Target {
    /// Folder of the database and the vault's key file [default: ./florin-data]
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// postgres://… if the server uses one
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// Read this file in place of ./florin.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Target {
    pub fn run<F: Future<Output = anyhow::Result<ExitCode>>>(
        self,
        command: impl FnOnce(Settings) -> F,
    ) -> anyhow::Result<ExitCode> {
        let given = Given {
            data_dir: self.data_dir,
            database_url: self.database_url,
            ..Given::default()
        };
        let settings = load(&given, self.config.as_deref())?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        runtime.context("cannot start the runtime")?.block_on(command(settings))
    }
}

/// The folder that is there after the server has ended.
pub fn folder(settings: &Settings) -> anyhow::Result<&Path> {
    match &settings.data {
        DataFolder::At(folder) => Ok(folder),
        DataFolder::Temporary => bail!("an ephemeral server keeps nothing; name a --data-dir"),
    }
}
