//! The way of a request through the server, around what the API itself does with it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use bytes::Bytes;
use futures::FutureExt as _;
use http::header::{CONTENT_TYPE, HOST};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming as HyperBody;
use kernel::Stopwatch;
use wire::ApiError;
use wire::pipeline::{self, Incoming, Reply};

use super::access_log::{self, Line};
use super::guard::Entered;
use super::{Shared, body, builtin, faults};
use crate::{control, web};

/// Method, path and query; longer ones are answered 414.
pub const LINE_BYTES_MAX: usize = 16 << 10;

/// The connection is to break in place of an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection was reset on request")]
pub struct Reset;

pub type Answer = Result<Response<Full<Bytes>>, Reset>;

/// What a request is called in logs and metrics.
pub struct Name {
    pub method: Method,
    /// The operation's path with `{names}`; what no operation has is summed up.
    pub path: &'static str,
}

pub async fn answer(shared: Arc<Shared>, entered: Entered, request: Request<HyperBody>) -> Answer {
    let took = Stopwatch::start();
    let name = name(&shared, &request);
    let outcome = match *request.method() {
        // Reading may be cut short when the caller goes away.
        Method::GET | Method::HEAD | Method::OPTIONS => caught(dispatch(&shared, request)).await,
        // What writes runs to its end even then, so that an answer that was committed is also recorded.
        _ => {
            let shared = shared.clone();
            let running = tokio::spawn(async move { caught(dispatch(&shared, request)).await });
            running.await.unwrap_or_else(|_| Ok(fault()))
        }
    };
    drop(entered);
    let status = outcome.as_ref().map_or(0, |reply| reply.status.as_u16());
    let request_id = outcome.as_ref().ok().and_then(|reply| reply.headers.get("request-id"));
    access_log::write(&Line {
        name: &name,
        status,
        request_id,
        took: took.elapsed(),
    });
    shared.meters.request(&name, status, took.elapsed());
    outcome.map(response)
}

fn name(shared: &Shared, request: &Request<HyperBody>) -> Name {
    let (method, path) = (request.method(), request.uri().path());
    let path = shared
        .router
        .operation(method, path)
        .map(|operation| operation.path)
        .or_else(|| shared.pages.path(method, path))
        .or_else(|| builtin::path(path))
        .or_else(|| web::name(path))
        .or_else(|| control::path(path))
        .unwrap_or("(unknown)");
    Name {
        method: access_log::known(method),
        path,
    }
}

/// A panic is a fault of ours: logged where it happened, answered like any other.
async fn caught(work: impl Future<Output = Result<Reply, Reset>>) -> Result<Reply, Reset> {
    AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Ok(fault()))
}

fn fault() -> Reply {
    pipeline::refused(&ApiError::internal(), None)
}

async fn dispatch(shared: &Arc<Shared>, request: Request<HyperBody>) -> Result<Reply, Reset> {
    let uri = request.uri();
    let length = request.method().as_str().len() + uri.path_and_query().map_or(0, |line| line.as_str().len());
    if length > LINE_BYTES_MAX {
        return Ok(too_long());
    }
    if let Some(reply) = builtin::reply(shared, request.method(), uri.path()).await {
        return Ok(reply);
    }
    if let Some(reply) = shared
        .web
        .reply(request.method(), uri.path(), host(&request), request.headers())
        .await
    {
        return Ok(reply);
    }
    let incoming = match body::read(request, &shared.limits).await {
        Ok(incoming) => incoming,
        Err(refusal) => return Ok(refusal.reply()),
    };
    if shared.app.faults.is_empty() || control::is_control(&incoming.path) {
        return Ok(route(shared, incoming).await);
    }
    faults::around(shared, incoming).await
}

/// To whoever answers the path.
pub async fn route(shared: &Arc<Shared>, incoming: Incoming) -> Reply {
    if control::is_control(&incoming.path) {
        return control::handle(shared, incoming).await;
    }
    if let Some((page, parts)) = shared.pages.find(&incoming.method, &incoming.path) {
        return (page.handler)(&shared.app, parts, incoming).await;
    }
    match incoming.path.starts_with("/v1/") || incoming.path.starts_with("/oauth/") {
        true => pipeline::handle(&shared.app, &shared.router, incoming).await,
        false => pipeline::refused(&ApiError::unknown_route(incoming.method.as_str(), &incoming.path), None),
    }
}

/// HTTP/2 says it in the address.
fn host<B>(request: &Request<B>) -> Option<&str> {
    let header = || request.headers().get(HOST)?.to_str().ok();
    request
        .uri()
        .authority()
        .map(http::uri::Authority::as_str)
        .or_else(header)
}

fn too_long() -> Reply {
    let message = format!("The request line is longer than {LINE_BYTES_MAX} bytes. Send parameters in a POST body.");
    let mut reply = pipeline::refused(&ApiError::invalid(message), None);
    reply.status = StatusCode::URI_TOO_LONG;
    reply
}

fn response(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(reply.body));
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    response
        .headers_mut()
        .entry(CONTENT_TYPE)
        .or_insert(HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_answered_with_the_error_object() {
        let reply = caught(async { panic!("as asked") }).await.expect("an answer");
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(reply.body.starts_with(br#"{"error":{"#));
    }
}
