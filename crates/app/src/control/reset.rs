//! `POST /_florin/reset`: empties the account. The account, its keys and its clock stay.

use db::Table;
use serde::Deserialize;
use serde_json::{Value, json};
use wire::ApiError;
use wire::access::{ACCOUNTS, API_KEYS};

use super::{Call, input};

/// What is left of an account that is emptied.
static KEPT: &[&Table] = &[&ACCOUNTS, &API_KEYS];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

pub async fn reset(call: &Call<'_>) -> Result<Value, ApiError> {
    let Nothing {} = input::read(call.body)?;
    let app = &call.shared.app;
    app.store.erase(call.caller.scope, KEPT).await?;
    app.faults.clear(call.caller.scope);
    app.directory.forget(call.caller.account.number);
    tracing::info!(account = %call.caller.account.id, "reset");
    Ok(json!({"account": call.caller.account.id, "reset": true}))
}
