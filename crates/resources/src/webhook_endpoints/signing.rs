//! The secrets that sign: sealed by the vault wherever they are stored, opened when something is sent.

use acquiring::vault::{Place, Secret};
use db::{Action, CommitError, Order, Query, Record, Scope, Tx, Values};
use kernel::{Key, Timestamp};
use serde::{Deserialize, Serialize};
use wire::{ApiError, App};

use super::{WEBHOOK_ENDPOINTS, WebhookEndpoint};

/// What every secret begins with, and no sealed one.
const PREFIX: &str = "whsec_";

/// A signing secret at rest: sealed, hexadecimal. Rows that an early version wrote have it as it is, until the next start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SigningSecret(String);

impl SigningSecret {
    /// For the endpoint with this key.
    pub fn seal(app: &App, scope: Scope, endpoint: Key, secret: &str) -> Result<SigningSecret, ApiError> {
        let sealed = app.vault.seal_secret(secret, place(scope, endpoint), &app.chance);
        sealed.map(|sealed| SigningSecret(hex::encode(sealed))).map_err(failed)
    }

    fn open(&self, app: &App, scope: Scope, endpoint: Key) -> Result<Secret, ApiError> {
        if !self.is_sealed() {
            return Ok(Secret::new(&self.0));
        }
        let sealed = hex::decode(&self.0).map_err(failed)?;
        let opened = app.vault.open_secret(&sealed, place(scope, endpoint));
        opened.map_err(failed)
    }

    fn is_sealed(&self) -> bool {
        !self.0.starts_with(PREFIX)
    }
}

fn place(scope: Scope, endpoint: Key) -> Place {
    Place {
        scope: scope.raw(),
        row: endpoint.0,
    }
}

fn failed(error: impl std::fmt::Display) -> ApiError {
    tracing::error!(%error, "a signing secret cannot be sealed or opened");
    ApiError::internal()
}

/// The secrets that sign at a moment of the machine's time, newest first.
pub fn signing_secrets(
    app: &App,
    scope: Scope,
    endpoint: &WebhookEndpoint,
    now: Timestamp,
) -> Result<Vec<Secret>, ApiError> {
    let key = endpoint.id.key();
    endpoint
        .secrets(now)
        .map(|secret| secret.open(app, scope, key))
        .collect()
}

const BATCH: usize = 256;

/// Seals what an early version stored as it is, over the whole store. Once at each start: a process of that version may
/// still be running beside.
pub async fn seal_all(app: &App) -> Result<usize, CommitError> {
    let mut query = Query::newest(&WEBHOOK_ENDPOINTS, Scope::from_raw(0), BATCH);
    query.scope = None;
    query.order = Order::OldestFirst;
    let mut count = 0;
    loop {
        let rows = app.store.list(query.clone()).await?;
        for row in &rows {
            count += usize::from(seal_row(app, row).await?);
        }
        query.above = rows.last().map(|row| row.key);
        if rows.len() < BATCH {
            return Ok(count);
        }
    }
}

/// Writes the body anew in its place, so that no copy of it as it was stays.
async fn seal_row(app: &App, row: &db::Row) -> Result<bool, CommitError> {
    let mut stored = WebhookEndpoint::read(row)?;
    let (scope, key) = (row.scope, row.key);
    let private = &mut stored.object.private;
    let retired = private.retired.as_mut().map(|retired| &mut retired.secret);
    let mut open: Vec<&mut SigningSecret> = std::iter::once(&mut private.secret).chain(retired).collect();
    open.retain(|secret| !secret.is_sealed());
    let Some(body) = row.body.as_ref().filter(|_| !open.is_empty()) else {
        return Ok(false);
    };
    for secret in open {
        let sealed = SigningSecret::seal(app, scope, key, &secret.0);
        *secret = sealed.map_err(|error| db::StoreError::Unavailable {
            reason: error.message().to_owned(),
        })?;
    }
    let now = app.now();
    let mut tx = Tx::new(&*app.store, &app.ids, scope, now, now, Default::default());
    let private = serde_json::to_vec(&stored.object.private).expect("private state serializes");
    tx.rewrite_body(body, &private);
    let values = Values {
        body: Some(body.id),
        cells: stored.object.cells(),
    };
    let read_at = row.version;
    tx.write(&WEBHOOK_ENDPOINTS, key, Action::Update { read_at, values });
    match app.store.commit(tx.into_change()).await {
        // Somebody else did it, or changed it and thereby sealed it.
        Ok(()) | Err(CommitError::Conflict) => Ok(true),
        Err(error) => Err(error),
    }
}
