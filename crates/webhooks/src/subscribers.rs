//! The endpoints of a scope, read anew for each batch of events, so that none is missed that was there
//! before them. Only what changed is decoded again.

use std::collections::HashMap;
use std::sync::Arc;

use db::{Query, Record, Scope, Store, StoreError};
use kernel::Key;
use parking_lot::Mutex;
use resources::webhook_endpoints::{WEBHOOK_ENDPOINTS, WebhookEndpoint, maker};
use wire::App;

/// An endpoint and the scope that it lives in.
#[derive(Clone)]
pub struct Subscriber {
    pub scope: Scope,
    pub endpoint: Arc<WebhookEndpoint>,
}

#[derive(Default)]
pub struct Subscribers {
    decoded: Mutex<HashMap<Key, (i64, Arc<WebhookEndpoint>)>>,
}

/// An account has sixteen; this is for all that a server may hold.
const ENDPOINTS_MAX: usize = 100_000;

impl Subscribers {
    /// The enabled endpoints that events of a scope are for: its own, and those of its account's maker that are about
    /// the accounts it made.
    pub async fn of(&self, app: &App, scope: Scope) -> Result<Vec<Subscriber>, StoreError> {
        let mut subscribers = self.at(app, scope).await?;
        subscribers.retain(|own| own.endpoint.is_about(true));
        if let Some(maker) = maker(app, scope).await? {
            let others = self.at(app, maker).await?;
            subscribers.extend(others.into_iter().filter(|other| other.endpoint.is_about(false)));
        }
        Ok(subscribers)
    }

    /// The enabled endpoints that live in a scope, whatever they are about.
    pub async fn at(&self, app: &App, scope: Scope) -> Result<Vec<Subscriber>, StoreError> {
        let rows = app.store.list(enabled(Some(scope))).await?;
        let mut subscribers = Vec::with_capacity(rows.len());
        for row in rows {
            let found = self.endpoint(&*app.store, scope, row.key, Some(row.version)).await?;
            subscribers.extend(found.map(|endpoint| Subscriber { scope, endpoint }));
        }
        Ok(subscribers)
    }

    /// Keys and scopes of all enabled endpoints.
    pub async fn all(&self, store: &dyn Store) -> Result<Vec<(Scope, Key)>, StoreError> {
        let rows = store.list(enabled(None)).await?;
        if self.decoded.lock().len() > 2 * rows.len() + 1_000 {
            self.decoded.lock().clear();
        }
        Ok(rows.into_iter().map(|row| (row.scope, row.key)).collect())
    }

    /// One endpoint at a known version, or as it is now; `None` if it is gone.
    pub async fn endpoint(
        &self,
        store: &dyn Store,
        scope: Scope,
        key: Key,
        version: Option<i64>,
    ) -> Result<Option<Arc<WebhookEndpoint>>, StoreError> {
        if let (Some(version), Some((known, endpoint))) = (version, self.decoded.lock().get(&key))
            && version == *known
        {
            return Ok(Some(endpoint.clone()));
        }
        let Some(row) = store.get(&WEBHOOK_ENDPOINTS, scope, key).await? else {
            self.decoded.lock().remove(&key);
            return Ok(None);
        };
        let stored = WebhookEndpoint::read(&row)?;
        let endpoint = Arc::new(stored.object);
        self.decoded.lock().insert(key, (stored.version, endpoint.clone()));
        Ok(Some(endpoint))
    }
}

fn enabled(scope: Option<Scope>) -> Query {
    let mut query = Query::newest(&WEBHOOK_ENDPOINTS, Scope::from_raw(0), ENDPOINTS_MAX);
    query.scope = scope;
    query.filters = vec![(WEBHOOK_ENDPOINTS.column("enabled"), 1.into())];
    query.bodies = false;
    query
}
