//! Idempotency: the same key with the same request gets the same answer, once and for all.
//!
//! The record is part of the commit that it protects, so no crash comes between the two. Two requests
//! at the same time: in one process the second is told so at once; in two processes the unique key
//! lets one commit, and the other is told so then.
//!
//! A request that asks an acquirer far away takes its key in a first commit and leaves its answer in a second one. A retry
//! between the two never begins anew: it is told to wait, or goes on with what was begun.

mod prune;

use std::collections::HashSet;

use acquiring::vault::Place;
use bytes::Bytes;
use db::{Action, Cell, IDEMPOTENCY, Row, Scope, StoreError, Tx, Values};
use http::{Method, StatusCode};
use kernel::{Key, Timestamp};
use parking_lot::Mutex;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::error::ApiError;
use crate::form::Form;
use crate::render::Rendered;

pub use prune::{LIFETIME, prune};

const KEY_CHARS_MAX: usize = 255;

/// Keys whose requests are running in this process.
#[derive(Default)]
pub struct InFlight(Mutex<HashSet<(Scope, Box<str>)>>);

/// Held while a request runs under its key.
pub struct Running<'a> {
    all: &'a InFlight,
    key: (Scope, Box<str>),
}

impl InFlight {
    pub fn enter(&self, scope: Scope, key: &str) -> Result<Running<'_>, ApiError> {
        let entry = (scope, Box::from(key));
        match self.0.lock().insert(entry.clone()) {
            true => Ok(Running { all: self, key: entry }),
            false => Err(ApiError::idempotency_key_in_use(key)),
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.all.0.lock().remove(&self.key);
    }
}

/// The key of a request, if it counts: only POST is protected.
pub fn key<'a>(method: &Method, header: Option<&'a str>) -> Result<Option<&'a str>, ApiError> {
    match header {
        Some(key) if *method == Method::POST => match key.is_empty() || key.chars().count() > KEY_CHARS_MAX {
            true => Err(ApiError::idempotency_key_invalid()),
            false => Ok(Some(key)),
        },
        Some(_) | None => Ok(None),
    }
}

/// What makes two requests the same: endpoint and parameters, in any order of the parameters.
pub fn fingerprint(method: &Method, path: &str, form: &Form) -> String {
    let mut digest = Sha256::new();
    digest.update(method.as_str());
    digest.update([0]);
    digest.update(path);
    digest.update([0]);
    form.fingerprint(&mut |bytes| digest.update(bytes));
    hex::encode(&digest.finalize()[..16])
}

/// What is known of a key.
pub enum Known {
    Answered(Replay),
    Started(Started),
}

/// A request that waits for an acquirer, or died doing so.
pub struct Started {
    row: Key,
    version: i64,
    cells: Vec<Cell>,
    /// What it has begun.
    pub attempt: Key,
    pub request: String,
}

impl Started {
    /// When, by the account's clock.
    pub fn at(&self) -> Timestamp {
        self.row.created()
    }
}

/// An answer given before.
pub struct Replay {
    pub status: StatusCode,
    pub bytes: Bytes,
    /// The request that was answered first.
    pub original: String,
}

/// What is kept under a key, if there is anything. Another request under the same key is refused.
pub async fn find(app: &App, scope: Scope, key: &str, fingerprint: &str) -> Result<Option<Known>, ApiError> {
    let index = IDEMPOTENCY.index("key");
    let Some(row) = app
        .store
        .find(&IDEMPOTENCY, index, Some(scope), vec![key.into()])
        .await?
    else {
        return Ok(None);
    };
    if row.cells[1].text() != Some(fingerprint) {
        return Err(ApiError::idempotency_mismatch(key));
    }
    read(app, &row).map(Some)
}

fn read(app: &App, row: &Row) -> Result<Known, ApiError> {
    let request = row.cells[3].text().unwrap_or_default().to_owned();
    if let (Some(0), Some(attempt)) = (row.cells[2].int(), row.cells[4].int()) {
        return Ok(Known::Started(Started {
            row: row.key,
            version: row.version,
            cells: row.cells.clone(),
            attempt: Key(attempt),
            request,
        }));
    }
    let status = row.cells[2]
        .int()
        .and_then(|status| StatusCode::from_u16(status as u16).ok());
    Ok(Known::Answered(Replay {
        status: status.unwrap_or(StatusCode::OK),
        bytes: answered(app, row)?,
        original: request,
    }))
}

