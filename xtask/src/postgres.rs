//! A temporary PostgreSQL for tests: started in a folder of its own, gone with the process that started it.
//!
//! A small shell script stands between: it ends the server when the pipe from us closes, so nothing is left behind by a
//! panic, Ctrl-C or `kill -9` either. PostgreSQL refuses to run as root; then the server runs as `postgres` or `nobody`.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

/// Where tests look for the database. Absent: tests on PostgreSQL say that they were skipped.
pub const URL_VARIABLE: &str = "FLORIN_TEST_DATABASE_URL";

/// Further server settings, `name=value` separated by blanks. Durability stays on unless this turns it off, because the
/// crash tests kill processes and then ask for what was acknowledged.
const SETTINGS_VARIABLE: &str = "FLORIN_TEST_POSTGRES_SETTINGS";

const GUARD: &str = include_str!("postgres-guard.sh");

/// A running server. Dropping it ends the server and removes its folder.
pub struct Postgres {
    /// `postgres://…` with a user that may create databases.
    pub url: String,
    guard: Child,
}

impl Postgres {
    pub fn start() -> Result<Self> {
        let programs = programs().context("PostgreSQL is not installed (Debian: apt-get install postgresql)")?;
        // Another process may take the free port between our look and the server's start; then we look again.
        let mut attempt = 1;
        loop {
            match Self::start_on(&programs, free_port()?) {
                Err(_) if attempt < 3 => attempt += 1,
                done => return done,
            }
        }
    }

    fn start_on(programs: &Path, port: u16) -> Result<Self> {
        let mut command = as_unprivileged()?;
        command
            .args(["sh", "-c", GUARD, "postgres-guard"])
            .arg(programs)
            .arg(port.to_string());
        let settings = std::env::var(SETTINGS_VARIABLE).unwrap_or_default();
        for setting in ["max_connections=200", "listen_addresses=127.0.0.1"]
            .into_iter()
            .chain(settings.split_whitespace())
        {
            command.args(["-c", setting]);
        }
        // A process group of its own: Ctrl-C must reach the guard as a closed pipe, after the tests have ended.
        command
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0);
        let mut guard = command.spawn().context("cannot start the PostgreSQL guard")?;
        let mut line = String::new();
        let stdout = guard.stdout.take().context("the guard has no standard output")?;
        BufReader::new(stdout).read_line(&mut line)?;
        if line.trim() != "ready" {
            bail!("PostgreSQL did not start: {}", guard.wait()?);
        }
        Ok(Self {
            url: format!("postgres://florin@127.0.0.1:{port}/florin"),
            guard,
        })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        // Its exit code says nothing that the tests have not said already.
        let _ = self.guard.wait();
    }
}

/// `cargo xtask postgres -- COMMAND …`
pub fn run(args: &[String]) -> Result<()> {
    let args = args.strip_prefix(&["--".to_owned()]).unwrap_or(args);
    let Some((program, rest)) = args.split_first() else {
        bail!("usage: cargo xtask postgres -- COMMAND [ARGUMENT…]");
    };
    crate::packages::install(&[crate::packages::POSTGRES])?;
    let postgres = Postgres::start()?;
    eprintln!("{URL_VARIABLE}={}", postgres.url);
    crate::commands::succeed(Command::new(program).args(rest).env(URL_VARIABLE, &postgres.url))
}

/// The folder with `initdb` and `postgres`: the newest that Debian installed, or the one on the path.
pub fn programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, programs)| programs.join("initdb").is_file())
        .collect();
    versions.sort();
    let on_path = || std::env::split_paths(&std::env::var_os("PATH")?).find(|p| p.join("initdb").is_file());
    versions.pop().map(|(_, programs)| programs).or_else(on_path)
}

pub fn is_root() -> bool {
    // `/proc/self` belongs to the effective user.
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}

fn as_unprivileged() -> Result<Command> {
    if !is_root() {
        return Ok(Command::new("env"));
    }
    let users = std::fs::read_to_string("/etc/passwd")?;
    let known = |user: &str| users.lines().any(|line| line.starts_with(&format!("{user}:")));
    let user = ["postgres", "nobody"].into_iter().find(|user| known(user));
    let user = user.context("PostgreSQL refuses to run as root, and there is no user postgres or nobody")?;
    let mut command = Command::new("setpriv");
    command.args([
        format!("--reuid={user}"),
        format!("--regid={}", group_of(&users, user)),
        "--init-groups".into(),
    ]);
    Ok(command)
}

/// The number of a user's own group, from `/etc/passwd`.
fn group_of(users: &str, user: &str) -> String {
    let line = users.lines().find(|line| line.starts_with(&format!("{user}:")));
    line.and_then(|line| line.split(':').nth(3))
        .unwrap_or("65534")
        .to_owned()
}

pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
