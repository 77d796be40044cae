//! An event as it is stored: columns, and the object's own body.

use std::time::Duration;

use bytes::Bytes;
use db::{Row, Scope};
use kernel::{Key, Timestamp};
use serde_json::{Map, Value, json};
use wire::ApiError;
use wire::ctx::EVENTS_BEFORE;
use wire::expand::parse;

#[derive(Clone, Debug)]
pub struct Event {
    pub key: Key,
    pub scope: Scope,
    pub id: Box<str>,
    pub kind: Box<str>,
    /// JSON of what changed, with the old values.
    pub previous: Option<Box<str>>,
    pub request: Option<Box<str>>,
    pub idempotency_key: Option<Box<str>>,
    /// The account's version when it happened, in which it is shown ever after.
    pub api_version: Box<str>,
    /// The object in the newest version.
    pub object: Bytes,
}

/// Source: API reference, "List all events".
const SHOWN_FOR: Duration = Duration::from_secs(30 * 86_400);

/// Events with keys up to this one are not shown any more.
pub fn oldest(now: Timestamp) -> Key {
    Key(Key::first_at(now.minus(SHOWN_FOR)).0 - 1)
}

impl Event {
    /// `None` if the row is not one of `db::EVENTS`.
    pub fn read(row: &Row) -> Option<Event> {
        let [kind, id, previous, request, idempotency_key, api_version] = row.cells.as_slice() else {
            return None;
        };
        let text = |cell: &db::Cell| cell.text().map(Box::from);
        Some(Event {
            key: row.key,
            scope: row.scope,
            id: text(id)?,
            kind: text(kind)?,
            previous: text(previous),
            request: text(request),
            idempotency_key: text(idempotency_key),
            api_version: text(api_version).unwrap_or_else(|| EVENTS_BEFORE.into()),
            object: row.public(),
        })
    }

    pub fn created(&self) -> Timestamp {
        self.key.created()
    }

    /// The event with its object in the newest shape. `api_version` is the version that the object is then
    /// turned into, which is not done here. `account` is named to those who get the events of several.
    pub fn to_value(
        &self,
        api_version: &str,
        pending_webhooks: usize,
        account: Option<&str>,
    ) -> Result<Value, ApiError> {
        let mut data = Map::new();
        data.insert("object".into(), parse(&self.object)?);
        if let Some(previous) = &self.previous {
            data.insert("previous_attributes".into(), parse(previous.as_bytes())?);
        }
        let mut shown = Map::new();
        shown.insert("id".into(), json!(self.id));
        shown.insert("object".into(), json!("event"));
        if let Some(account) = account {
            shown.insert("account".into(), json!(account));
        }
        let rest = json!({
            "api_version": api_version,
            "created": self.created(),
            "data": data,
            "livemode": self.scope.livemode(),
            "pending_webhooks": pending_webhooks,
            "request": {"id": self.request, "idempotency_key": self.idempotency_key},
            "type": self.kind,
        });
        if let Value::Object(rest) = rest {
            shown.extend(rest);
        }
        Ok(Value::Object(shown))
    }
}
