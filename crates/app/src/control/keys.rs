//! `POST /_florin/keys`: a restricted key for the calling account.

use db::{Origin, Tx};
use serde::Deserialize;
use serde_json::{Value, json};
use wire::ApiError;
use wire::access::{KeyKind, is_permission, new_secret};

use super::{Call, input};
use crate::assemble::api_key;

const NAME_CHARS_MAX: usize = 255;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    name: Option<String>,
    permissions: Vec<String>,
}

pub async fn create(call: &Call<'_>) -> Result<Value, ApiError> {
    let asked = checked(input::read(call.body)?)?;
    let app = &call.shared.app;
    let (scope, now) = (call.caller.account.scope(false), app.now());
    let mut tx = Tx::new(&*app.store, &app.ids, scope, now, now, Origin::default());
    let text = new_secret(KeyKind::Restricted, false, &app.chance);
    let mut key = api_key(&tx, &text, KeyKind::Restricted, now);
    key.name = asked.name;
    key.permissions = asked.permissions;
    let stored = tx.insert(key);
    app.commit(tx.into_change()).await.map_err(super::commit_failed)?;
    Ok(json!({"id": stored.object.id, "key": text}))
}

fn checked(mut asked: Asked) -> Result<Asked, ApiError> {
    if asked
        .name
        .as_ref()
        .is_some_and(|name| name.chars().count() > NAME_CHARS_MAX)
    {
        let message = format!("Invalid name: at most {NAME_CHARS_MAX} characters.");
        return Err(ApiError::invalid(message).param("name"));
    }
    if let Some(unknown) = asked.permissions.iter().find(|name| !is_permission(name)) {
        let message = format!(
            "Invalid permissions: there is no {unknown:?}. Names are such as \"charge_read\" or \"charge_write\"."
        );
        return Err(ApiError::invalid(message).param("permissions"));
    }
    asked.permissions.sort();
    asked.permissions.dedup();
    Ok(asked)
}
