//! Takes connections and gives each to a task of its own.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsAcceptor;

use super::guard::{Activity, Guarded};
use super::io::Watched;
use super::{Shared, requests};

/// Request line and headers of HTTP/1. Longer request lines than `requests::LINE_BYTES_MAX` are answered 414; what does
/// not even fit in here is closed by hyper with 431.
const HEAD_BYTES_MAX: usize = 64 << 10;
const STREAMS_MAX: u32 = 256;
/// While the process has no file left for a connection, or the peer is gone already.
const PAUSE: Duration = Duration::from_millis(50);

/// Where connections come in, and what is spoken there.
pub struct Door {
    pub listener: TcpListener,
    pub tls: Option<TlsAcceptor>,
}

/// Until told to stop; then until the last connection has ended.
pub async fn run(door: Door, shared: Arc<Shared>, mut stopping: watch::Receiver<bool>) {
    let builder = Arc::new(builder());
    let Door { listener, tls } = door;
    // Closed when the last connection drops its end.
    let (alive, mut ended) = mpsc::channel::<Infallible>(1);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopping.wait_for(|stop| *stop) => break,
        };
        match accepted {
            Ok((stream, _)) => {
                let serving = opened(tls.clone(), builder.clone(), shared.clone(), stopping.clone(), stream);
                let alive = alive.clone();
                tokio::spawn(async move {
                    serving.await;
                    drop(alive);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    drop(alive);
    ended.recv().await;
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // Time limits of headers and idleness are the guard's: hyper's own would cut idle connections short.
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        .max_buf_size(HEAD_BYTES_MAX)
        .half_close(false);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS_MAX)
        .max_header_list_size(HEAD_BYTES_MAX as u32);
    builder
}

/// Agrees on TLS first, where it is spoken; no longer than a request's head may take.
async fn opened(
    tls: Option<TlsAcceptor>,
    builder: Arc<Builder<TokioExecutor>>,
    shared: Arc<Shared>,
    stopping: watch::Receiver<bool>,
    stream: TcpStream,
) {
    // Small answers must not wait for more to send.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else {
        return serve(builder, shared, stopping, stream).await;
    };
    match tokio::time::timeout(shared.limits.head, tls.accept(stream)).await {
        Ok(Ok(stream)) => serve(builder, shared, stopping, stream).await,
        // Mostly clients that do not trust the certificate; their message says more.
        Ok(Err(error)) => tracing::debug!(%error, "no TLS was agreed on"),
        Err(_) => tracing::debug!("no TLS was agreed on in time"),
    }
}

async fn serve(
    builder: Arc<Builder<TokioExecutor>>,
    shared: Arc<Shared>,
    mut stopping: watch::Receiver<bool>,
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
) {
    let activity = Arc::new(Activity::new(shared.limits));
    let service = {
        let activity = activity.clone();
        service_fn(move |request| requests::answer(shared.clone(), activity.enter(), request))
    };
    let socket = TokioIo::new(Watched::new(stream, activity.clone()));
    let connection = builder.serve_connection_with_upgrades(socket, service);
    let mut guarded = Box::pin(Guarded::new(connection.into_owned(), activity));
    tokio::select! {
        () = guarded.as_mut() => return,
        _ = stopping.wait_for(|stop| *stop) => {}
    }
    guarded.as_mut().finish();
    guarded.await;
}
