//! The commands that only start another program: run, build, bench, gen, fuzz.

use std::process::Command;

use anyhow::{Context, Result, bail};

/// The key of the demo shop, so that what the README shows can be pasted as it is. A test key on a loopback listener
/// protects nothing; anything else sets `FLORIN_SECRET_KEY` itself.
pub const DEMO_SECRET_KEY: &str = "sk_test_florin";
pub const DEMO_PUBLISHABLE_KEY: &str = "pk_test_florin";

pub fn build(args: &[String]) -> Result<()> {
    crate::web::run(&[])?;
    succeed(
        cargo()
            .args(["build", "--release", "--package", "florin", "--bin", "florin"])
            .args(args),
    )?;
    println!("{}", crate::target_dir().join("release/florin").display());
    Ok(())
}

/// The bench is given the release binary and a PostgreSQL; what it measures it decides itself.
pub fn bench(args: &[String]) -> Result<()> {
    present("tests/bench", "the bench")?;
    build(&[])?;
    crate::packages::install(&[crate::packages::POSTGRES])?;
    let postgres = crate::postgres::Postgres::start()?;
    succeed(
        cargo()
            .args(["run", "--release", "--package", "florin-bench", "--"])
            .args(args)
            .env("FLORIN_BIN", crate::target_dir().join("release/florin"))
            .env(crate::postgres::URL_VARIABLE, &postgres.url),
    )
}

/// Nothing is generated yet; a generator is one line here, and a test compares what it writes with what is checked in.
pub fn generate(_args: &[String]) -> Result<()> {
    println!("nothing is generated yet");
    Ok(())
}

pub fn fuzz(args: &[String]) -> Result<()> {
    present("tests/fuzz/run", "the fuzz targets")?;
    succeed(
        Command::new(crate::root().join("tests/fuzz/run"))
            .current_dir(crate::root())
            .args(args),
    )
}

/// Cargo as it was called, in the repository's root.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::root());
    command
}

/// Runs to the end; an exit code other than 0 is an error that names the program.
pub fn succeed(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot start {program}"))?;
    if !status.success() {
        bail!("{program} ended with {status}");
    }
    Ok(())
}

fn present(path: &str, what: &str) -> Result<()> {
    if !crate::root().join(path).exists() {
        bail!("{what} ({path}) is not in this checkout");
    }
    Ok(())
}