/// The answer itself; one that was kept sealed is opened.
fn answered(app: &App, row: &Row) -> Result<Bytes, ApiError> {
    let Some(body) = row.body.as_ref() else {
        return Ok(Bytes::new());
    };
    if !body.public().is_empty() || body.private().is_empty() {
        return Ok(body.public());
    }
    let opened = app.vault.open_secret(body.private(), place(row.scope, row.key));
    let opened = opened.map_err(|error| {
        tracing::error!(%error, "an answer that was kept sealed does not open");
        ApiError::internal()
    })?;
    Ok(Bytes::copy_from_slice(opened.expose().as_bytes()))
}

fn place(scope: Scope, row: Key) -> Place {
    Place {
        scope: scope.raw(),
        row: row.0,
    }
}

/// The body of an answer. One that only the record shows has the record's own key, so it is known to go with it.
fn kept(app: &App, tx: &mut Tx<'_>, row: Key, rendered: &Rendered) -> Result<Key, StoreError> {
    if let Some(body) = rendered.body {
        return Ok(body);
    }
    if !rendered.confidential {
        return Ok(tx.own_body(row, &rendered.bytes, &[]));
    }
    let sealed = std::str::from_utf8(&rendered.bytes).ok().map(|text| {
        let place = place(tx.scope(), row);
        app.vault.seal_secret(text, place, &app.chance)
    });
    match sealed {
        Some(Ok(sealed)) => Ok(tx.own_body(row, &[], &sealed)),
        Some(Err(_)) | None => Err(StoreError::Unavailable {
            reason: "an answer could not be sealed".to_owned(),
        }),
    }
}

/// Adds the record of an answer to the unit of work that the answer comes from.
pub fn record(
    app: &App,
    tx: &mut Tx<'_>,
    key: &str,
    fingerprint: &str,
    request_id: &str,
    rendered: &Rendered,
) -> Result<(), StoreError> {
    let row = tx.new_key();
    let body = kept(app, tx, row, rendered)?;
    let status = i64::from(rendered.status.as_u16());
    let cells = vec![
        key.into(),
        fingerprint.into(),
        status.into(),
        request_id.into(),
        Cell::Null,
    ];
    tx.write(
        &IDEMPOTENCY,
        row,
        Action::Insert(Values {
            body: Some(body),
            cells,
        }),
    );
    Ok(())
}

/// Takes a key for a request that has begun an attempt and has no answer yet.
pub fn start(tx: &mut Tx<'_>, key: &str, fingerprint: &str, request_id: &str, attempt: Key) {
    let cells = vec![
        key.into(),
        fingerprint.into(),
        0.into(),
        request_id.into(),
        attempt.into(),
    ];
    let row = tx.new_key();
    tx.write(&IDEMPOTENCY, row, Action::Insert(Values { body: None, cells }));
}

/// Keeps the answer of a request that was started.
pub fn finish(app: &App, tx: &mut Tx<'_>, started: Started, rendered: &Rendered) -> Result<(), StoreError> {
    let body = kept(app, tx, started.row, rendered)?;
    let mut cells = started.cells;
    cells[2] = i64::from(rendered.status.as_u16()).into();
    let values = Values {
        body: Some(body),
        cells,
    };
    tx.write(
        &IDEMPOTENCY,
        started.row,
        Action::Update {
            read_at: started.version,
            values,
        },
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_held_until_its_request_ends() {
        let all = InFlight::default();
        let scope = Scope::new(1, false);
        let running = all.enter(scope, "k").unwrap();
        assert!(all.enter(scope, "k").is_err());
        assert!(all.enter(scope.with_livemode(true), "k").is_ok());
        drop(running);
        assert!(all.enter(scope, "k").is_ok());
    }

    #[test]
    fn only_post_has_a_key_and_it_is_not_empty() {
        assert_eq!(key(&Method::GET, Some("")).unwrap(), None);
        assert_eq!(key(&Method::POST, Some("k")).unwrap(), Some("k"));
        assert!(key(&Method::POST, Some("")).is_err());
        assert!(key(&Method::POST, Some(&"k".repeat(256))).is_err());
    }
}
