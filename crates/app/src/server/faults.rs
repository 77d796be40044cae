//! The faults of HTTP that an account asked for, around its calls.

use std::sync::Arc;

use http::HeaderValue;
use wire::ApiError;
use wire::access::{Credentials, credentials};
use wire::faults::{Fault, FaultKind, When};
use wire::pipeline::{self, Incoming, Reply};

use super::Shared;
use super::requests::{self, Reset};

const KINDS: &[FaultKind] = &[
    FaultKind::SlowAnswer,
    FaultKind::ConnectionReset,
    FaultKind::ServerError,
];

pub async fn around(shared: &Arc<Shared>, incoming: Incoming) -> Result<Reply, Reset> {
    let Some(fault) = strike(shared, &incoming).await else {
        return Ok(requests::route(shared, incoming).await);
    };
    tracing::info!(kind = ?fault.kind, "a fault strikes");
    match (fault.kind, fault.when) {
        (FaultKind::ConnectionReset, When::Before) => return Err(Reset),
        (FaultKind::ServerError, When::Before) => return Ok(broken("true")),
        (FaultKind::SlowAnswer, When::Before) => tokio::time::sleep(fault.delay).await,
        (_, When::After) | (FaultKind::AcquirerTimeout | FaultKind::WebhookFailure, When::Before) => {}
    }
    let reply = requests::route(shared, incoming).await;
    match (fault.kind, fault.when) {
        (FaultKind::ConnectionReset, When::After) => return Err(Reset),
        (FaultKind::ServerError, When::After) => return Ok(broken("false")),
        (FaultKind::SlowAnswer, When::After) => tokio::time::sleep(fault.delay).await,
        (_, When::Before) | (FaultKind::AcquirerTimeout | FaultKind::WebhookFailure, When::After) => {}
    }
    Ok(reply)
}

/// Whose call it is decides the key, as for the call itself; calls without an account meet no fault.
async fn strike(shared: &Shared, incoming: &Incoming) -> Option<Fault> {
    let app = &shared.app;
    let Credentials::Key(key) = credentials(incoming.headers.get(http::header::AUTHORIZATION)) else {
        return None;
    };
    let account = incoming
        .headers
        .get("stripe-account")
        .and_then(|value| value.to_str().ok());
    let caller = app.directory.caller(&key, account).await.ok()?;
    app.faults
        .strike(caller.scope, KINDS, &incoming.path, app.now(), &app.chance)
}

/// `retry` is what client libraries are told: nothing was done if the fault struck before the operation.
fn broken(retry: &'static str) -> Reply {
    let mut reply = pipeline::refused(&ApiError::internal(), None);
    reply
        .headers
        .insert("stripe-should-retry", HeaderValue::from_static(retry));
    reply
}
