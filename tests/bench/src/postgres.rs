//! PostgreSQL for the bench: a given server, or a cluster started in a folder of ours; one database per measurement.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio_postgres::NoTls;

use crate::procfs;

/// A PostgreSQL server on which databases may be made.
#[derive(Debug)]
pub struct Cluster {
    url: String,
    own: Option<OwnCluster>,
    made: Cell<u32>,
}

impl PartialEq for Cluster {
    fn eq(&self, other: &Cluster) -> bool {
        self.url == other.url
    }
}

impl Eq for Cluster {}

#[derive(Debug)]
struct OwnCluster {
    folder: TempDir,
    programs: PathBuf,
}

impl Cluster {
    /// A server that already runs.
    pub fn at(url: &str) -> Cluster {
        Cluster {
            url: url.to_owned(),
            own: None,
            made: Cell::new(0),
        }
    }

    /// Makes and starts a cluster with PostgreSQL's defaults that listens on a socket in its folder only.
    ///
    /// The folder is in the system's temporary folder: the database's user must be able to reach it.
    pub fn start() -> Result<Cluster> {
        let programs = programs()?;
        let folder = tempfile::Builder::new().prefix("florin-bench-pg-").tempdir()?;
        let path = folder.path().to_string_lossy().into_owned();
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&path))?;
        }
        let data = format!("{path}/data");
        let initdb = programs.join("initdb");
        run(&mut as_owner(
            &initdb,
            &["-D", &data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"],
        ))?;
        let options = format!("-k {path} -c listen_addresses='' -c max_connections=200");
        let log = format!("{path}/log");
        run(&mut as_owner(
            &programs.join("pg_ctl"),
            &["-D", &data, "-l", &log, "-w", "-o", &options, "start"],
        ))?;
        let url = format!("postgres://postgres@{}/postgres", path.replace('/', "%2F"));
        Ok(Cluster {
            url,
            own: Some(OwnCluster { folder, programs }),
            made: Cell::new(0),
        })
    }

    pub fn create_database(&self) -> Result<Database<'_>> {
        self.made.set(self.made.get() + 1);
        let name = format!("florin_bench_{}_{}", std::process::id(), self.made.get());
        execute(&self.url, &format!("create database {name}"))?;
        Ok(Database { cluster: self, name })
    }

    /// CPU time of the server's processes; zero when the server is not ours to see.
    fn cpu(&self) -> Duration {
        let Some(own) = &self.own else { return Duration::ZERO };
        let pid = std::fs::read_to_string(own.folder.path().join("data/postmaster.pid")).unwrap_or_default();
        pid.lines()
            .next()
            .and_then(|line| line.trim().parse().ok())
            .map(procfs::cpu_of_family)
            .unwrap_or_default()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(own) = &self.own {
            let data = own.folder.path().join("data").to_string_lossy().into_owned();
            if let Err(error) = run(&mut as_owner(
                &own.programs.join("pg_ctl"),
                &["-D", &data, "-m", "fast", "-w", "stop"],
            )) {
                eprintln!("stopping PostgreSQL: {error:#}");
            }
        }
    }
}

/// A database of one measurement; dropped with its handle.
pub struct Database<'a> {
    cluster: &'a Cluster,
    name: String,
}

impl Database<'_> {
    pub fn url(&self) -> String {
        let (before, query) = self.cluster.url.split_once('?').unwrap_or((&self.cluster.url, ""));
        let server = match before.rsplit_once('/') {
            Some((server, _)) if !server.ends_with('/') => server,
            _ => before,
        };
        let query = if query.is_empty() {
            String::new()
        } else {
            format!("?{query}")
        };
        format!("{server}/{}{query}", self.name)
    }

    pub fn size_bytes(&self) -> Result<u64> {
        let sql = format!("select pg_database_size('{}')::text", self.name);
        Ok(query_text(&self.cluster.url, &sql)?.parse()?)
    }

    pub fn cpu(&self) -> Duration {
        self.cluster.cpu()
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        if let Err(error) = execute(&self.cluster.url, &format!("drop database {} with (force)", self.name)) {
            eprintln!("dropping {}: {error:#}", self.name);
        }
    }
}

fn execute(url: &str, sql: &str) -> Result<()> {
    query(url, sql).map(drop)
}

fn query_text(url: &str, sql: &str) -> Result<String> {
    query(url, sql)?.context("the database answered nothing")
}

/// Runs one statement on a connection of its own; the first column of the first row, if there is one.
fn query(url: &str, sql: &str) -> Result<Option<String>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls)
            .await
            .context("connecting to PostgreSQL")?;
        let driver = tokio::spawn(connection);
        let messages = client.simple_query(sql).await.with_context(|| sql.to_owned())?;
        drop(client);
        driver.await??;
        let first = messages.iter().find_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        Ok(first)
    })
}

/// The newest installed version's programs; Debian keeps them out of the path.
fn programs() -> Result<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|path| path.join("initdb").exists())
        .collect();
    found.sort();
    found
        .pop()
        .context("no PostgreSQL under /usr/lib/postgresql (apt-get install postgresql)")
}

/// PostgreSQL refuses to run as root.
fn as_owner(program: &Path, arguments: &[&str]) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.args(arguments).current_dir("/");
    command
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

/// The output goes to a file-less sink: `pg_ctl start` leaves its children with ours, and a pipe would never close.
fn run(command: &mut Command) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .with_context(|| format!("{command:?}"))?;
    if !status.success() {
        bail!("{command:?}: {status}");
    }
    Ok(())
}
