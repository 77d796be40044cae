//! `cargo xtask test` and `check`: stages, each one program with its own log, and an honest exit code.
//!
//! A new stage is one line in one of the lists. Stages of `FIRST` run one after the other, because they all want cargo's
//! lock or all cores; those of `TOGETHER` run at once, with a PostgreSQL up; those of `LAST` look at what the others left.
//! Logs are in `target/test-logs/<stage>.log`.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::commands::cargo;
use crate::packages::{CHROMIUM, CURL, NODE, NPM, POSTGRES, PYTHON};
use crate::postgres::{Postgres, URL_VARIABLE};
use crate::report::{Outcome, Stopwatch, print_sum};

struct Stage {
    name: &'static str,
    /// A path that must exist for this stage to make sense; "" for always.
    needs: &'static str,
    command: fn() -> Command,
}

/// Every test is compiled by `build`; `tests` then finds everything fresh, and the others use `target/debug/florin`.
const FIRST: &[Stage] = &[
    Stage {
        name: "tidy",
        needs: "",
        command: || this(&["tidy"]),
    },
    Stage {
        name: "format",
        needs: "",
        command: || cargo_with("fmt --all --check"),
    },
    // Before the binary, which embeds it.
    Stage {
        name: "web",
        needs: crate::web::BUILD,
        command: || this(&["web"]),
    },
    Stage {
        name: "build",
        needs: "",
        command: || cargo_with("build --workspace --bins --examples --tests"),
    },
    Stage {
        name: "clippy",
        needs: "",
        command: || cargo_with("clippy --workspace --all-targets -- -D warnings"),
    },
    // `run` without records only installs the checker, which the stages below share.
    Stage {
        name: "schemas",
        needs: "tests/schemas/run",
        command: || shell("tests/schemas", "./run && npm test"),
    },
];

const TOGETHER: &[Stage] = &[
    Stage {
        name: "tests",
        needs: "",
        command: || cargo_with("test --workspace --no-fail-fast"),
    },
    Stage {
        name: "sdk",
        needs: "tests/sdk/run",
        command: || shell("tests/sdk", "./run"),
    },
    Stage {
        name: "web-rules",
        needs: crate::web::BUILD,
        command: || shell("web", "npm run --silent types && npm test --silent"),
    },
    Stage {
        name: "browser",
        needs: "tests/browser/run",
        command: || shell("tests/browser", "./run"),
    },
    Stage {
        name: "served",
        needs: crate::web::BUILD,
        command: || this(&["served"]),
    },
    Stage {
        name: "docs",
        needs: "",
        command: || this(&["docs"]),
    },
];

/// Every body that a test saw, against the schemas. No body at all is a failure: then nothing was checked.
const LAST: &[Stage] = &[Stage {
    name: "bodies",
    needs: "tests/flows",
    command: || {
        shell(
            "tests/schemas",
            "find \"$FLORIN_TEST_BODIES\" -name '*.ndjson' | grep . | xargs ./run",
        )
    },
}];

/// Where tests put the bodies they saw, one JSON object per line, in files of any name that ends in `.ndjson`. What a line
/// holds is said in `tests/schemas/README.md`.
const BODIES_VARIABLE: &str = "FLORIN_TEST_BODIES";

/// A stage that takes longer hangs.
const SECONDS_MAX: &str = "2400";

/// `cargo xtask test [STAGE…]`
pub fn test(args: &[String]) -> Result<()> {
    let known = |name: &String| all().any(|stage| stage.name == name);
    if let Some(unknown) = args.iter().find(|name| !known(name)) {
        bail!(
            "no stage {unknown:?}; stages: {}",
            all().map(|stage| stage.name).collect::<Vec<_>>().join(", ")
        );
    }
    crate::packages::install(&[POSTGRES, PYTHON, NODE, NPM, CURL, CHROMIUM])?;
    let wanted = |stage: &&Stage| args.is_empty() || args.iter().any(|name| name == stage.name);
    let watch = Stopwatch::start();
    make_folders()?;

    let mut outcomes = Vec::new();
    for stage in FIRST.iter().filter(wanted).filter(is_here) {
        outcomes.push(stage.run(None)?);
    }
    let built = outcomes.iter().all(|outcome| outcome.passed || outcome.name != "build");
    // Without a build the rest would only repeat its errors.
    if built {
        outcomes.extend(run_together(TOGETHER.iter().filter(wanted).filter(is_here).collect())?);
        for stage in LAST.iter().filter(wanted).filter(is_here) {
            outcomes.push(stage.run(None)?);
        }
    }
    finish(&outcomes, &watch)
}

