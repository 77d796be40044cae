//! The command line.

mod logs;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::settings::Given;

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
        given: Given,
        /// Read this file in place of ./florin.toml
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
}

/// Parses the command line and runs the command. What fails is one line on standard error and exit code 1.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Serve { given, config } => serve::serve(&given, config.as_deref()),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("florin: {}", one_line(&error));
            ExitCode::FAILURE
        }
    }
}

/// Causes behind colons; line breaks would make several messages of one.
fn one_line(error: &anyhow::Error) -> String {
    format!("{error:#}").split_whitespace().collect::<Vec<_>>().join(" ")
}
