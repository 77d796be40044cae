//! A receiver of webhooks on a real socket.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming as HyperBody;
use hyper_util::rt::TokioIo;
use parking_lot::Mutex;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

use super::PATIENCE;

/// What the receiver does with a request.
#[derive(Clone, Copy, Debug)]
pub enum Reply {
    Status(u16),
    Redirect,
    /// Not before `Sink::release`.
    Held,
}

pub struct Received {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Received {
    pub fn event(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn signature(&self) -> &str {
        self.headers["stripe-signature"].to_str().unwrap()
    }
}

/// A receiver in this process. Replies come from a queue, and are 200 once it is empty.
pub struct Sink {
    pub url: String,
    state: Arc<State>,
}

struct State {
    received: Mutex<Vec<Received>>,
    replies: Mutex<VecDeque<Reply>>,
    always: Mutex<Reply>,
    arrived: Notify,
    released: watch::Sender<bool>,
    connections: std::sync::atomic::AtomicUsize,
}

impl Sink {
    pub async fn start() -> Sink {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let state = Arc::new(State {
            received: Mutex::default(),
            replies: Mutex::default(),
            always: Mutex::new(Reply::Status(200)),
            arrived: Notify::new(),
            released: watch::Sender::new(false),
            connections: Default::default(),
        });
        tokio::spawn(serve(listener, state.clone()));
        Sink { url, state }
    }

    pub fn answer(&self, replies: &[Reply]) {
        self.state.replies.lock().extend(replies);
    }

    pub fn always(&self, reply: Reply) {
        *self.state.always.lock() = reply;
    }

    pub fn release(&self) {
        self.state.released.send_replace(true);
    }

    pub fn count(&self) -> usize {
        self.state.received.lock().len()
    }

    pub fn connections(&self) -> usize {
        self.state.connections.load(std::sync::atomic::Ordering::Relaxed)
    }

    pub fn with<T>(&self, look: impl FnOnce(&[Received]) -> T) -> T {
        look(&self.state.received.lock())
    }

    pub fn types(&self) -> Vec<String> {
        self.with(|received| {
            received
                .iter()
                .map(|one| one.event()["type"].as_str().unwrap().to_owned())
                .collect()
        })
    }

    pub async fn wait_for(&self, count: usize) {
        let waiting = async {
            loop {
                let arrived = self.state.arrived.notified();
                if self.count() >= count {
                    return;
                }
                arrived.await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, waiting).await;
        assert!(waited.is_ok(), "{} of {count} arrived", self.count());
    }
}

async fn serve(listener: TcpListener, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        state.connections.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let state = state.clone();
        let service = hyper::service::service_fn(move |request| take(request, state.clone()));
        tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn take(request: Request<HyperBody>, state: Arc<State>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let reply = state.replies.lock().pop_front().unwrap_or(*state.always.lock());
    let path = parts.uri.path().to_owned();
    state.received.lock().push(Received {
        path,
        headers: parts.headers,
        body,
    });
    state.arrived.notify_waiters();
    let mut response = Response::new(Full::new(Bytes::from_static(b"noted")));
    match reply {
        Reply::Status(status) => *response.status_mut() = StatusCode::from_u16(status).unwrap(),
        Reply::Redirect => {
            *response.status_mut() = StatusCode::FOUND;
            response.headers_mut().insert("location", "/elsewhere".parse().unwrap());
        }
        Reply::Held => {
            let _ = state.released.subscribe().wait_for(|released| *released).await;
        }
    }
    Ok(response)
}
