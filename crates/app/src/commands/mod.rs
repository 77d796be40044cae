//! The command line.

mod api_keys;
mod backup;
mod certs;
mod doctor;
mod keys;
mod logs;
mod migrate;
mod serve;
mod target;

pub use doctor::findings;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::settings::Given;
use target::Target;

/// A self-hosted payments platform that speaks the Stripe API.
#[derive(Parser)]
#[command(name = "florin", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Serve {
        #[command(flatten)]
        given: Box<Given>,
        /// Read this file in place of ./florin.toml
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Write a consistent copy of the embedded database, also while it serves
    Backup {
        /// The copy; it must not be there yet
        file: PathBuf,
        #[command(flatten)]
        target: Target,
    },
    /// Check the ledger and the objects against each other, also while it serves; exit code 1 if anything is wrong
    Doctor {
        #[command(flatten)]
        target: Target,
    },
    /// Make the local certificate authority for `serve --tls`, and say how to have it trusted
    Certs {
        /// Where it is kept [default: ./florin-certs]
        #[arg(long, value_name = "FOLDER")]
        dir: Option<PathBuf>,
    },
    /// Forward the account's events to a server on this machine
    Listen {
        #[command(flatten)]
        given: crate::listen::Given,
    },
    /// API keys, and the keys of the card vault
    #[command(subcommand)]
    Keys(Keys),
    /// Bring the database up to date without serving
    Migrate {
        #[command(flatten)]
        target: Target,
    },
}

#[derive(Subcommand)]
enum Keys {
    /// List an account's API keys
    List {
        #[command(flatten)]
        whose: api_keys::Whose,
    },
    /// Make an API key and print its id and text, also while the server runs
    Create {
        #[command(flatten)]
        key: Box<api_keys::NewKey>,
    },
    /// Revoke an API key, also while the server runs
    Revoke {
        /// As `florin keys list` shows it
        id: String,
        #[command(flatten)]
        whose: api_keys::Whose,
    },
    /// Make a new master key and wrap the data keys with it, also while the server runs
    Rotate {
        #[command(flatten)]
        target: Target,
    },
}

/// Parses the command line and runs the command. What fails is one line on standard error and exit code 1.
pub fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Serve { given, config } => serve::serve(&given, config.as_deref()),
        Command::Backup { file, target } => target.run(async |settings| backup::backup(&settings, &file).await),
        Command::Doctor { target } => target.run(async |settings| doctor::doctor(&settings).await),
        Command::Certs { dir } => certs::certs(dir),
        Command::Listen { given } => crate::listen::listen(&given),
        Command::Keys(Keys::List { whose }) => whose.list(),
        Command::Keys(Keys::Create { key }) => key.run(),
        Command::Keys(Keys::Revoke { id, whose }) => whose.revoke(&id),
        Command::Keys(Keys::Rotate { target }) => target.run(async |settings| keys::rotate(&settings).await),
        Command::Migrate { target } => target.run(async |settings| migrate::migrate(&settings).await),
    };
    result.unwrap_or_else(|error| {
        eprintln!("florin: {}", one_line(&error));
        ExitCode::FAILURE
    })
}

/// Causes behind colons; line breaks would make several messages of one.
fn one_line(error: &anyhow::Error) -> String {
    format!("{error:#}").split_whitespace().collect::<Vec<_>>().join(" ")
}
