//! The server: listener, connections, workers, and their orderly end.

mod accept;
mod access_log;
mod body;
mod builtin;
mod faults;
mod guard;
mod io;
mod pages;
mod requests;
mod shared;

use std::net::SocketAddr;
use std::sync::Arc;

use accept::Door;
use futures::FutureExt as _;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use wire::App;

use crate::assemble::{FirstStart, Sources, StartError, assemble};
use crate::certs;
use crate::demo;
use crate::settings::{Settings, Tls};
use crate::web::Files;
use crate::workers::Workers;

pub use requests::{Name, route};
pub use shared::Shared;

/// Connections that wait to be accepted; more than a burst of clients that start at once.
const BACKLOG: u32 = 4_096;

pub struct Server;

/// A server that answers. Dropping it without `stop` ends it with the runtime it runs on.
pub struct Running {
    pub addr: SocketAddr,
    /// Where TLS is spoken.
    pub tls_addr: Option<SocketAddr>,
    /// `http://127.0.0.1:43211`, whatever the public URL is.
    pub url: String,
    /// Only after the first start on this data.
    pub first_start: Option<FirstStart>,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
    workers: Workers,
    temporary: Option<tempfile::TempDir>,
}

impl Server {
    /// Starts on the machine's clock. Returns when requests are answered.
    pub async fn start(settings: Settings) -> Result<Running, StartError> {
        Server::start_with(settings, Sources::of_the_machine()).await
    }

    /// As `start`, with time and chance of one's own.
    pub async fn start_with(settings: Settings, sources: Sources) -> Result<Running, StartError> {
        raise_file_limit();
        let listener = listen(settings.listen)?;
        let addr = listener.local_addr().map_err(|source| StartError::Listen {
            address: settings.listen,
            source,
        })?;
        // Before the store is opened: a certificate that cannot be used is no reason to migrate anything.
        let secure = settings.tls.as_ref().map(|tls| secure(tls, &sources)).transpose()?;
        let public_url = settings.public_url.clone().unwrap_or_else(|| browser_url(addr));
        let assembled = assemble(&settings, sources, public_url).await?;
        let files = settings.web_dir.clone().map_or(Files::Embedded, Files::Folder);
        let shared = Arc::new(Shared::new(assembled.app, assembled.router, settings.limits, files));
        if let (true, Some(first)) = (settings.demo, &assembled.first_start) {
            demo::fill(&shared, &first.secret_key).await;
        }
        let (stop, stopping) = watch::channel(false);
        let workers = Workers::start(&shared, &stopping);
        let open = Door { listener, tls: None };
        let tls_addr = secure.as_ref().and_then(|door| door.listener.local_addr().ok());
        let doors = std::iter::once(open).chain(secure);
        let accepting = doors.map(|door| accept::run(door, shared.clone(), stopping.clone()));
        let accepting = tokio::spawn(futures::future::join_all(accepting.collect::<Vec<_>>()).map(drop));
        Ok(Running {
            addr,
            tls_addr,
            url: browser_url(addr),
            first_start: assembled.first_start,
            shared,
            stop,
            accepting,
            workers,
            temporary: assembled.temporary,
        })
    }
}

impl Running {
    pub fn app(&self) -> &Arc<App> {
        &self.shared.app
    }

    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Takes no more connections, finishes what is in flight, stops the workers, closes the store.
    ///
    /// True if everything ended in time.
    pub async fn stop(self) -> bool {
        let grace = self.shared.limits.grace;
        self.stop.send_replace(true);
        let ended = tokio::time::timeout(grace, self.accepting).await.is_ok();
        let rested = tokio::time::timeout(grace, self.workers.stopped()).await.is_ok();
        // The store's writer commits what it was handed before its thread ends.
        let closed = tokio::task::spawn_blocking(move || {
            drop(self.shared);
            drop(self.temporary);
        });
        ended && rested && closed.await.is_ok()
    }
}

fn secure(tls: &Tls, sources: &Sources) -> Result<Door, StartError> {
    let config = certs::server_config(&tls.identity, sources.clock.now())?;
    Ok(Door {
        listener: listen(tls.listen)?,
        tls: Some(config.into()),
    })
}

fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    let failed = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::AddrInUse => StartError::PortInUse { address },
        _ => StartError::Listen { address, source },
    };
    let socket = match address {
        SocketAddr::V4(_) => tokio::net::TcpSocket::new_v4(),
        SocketAddr::V6(_) => tokio::net::TcpSocket::new_v6(),
    }
    .map_err(failed)?;
    // A port whose last connections still linger may be taken again; one with a listener may not.
    socket.set_reuseaddr(true).map_err(failed)?;
    socket.bind(address).map_err(failed)?;
    socket.listen(BACKLOG).map_err(failed)
}

/// Nobody can open `http://0.0.0.0`.
fn browser_url(addr: SocketAddr) -> String {
    match addr.ip().is_unspecified() {
        true => format!("http://localhost:{}", addr.port()),
        false => format!("http://{addr}"),
    }
}

/// Each idle connection is an open file; many systems allow 1024 until asked for more.
fn raise_file_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        limit.current = limit.maximum;
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            tracing::warn!(%error, "the limit of open files stays as it is");
        }
    }
}
