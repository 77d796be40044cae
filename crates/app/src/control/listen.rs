//! `POST /_florin/listen`: the account's events as they happen, for `florin listen`. Waits for the first.

use std::collections::HashSet;
use std::time::Duration;

use kernel::Key;
use serde::Deserialize;
use serde_json::{Value, json};
use wire::ApiError;

use super::{Call, input};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// The cursor of the answer before; without it the answer comes at once and tells where to begin.
    after: Option<String>,
    /// Keys of the newest events that the caller has: an answer goes back a little behind the cursor.
    #[serde(default)]
    seen: Vec<String>,
}

/// Shorter than any proxy's patience.
const WAIT: Duration = Duration::from_secs(15);
const SEEN_MAX: usize = 5_000;

pub async fn listen(call: &Call<'_>) -> Result<Value, ApiError> {
    let asked: Asked = input::read(call.body)?;
    let (app, webhooks) = (&call.shared.app, &call.shared.webhooks);
    let (scope, account) = (call.caller.scope, &call.caller.account);
    let secret = webhooks::forwarding_secret(app, scope);
    let Some(after) = asked.after else {
        let cursor = webhooks.present(scope, account).0.to_string();
        return Ok(json!({"secret": secret, "cursor": cursor, "events": []}));
    };
    let after = key("after", &after)?;
    if asked.seen.len() > SEEN_MAX {
        return Err(ApiError::invalid(format!("Give up to {SEEN_MAX} keys.")).param("seen"));
    }
    let seen: Result<HashSet<Key>, ApiError> = asked.seen.iter().map(|seen| key("seen", seen)).collect();
    let found = webhooks.follow(scope, account, after, &seen?, WAIT).await?;
    let cursor = found.iter().map(|event| event.key).fold(after, Key::max);
    let events: Vec<Value> = found
        .into_iter()
        .map(|event| {
            json!({
                "id": event.id,
                "type": event.kind,
                "key": event.key.0.to_string(),
                "created": event.created,
                "payload": event.payload,
            })
        })
        .collect();
    Ok(json!({"secret": secret, "cursor": cursor.0.to_string(), "events": events}))
}

fn key(param: &str, text: &str) -> Result<Key, ApiError> {
    let key = text.parse().map(Key);
    key.map_err(|_| ApiError::invalid(format!("Invalid {param}: {text:?} is no cursor of this call.")).param(param))
}
