//! Control calls of the sandbox, under `/_florin/`: JSON in and out, with a secret test key. See docs/sandbox.md.

mod accounts;
mod faults;
mod input;
mod keys;
mod listen;
mod radar;
mod reset;
mod state;
mod time;

use std::sync::Arc;

use futures::future::BoxFuture;
use http::{Method, StatusCode};
use serde_json::Value;
use wire::ApiError;
use wire::access::{Caller, Credentials, KeyKind, credentials};
use wire::pipeline::{self, Incoming, Reply};

use crate::server::Shared;

pub use time::Movers;

/// What a call works with: the server, whose sandbox it is about, and the JSON that was sent.
struct Call<'a> {
    shared: &'a Arc<Shared>,
    caller: Caller,
    body: &'a [u8],
}

type Handler = for<'a> fn(&'a Call<'a>) -> BoxFuture<'a, Result<Value, ApiError>>;

const CALLS: &[(Method, &str, Handler)] = &[
    (Method::POST, "/_florin/accounts", |call| {
        Box::pin(accounts::create(call))
    }),
    (Method::DELETE, "/_florin/faults", |call| Box::pin(faults::clear(call))),
    (Method::GET, "/_florin/faults", |call| Box::pin(faults::list(call))),
    (Method::POST, "/_florin/faults", |call| Box::pin(faults::add(call))),
    (Method::POST, "/_florin/keys", |call| Box::pin(keys::create(call))),
    (Method::POST, "/_florin/listen", |call| Box::pin(listen::listen(call))),
    (Method::GET, "/_florin/radar", |call| Box::pin(radar::get(call))),
    (Method::POST, "/_florin/radar", |call| Box::pin(radar::set(call))),
    (Method::POST, "/_florin/reset", |call| Box::pin(reset::reset(call))),
    (Method::GET, "/_florin/state", |call| Box::pin(state::state(call))),
    (Method::GET, "/_florin/time", |call| Box::pin(time::get(call))),
    (Method::POST, "/_florin/time", |call| Box::pin(time::advance(call))),
];

pub fn is_control(path: &str) -> bool {
    path.starts_with("/_florin/")
}

/// The call's path, if there is such a call.
pub fn path(path: &str) -> Option<&'static str> {
    CALLS.iter().map(|(_, known, _)| *known).find(|known| *known == path)
}

pub async fn handle(shared: &Arc<Shared>, incoming: Incoming) -> Reply {
    let request_id = format!("req_{}", shared.app.chance.alphanumeric(14));
    match run(shared, &incoming).await {
        Ok(answer) => pipeline::answered(StatusCode::OK, answer.to_string().into(), &request_id),
        Err(error) => pipeline::refused(&error, Some(&request_id)),
    }
}

async fn run(shared: &Arc<Shared>, incoming: &Incoming) -> Result<Value, ApiError> {
    let caller = identify(shared, incoming).await?;
    let (method, path) = (&incoming.method, incoming.path.as_str());
    let found = CALLS.iter().find(|(known, at, _)| known == method && *at == path);
    let (_, _, handler) = found.ok_or_else(|| unknown(method, path))?;
    handler(&Call {
        shared,
        caller,
        body: &incoming.body,
    })
    .await
}

async fn identify(shared: &Shared, incoming: &Incoming) -> Result<Caller, ApiError> {
    let Credentials::Key(key) = credentials(incoming.headers.get(http::header::AUTHORIZATION)) else {
        return Err(ApiError::missing_api_key());
    };
    if KeyKind::of(&key).is_some_and(|(_, livemode)| livemode) {
        return Err(ApiError::test_key_required());
    }
    let account = incoming
        .headers
        .get("stripe-account")
        .and_then(|value| value.to_str().ok());
    let directory = &shared.app.directory;
    let remembered = directory.caller(&key, account).await?;
    // Another process may have moved its clock or set its rules within the second for which it is remembered.
    directory.forget(remembered.account.number);
    let caller = directory.caller(&key, account).await?;
    match caller.key.kind {
        KeyKind::Secret => Ok(caller),
        KeyKind::Publishable | KeyKind::Restricted => Err(ApiError::secret_key_required()),
    }
}

/// The log says why; the caller learns that it may try again.
fn commit_failed(error: db::CommitError) -> ApiError {
    tracing::error!(%error, "a control call could not commit");
    match error {
        db::CommitError::Conflict => ApiError::lock_timeout(),
        _ => ApiError::internal(),
    }
}

fn unknown(method: &Method, path: &str) -> ApiError {
    let methods: Vec<&str> = CALLS
        .iter()
        .filter(|(_, known, _)| *known == path)
        .map(|(method, _, _)| method.as_str())
        .collect();
    match methods.is_empty() {
        true => ApiError::unknown_route(method.as_str(), path),
        false => ApiError::invalid(format!("{path} takes {}, not {method}.", methods.join(" or "))),
    }
}
