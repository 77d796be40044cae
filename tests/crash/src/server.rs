//! The processes under test: started, killed without warning, started again on the same port and store.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::process::{Child, Command};

use crate::poll;

/// The account's secret key, the same at every start.
pub fn secret_key() -> String {
    format!("sk_test_{}", "c".repeat(99))
}

/// What a server runs on.
#[derive(Clone, Debug)]
pub struct Store {
    /// Holds the database of SQLite, and the keys of the card vault in any case.
    pub folder: PathBuf,
    pub database_url: Option<String>,
}

impl Store {
    fn arguments(&self) -> Vec<String> {
        let mut arguments = vec!["--data-dir".to_owned(), self.folder.to_string_lossy().into_owned()];
        if let Some(url) = &self.database_url {
            arguments.extend(["--database-url".to_owned(), url.clone()]);
        }
        arguments
    }
}

/// One `florin serve`, or the place where one will run again.
pub struct Server {
    pub address: SocketAddr,
    store: Store,
    log: PathBuf,
    child: Child,
}

impl Server {
    pub fn start(store: &Store, name: &str) -> Result<Server> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let log = store.folder.join(format!("{name}.log"));
        let child = launch(store, address, &log)?;
        Ok(Server {
            address,
            store: store.clone(),
            log,
            child,
        })
    }

    /// SIGKILL: the process gets no chance to finish anything.
    pub async fn kill(&mut self) -> Result<()> {
        self.child.kill().await?;
        Ok(())
    }

    /// Starts again after a kill, on the same address and store.
    pub fn start_again(&mut self) -> Result<()> {
        self.child = launch(&self.store, self.address, &self.log)?;
        Ok(())
    }

    pub async fn wait_ready(&mut self) -> Result<()> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(2))
            .build()?;
        let url = format!("http://{}/readyz", self.address);
        let ready = poll("florin serve becomes ready", Duration::from_secs(20), async || {
            if let Some(status) = self.child.try_wait()? {
                bail!("florin serve ended with {status}");
            }
            let answer = http.get(&url).send().await;
            Ok(answer.ok().filter(|answer| answer.status() == 200).map(drop))
        });
        match ready.await {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(self.log_tail())),
        }
    }

    /// SIGTERM: what is in flight is finished and the process ends with 0.
    pub async fn stop(&mut self) -> Result<()> {
        let pid = self.child.id().context("the server is not running")?;
        Command::new("kill").args(["-TERM", &pid.to_string()]).status().await?;
        let ended = tokio::time::timeout(Duration::from_secs(20), self.child.wait()).await;
        let status = ended.context("florin serve did not end within 20 s of SIGTERM")??;
        ensure!(
            status.success(),
            "florin serve ended with {status} after SIGTERM\n{}",
            self.log_tail()
        );
        Ok(())
    }

    /// The end of what all its lives wrote.
    pub fn log_tail(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        format!(
            "end of {}:\n{}",
            self.log.display(),
            lines[lines.len().saturating_sub(20)..].join("\n")
        )
    }
}

/// `florin doctor`: fails with its findings unless it ends with 0.
pub async fn doctor(store: &Store) -> Result<()> {
    let output = Command::new(binary()?)
        .arg("doctor")
        .args(store.arguments())
        .output()
        .await?;
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    ensure!(output.status.success(), "florin doctor: {}\n{out}{err}", output.status);
    Ok(())
}

fn launch(store: &Store, address: SocketAddr, log: &Path) -> Result<Child> {
    let log = std::fs::OpenOptions::new().create(true).append(true).open(log)?;
    let mut command = Command::new(binary()?);
    command
        .arg("serve")
        .arg("--listen")
        .arg(address.to_string())
        .args(store.arguments());
    command
        .env("FLORIN_SECRET_KEY", secret_key())
        .env("FLORIN_ALLOW_PRIVATE_WEBHOOKS", "true");
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .kill_on_drop(true);
    Ok(command.spawn()?)
}

/// The binary under test, beside this test's own in the target folder unless `FLORIN_BIN` says otherwise.
fn binary() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("FLORIN_BIN") {
        return Ok(PathBuf::from(path));
    }
    let test = std::env::current_exe()?;
    let folder = test
        .parent()
        .and_then(Path::parent)
        .context("this test is not in a target folder")?;
    let path = folder.join("florin");
    ensure!(
        path.exists(),
        "{} is missing: run `cargo build -p florin` first, or set FLORIN_BIN",
        path.display()
    );
    Ok(path)
}
