//! Opening a connection: look the name up, check the addresses, connect to one that passed.
//!
//! The address that is connected to is the one that was checked, so a name that is looked up differently
//! a moment later gains nothing.

use std::net::{IpAddr, SocketAddr};
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::BoxFuture;
use http::Uri;
use hyper_util::rt::TokioIo;
use resources::webhook_endpoints::target;
use tokio::net::TcpStream;

#[derive(Clone, Copy)]
pub struct Connect {
    pub allow_private: bool,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("the URL names no host")]
    NoHost,
    #[error("{0} has no address")]
    NoAddress(String),
    #[error("{0} is not a public address")]
    NotPublic(IpAddr),
    #[error("cannot connect to {0}: {1}")]
    Connect(SocketAddr, std::io::Error),
    #[error("cannot look up {0}: {1}")]
    LookUp(String, std::io::Error),
}

/// For one address; a name may have several.
const CONNECT_LIMIT: Duration = Duration::from_secs(8);
const ADDRESSES_MAX: usize = 4;

impl tower_service::Service<Uri> for Connect {
    type Response = TokioIo<TcpStream>;
    type Error = Refused;
    type Future = BoxFuture<'static, Result<Self::Response, Refused>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Refused>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let allow_private = self.allow_private;
        Box::pin(async move { connect(&uri, allow_private).await.map(TokioIo::new) })
    }
}

async fn connect(uri: &Uri, allow_private: bool) -> Result<TcpStream, Refused> {
    let host = uri.host().ok_or(Refused::NoHost)?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let https = uri.scheme_str() == Some("https");
    let port = uri.port_u16().unwrap_or(if https { 443 } else { 80 });
    let found = tokio::net::lookup_host((host, port)).await;
    let found = found.map_err(|error| Refused::LookUp(host.to_owned(), error))?;
    let mut refused = Refused::NoAddress(host.to_owned());
    for address in checked(found, allow_private)?.into_iter().take(ADDRESSES_MAX) {
        match tokio::time::timeout(CONNECT_LIMIT, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // What is sent is sent whole.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) => refused = Refused::Connect(address, error),
            Err(_) => refused = Refused::Connect(address, std::io::ErrorKind::TimedOut.into()),
        }
    }
    Err(refused)
}

/// All addresses of a name, unless one of them is private: such a name is not meant for us.
fn checked(found: impl Iterator<Item = SocketAddr>, allow_private: bool) -> Result<Vec<SocketAddr>, Refused> {
    let check = |address: SocketAddr| match allow_private || target::is_public(address.ip()) {
        true => Ok(address),
        false => Err(Refused::NotPublic(address.ip())),
    };
    found.map(check).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_one_private_address_is_refused_whole() {
        let addresses =
            |texts: &[&str]| -> Vec<SocketAddr> { texts.iter().map(|text| text.parse().unwrap()).collect() };
        let cases = [
            (&["93.184.216.34:80"][..], false, true),
            (&["93.184.216.34:80", "10.0.0.1:80"], false, false),
            (&["[::ffff:127.0.0.1]:80"], false, false),
            (&["169.254.169.254:80"], false, false),
            (&["127.0.0.1:80"], true, true),
        ];
        for (texts, allow_private, allowed) in cases {
            let checked = checked(addresses(texts).into_iter(), allow_private);
            assert_eq!(checked.is_ok(), allowed, "{texts:?}");
        }
    }
}
