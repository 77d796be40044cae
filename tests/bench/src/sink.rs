//! The far side of webhooks: an endpoint that takes everything at once, and one that never answers.

use std::collections::HashMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use kernel::clock::Stopwatch;

/// What arrived so far.
#[derive(Default)]
pub struct Received {
    pub count: u64,
    pub first_at: Option<Duration>,
    pub last_at: Option<Duration>,
    /// Deliveries without a signature; there should be none.
    pub unsigned: u64,
    /// When the event about the order with this number came, in the run's time.
    pub orders: HashMap<u64, Duration>,
}

/// A fast endpoint in this process, on a thread of its own.
pub struct Sink {
    pub address: SocketAddr,
    received: Arc<Mutex<Received>>,
}

impl Sink {
    pub fn start(clock: Arc<Stopwatch>) -> Result<Sink> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let received = Arc::new(Mutex::new(Received::default()));
        let app = router(clock, received.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        thread::spawn(move || {
            let served: Result<()> = runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                Ok(axum::serve(listener, app).await?)
            });
            if let Err(error) = served {
                eprintln!("the webhook sink ended: {error:#}");
            }
        });
        Ok(Sink { address, received })
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    pub fn with<T>(&self, look: impl FnOnce(&mut Received) -> T) -> T {
        look(&mut self.received.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn router(clock: Arc<Stopwatch>, received: Arc<Mutex<Received>>) -> Router {
    Router::new().fallback(move |headers: HeaderMap, body: Bytes| {
        let now = clock.elapsed();
        let mut received = received.lock().unwrap_or_else(PoisonError::into_inner);
        received.count += 1;
        received.first_at.get_or_insert(now);
        received.last_at = Some(now);
        received.unsigned += u64::from(!headers.contains_key("stripe-signature"));
        if let Some(order) = order_of(&body) {
            received.orders.entry(order).or_insert(now);
        }
        async { StatusCode::OK }
    })
}

/// `metadata[order]` of the object in the event, found without parsing: the sink must stay cheap.
fn order_of(body: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"\"order\"";
    let at = body.windows(NAME.len()).position(|window| window == NAME)? + NAME.len();
    let text = std::str::from_utf8(&body[at..body.len().min(at + 40)]).ok()?;
    text.split('"').nth(1)?.parse().ok()
}

/// An endpoint that accepts connections and never says a word.
pub struct DeadSink {
    pub address: SocketAddr,
}

impl DeadSink {
    pub fn start() -> Result<DeadSink> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        // The connections are kept open until the process ends.
        thread::spawn(move || listener.incoming().flatten().collect::<Vec<_>>());
        Ok(DeadSink { address })
    }

    pub fn url(&self) -> String {
        format!("http://{}/dead", self.address)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_order_is_found_in_any_spacing() {
        assert_eq!(
            super::order_of(br#"{"metadata":{"channel":"web","order":"000000000042"}}"#),
            Some(42)
        );
        assert_eq!(super::order_of(br#"{"metadata": { "order": "7" }}"#), Some(7));
        assert_eq!(super::order_of(br#"{"metadata":{}}"#), None);
    }
}
