//! `cargo xtask <command>`: what the Makefile's recipes do.
//!
//! Each command is a function in a file of its own; this file only finds it. Run without a command it prints the list.

mod commands;
mod docs;
mod packages;
mod postgres;
mod report;
mod run;
mod served;
mod server;
mod stages;
mod tidy;
mod web;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};

type Command = fn(&[String]) -> Result<()>;

/// Name, what it does, the function.
const COMMANDS: &[(&str, &str, Command)] = &[
    (
        "run",
        "build and serve with a demo shop; further arguments go to `florin serve`",
        run::run,
    ),
    ("build", "the release binary, target/release/florin", commands::build),
    (
        "test",
        "install what the tests need and run all stages, or only those named",
        stages::test,
    ),
    ("bench", "measure; further arguments go to the bench", commands::bench),
    ("check", "format, clippy and tidy", stages::check),
    ("tidy", "the repository's own rules", tidy::run),
    (
        "docs",
        "run the README's code blocks against a server started for them",
        docs::run,
    ),
    (
        "postgres",
        "postgres -- COMMAND: run COMMAND with a temporary PostgreSQL up",
        postgres::run,
    ),
    ("web", "build the browser side, which the binary embeds", web::run),
    (
        "served",
        "whether the debug binary serves what is in web/dist",
        served::run,
    ),
    ("gen", "write the generated files anew", commands::generate),
    ("fuzz", "fuzz the parsers for a minute", commands::fuzz),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<()> {
    let Some((name, rest)) = args.split_first() else {
        for (name, about, _) in COMMANDS {
            println!("  cargo xtask {name:<9} {about}");
        }
        return Ok(());
    };
    match COMMANDS.iter().find(|(known, _, _)| known == name) {
        Some((_, _, command)) => command(rest),
        None => bail!("no command {name:?}; `cargo xtask` prints the list"),
    }
}

/// The repository's root: the folder above this crate.
fn root() -> PathBuf {
    let mut path = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    path.pop();
    path
}

/// Where cargo puts its output: `CARGO_TARGET_DIR`, or `target` in the root. Absolute.
fn target_dir() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}
