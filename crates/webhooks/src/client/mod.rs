//! The client that webhooks are sent with: connections are reused, redirects are not followed, and each
//! connection's address is checked when it is opened, after the name was looked up.

mod connect;
mod send;
mod unverified;

use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;

use connect::Connect;
pub use connect::Refused;
pub use send::{Answer, Failure};

#[derive(Clone)]
pub struct Client {
    pool: Pool<HttpsConnector<Connect>, Full<Bytes>>,
}

/// Receivers close idle connections after a minute or so; we do before.
const IDLE: Duration = Duration::from_secs(30);
const IDLE_PER_HOST_MAX: usize = 64;

impl Client {
    pub fn new(allow_private: bool) -> Client {
        let mut roots = rustls::RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let config = builder().with_root_certificates(roots).with_no_client_auth();
        Client::with_tls(allow_private, config)
    }

    /// With certificates of one's own, or none checked at all.
    pub fn with_tls(allow_private: bool, config: rustls::ClientConfig) -> Client {
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(config)
            .https_or_http()
            .enable_http1()
            .wrap_connector(Connect { allow_private });
        let pool = Pool::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(IDLE_PER_HOST_MAX)
            .build(connector);
        Client { pool }
    }
}

impl Client {
    /// Accepts any certificate, for servers on the developer's own machine.
    pub fn unverified() -> Client {
        let verifier = Arc::new(unverified::Anything::new());
        let config = builder()
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        Client::with_tls(true, config)
    }

    /// Any request, for those who are no webhook.
    pub async fn call(
        &self,
        request: http::Request<Bytes>,
        limit: Duration,
    ) -> Result<(http::StatusCode, Bytes), Failure> {
        tokio::time::timeout(limit, self.called(request.map(Full::new)))
            .await
            .unwrap_or(Err(Failure::TimedOut))
    }
}

/// TLS 1.2 and 1.3.
fn builder() -> rustls::ConfigBuilder<rustls::ClientConfig, rustls::WantsVerifier> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has ciphers for both versions")
}