/// `cargo xtask check`: what can be said without running a test.
pub fn check(_args: &[String]) -> Result<()> {
    let watch = Stopwatch::start();
    make_folders()?;
    let stages = FIRST
        .iter()
        .filter(|stage| ["tidy", "format", "clippy"].contains(&stage.name));
    let outcomes = stages.map(|stage| stage.run(None)).collect::<Result<Vec<_>>>()?;
    finish(&outcomes, &watch)
}

fn finish(outcomes: &[Outcome], watch: &Stopwatch) -> Result<()> {
    print_sum(outcomes, watch.took());
    let failed = outcomes.iter().filter(|outcome| !outcome.passed).count();
    if failed > 0 {
        bail!(
            "{failed} of {} stages failed; logs are in {}",
            outcomes.len(),
            log_dir().display()
        );
    }
    Ok(())
}

fn run_together(stages: Vec<&Stage>) -> Result<Vec<Outcome>> {
    if stages.is_empty() {
        return Ok(Vec::new());
    }
    let postgres = Postgres::start()?;
    let url = postgres.url.as_str();
    thread::scope(|scope| {
        let running: Vec<_> = stages
            .into_iter()
            .map(|stage| scope.spawn(move || stage.run(Some(url))))
            .collect();
        running
            .into_iter()
            .map(|stage| stage.join().unwrap_or_else(|_| bail!("a stage panicked")))
            .collect()
    })
}

/// Says so when a stage is left out, because silence would look like success.
fn is_here(stage: &&Stage) -> bool {
    let here = stage.needs.is_empty() || crate::root().join(stage.needs).exists();
    if !here {
        println!("absent {:<10} (no {})", stage.name, stage.needs);
    }
    here
}

impl Stage {
    /// Runs to the end and prints the outcome. An error here means that the stage could not even be started.
    fn run(&self, postgres_url: Option<&str>) -> Result<Outcome> {
        let path = log_dir().join(format!("{}.log", self.name));
        let log = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut command = limited(&(self.command)());
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        command.env("FLORIN_BIN", crate::target_dir().join("debug/florin"));
        command.env(BODIES_VARIABLE, bodies_dir());
        if let Some(url) = postgres_url {
            command.env(URL_VARIABLE, url);
        }
        let watch = Stopwatch::start();
        let status = command
            .status()
            .with_context(|| format!("cannot start stage {}", self.name))?;
        let log = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
        let outcome = Outcome::new(self.name, status.success(), watch.took(), log);
        outcome.print(&path);
        Ok(outcome)
    }
}

fn cargo_with(words: &str) -> Command {
    let mut command = cargo();
    command.args(words.split(' '));
    command
}

/// This program with another command: by its process, because a build may have replaced the file it was started from.
fn this(args: &[&str]) -> Command {
    let mut command = Command::new(format!("/proc/{}/exe", std::process::id()));
    command.args(args).current_dir(crate::root());
    command
}

/// A line of shell in a folder of the repository.
fn shell(folder: &str, line: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-euc", line]).current_dir(crate::root().join(folder));
    command
}

/// The same command under a time limit. In the foreground, so that Ctrl-C reaches it.
fn limited(command: &Command) -> Command {
    let mut limited = Command::new("timeout");
    limited
        .args(["--foreground", "--kill-after=10", SECONDS_MAX])
        .arg(command.get_program())
        .args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        limited.current_dir(folder);
    }
    limited
}

/// Makes the folder for logs, and an empty one for bodies: those of an earlier run would be checked again.
fn make_folders() -> Result<()> {
    if bodies_dir().exists() {
        fs::remove_dir_all(bodies_dir()).context("cannot empty the folder for bodies")?;
    }
    fs::create_dir_all(bodies_dir()).context("cannot make the folder for logs")
}

fn log_dir() -> PathBuf {
    crate::target_dir().join("test-logs")
}

fn bodies_dir() -> PathBuf {
    log_dir().join("bodies")
}

fn all() -> impl Iterator<Item = &'static Stage> {
    FIRST.iter().chain(TOGETHER).chain(LAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_as_honest_as_its_program() {
        fs::create_dir_all(bodies_dir()).expect("the target folder can be written");
        let run = |command| {
            Stage {
                name: "sample",
                needs: "",
                command,
            }
            .run(None)
            .expect("sh can be started")
        };
        let good = run(|| shell("", "test -d \"$FLORIN_TEST_BODIES\"; echo 2 passed, 0 failed"));
        let bad = run(|| shell("", "echo broken >&2; false"));
        assert!(good.passed && !bad.passed);
        assert_eq!((good.counts.passed, bad.counts.failed), (2, 1));
        assert_eq!(bad.log, "broken\n");
    }

    #[test]
    fn stages_have_names_of_their_own() {
        let names: std::collections::BTreeSet<_> = all().map(|stage| stage.name).collect();
        assert_eq!(names.len(), all().count());
    }
}
