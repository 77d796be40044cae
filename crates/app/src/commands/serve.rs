//! `florin serve`: starts, says where, and ends in order.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};

use super::logs;
use crate::server::{Running, Server};
use crate::settings::{DataFolder, Given, Settings, load};

pub fn serve(given: &Given, config: Option<&Path>) -> anyhow::Result<ExitCode> {
    let settings = load(given, config)?;
    // To the end of this function, so that the last lines are written.
    let _logs = logs::start(settings.log_format).context("cannot start the log")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    runtime.block_on(run(settings))
}

async fn run(settings: Settings) -> anyhow::Result<ExitCode> {
    // Listened for before anything is started, so that a stop during the start is not lost.
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for signals")?;
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for signals")?;
    let running = Server::start(settings.clone()).await?;
    announce(&settings, &running);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("stopping");
    let finished = tokio::select! {
        finished = running.stop() => finished,
        // Whoever asks twice does not want to wait.
        _ = interrupt.recv() => false,
        _ = terminate.recv() => false,
    };
    match finished {
        true => tracing::info!("stopped"),
        false => tracing::warn!("stopped before everything was finished"),
    }
    Ok(ExitCode::SUCCESS)
}

/// To standard output, which holds nothing else; the logs go to standard error.
fn announce(settings: &Settings, running: &Running) {
    let mut out = String::new();
    if let Some(first) = &running.first_start {
        out.push_str(&format!(
            "Florin has made an account. Its keys are shown this once:\n\n  account          {}\n  secret key       {}\n  \
             publishable key  {}\n\n",
            first.account.id, first.secret_key, first.publishable_key
        ));
    }
    let data = match (&settings.database_url, &settings.data) {
        (Some(_), _) => "PostgreSQL".to_owned(),
        (None, DataFolder::At(folder)) => folder.display().to_string(),
        (None, DataFolder::Temporary) => "a temporary folder".to_owned(),
    };
    out.push_str(&format!(
        "Florin listens on {} and keeps its data in {data}\n",
        running.url
    ));
    if let Some(addr) = running.tls_addr {
        out.push_str(&format!(
            "With TLS it listens on {addr}; `florin certs` says how to have it trusted\n"
        ));
    }
    let mut stdout = std::io::stdout().lock();
    // Nobody may be there to read it.
    let _ = stdout.write_all(out.as_bytes()).and_then(|()| stdout.flush());
}
