//! The measured processes: `florin serve` and the floor, started on free ports and stopped at the end.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use kernel::clock::Stopwatch;
use tempfile::TempDir;

use crate::args::Args;
use crate::http::{self, Client};
use crate::postgres::Database;
use crate::procfs;

/// Where the server keeps its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store<'a> {
    Sqlite,
    Postgres(&'a crate::postgres::Cluster),
}

impl Store<'_> {
    pub fn name(self) -> &'static str {
        match self {
            Store::Sqlite => "SQLite",
            Store::Postgres(_) => "PostgreSQL",
        }
    }
}

/// A child that dies with its handle.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // Already gone is fine.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The bare server.
pub struct Floor {
    process: Process,
    pub address: SocketAddr,
}

impl Floor {
    pub fn start() -> Result<Floor> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--floor").arg(address.to_string());
        let floor = Floor {
            process: Process(command.spawn()?),
            address,
        };
        let clock = Stopwatch::start();
        while TcpStream::connect(address).is_err() {
            if clock.elapsed() > Duration::from_secs(10) {
                bail!("the floor does not listen on {address}");
            }
            thread::sleep(Duration::from_millis(2));
        }
        Ok(floor)
    }

    pub fn pid(&self) -> u32 {
        self.process.0.id()
    }
}

/// A running Florin with a store of its own, which is deleted with it.
pub struct Florin<'a> {
    process: Process,
    pub address: SocketAddr,
    folder: TempDir,
    database: Option<Database<'a>>,
    args: Args,
}

impl<'a> Florin<'a> {
    /// Starts on an empty store and waits until it is ready.
    pub fn start(args: &Args, store: Store<'a>) -> Result<Florin<'a>> {
        let mut florin = Florin::spawn(args, store)?;
        florin.wait_ready()?;
        Ok(florin)
    }

    /// Starts on an empty store, without waiting.
    pub fn spawn(args: &Args, store: Store<'a>) -> Result<Florin<'a>> {
        std::fs::create_dir_all(&args.dir)?;
        let folder = tempfile::Builder::new().prefix("florin-").tempdir_in(&args.dir)?;
        let database = match store {
            Store::Sqlite => None,
            Store::Postgres(cluster) => Some(cluster.create_database()?),
        };
        let address = free_address()?;
        let process = launch(args, address, folder.path(), database.as_ref())?;
        Ok(Florin {
            process,
            address,
            folder,
            database,
            args: args.clone(),
        })
    }

    pub fn wait_ready(&mut self) -> Result<()> {
        let clock = Stopwatch::start();
        loop {
            if let Ok((200, _)) = Client::connect(self.address).and_then(|mut client| client.send("/readyz", None)) {
                return Ok(());
            }
            if let Some(status) = self.process.0.try_wait()? {
                bail!("florin ended with {status} instead of becoming ready");
            }
            if clock.elapsed() > Duration::from_secs(60) {
                bail!("florin is not ready after 60 s");
            }
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Stops as an operator would, and starts again on the same store and address. Says how long each took.
    pub fn restart(&mut self) -> Result<(Duration, Duration)> {
        let clock = Stopwatch::start();
        self.stop()?;
        let stopped = clock.elapsed();
        self.process = launch(&self.args, self.address, self.folder.path(), self.database.as_ref())?;
        self.wait_ready()?;
        Ok((stopped, clock.elapsed() - stopped))
    }

    /// SIGTERM, and waits for the end.
    pub fn stop(&mut self) -> Result<()> {
        Command::new("kill").arg("-TERM").arg(self.pid().to_string()).status()?;
        let clock = Stopwatch::start();
        while self.process.0.try_wait()?.is_none() {
            if clock.elapsed() > Duration::from_secs(60) {
                bail!("florin did not stop within 60 s of SIGTERM");
            }
            thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    pub fn client(&self) -> Result<Client> {
        Client::connect(self.address)
    }

    pub fn pid(&self) -> u32 {
        self.process.0.id()
    }

    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.process.0.try_wait()?.is_some())
    }

    /// CPU time of the server, and of the database's processes beside it where they can be seen.
    pub fn cpu(&self) -> (Duration, Duration) {
        let database = self
            .database
            .as_ref()
            .map(|database| database.cpu())
            .unwrap_or_default();
        (procfs::cpu(self.pid()).unwrap_or_default(), database)
    }

    pub fn memory(&self) -> procfs::Memory {
        procfs::memory(self.pid()).unwrap_or_default()
    }

    /// Bytes that the store takes on disk; for PostgreSQL the database's size without its log.
    pub fn disk_use(&self) -> Result<procfs::DiskUse> {
        match &self.database {
            None => Ok(procfs::disk_use(self.folder.path())),
            Some(database) => Ok(procfs::DiskUse {
                total: database.size_bytes()?,
                log: 0,
            }),
        }
    }

    /// Customers that payments are made for.
    pub fn create_customers(&self, count: usize) -> Result<Vec<String>> {
        let mut client = self.client()?;
        (0..count)
            .map(|number| {
                let (name, email) = (format!("Customer {number}"), format!("customer{number}@example.com"));
                let customer = client.post("/v1/customers", &[("name", &name), ("email", &email)])?;
                Ok(customer["id"].as_str().context("a customer without id")?.to_owned())
            })
            .collect()
    }
}

fn launch(args: &Args, address: SocketAddr, folder: &Path, database: Option<&Database<'_>>) -> Result<Process> {
    let bin = absolute(&args.bin)?;
    let mut command = Command::new(&bin);
    command
        .arg("serve")
        .arg("--listen")
        .arg(address.to_string())
        .arg("--data-dir")
        .arg(folder);
    if let Some(database) = database {
        command.arg("--database-url").arg(database.url());
    }
    command
        .env("FLORIN_SECRET_KEY", http::secret_key())
        .current_dir(folder)
        .stdin(Stdio::null());
    if !args.server_log {
        command.stdout(Stdio::null()).stderr(Stdio::null());
    }
    Ok(Process(
        command.spawn().with_context(|| format!("starting {}", bin.display()))?,
    ))
}

fn absolute(path: &Path) -> Result<PathBuf> {
    path.canonicalize()
        .with_context(|| format!("{} is missing: run `make build` first, or say --bin", path.display()))
}

/// An address that was free a moment ago.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
