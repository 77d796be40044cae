//! Following an account's events from outside (`florin listen`): what happened behind a cursor.
//!
//! Nothing is remembered here: whoever follows says how far it has seen. Keys are not in the order of
//! commits, so each answer goes back a little and leaves out what the follower says it has.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use db::{Action, EVENTS, Order, Query, Row, Scope, StoreError, Write};
use kernel::{Key, Timestamp};
use resources::events::Event;
use resources::webhook_endpoints::{DELIVERIES, Delivery, FORWARDED};
use wire::access::Account;
use wire::{ApiError, App};

use crate::dispatcher::{Dispatcher, change};
use crate::render;

/// One event for a follower, printed as an endpoint would get it.
pub struct Followed {
    pub id: String,
    pub kind: String,
    pub key: Key,
    pub created: Timestamp,
    pub payload: String,
}

/// How far an answer goes back behind the cursor: no commit takes longer.
const OVERLAP: Duration = Duration::from_secs(10);
const BATCH: usize = 100;
const PAUSE: Duration = Duration::from_millis(100);

/// The secret that forwarded events are signed with: always the same for one account and mode.
pub fn forwarding_secret(app: &App, scope: Scope) -> String {
    if let (1, Some(fixed)) = (scope.account(), &app.settings.webhook_secret) {
        return fixed.clone();
    }
    let key = hmac::Key::new(hmac::HMAC_SHA256, &app.secret);
    let tag = hmac::sign(&key, format!("webhook forwarding {}", scope.raw()).as_bytes());
    format!("whsec_{}", hex::encode(tag))
}

impl Dispatcher {
    /// Where a follower begins that wants only what is to come.
    pub fn present(&self, scope: Scope, account: &Account) -> Key {
        Key::first_at(account.time(self.app.now(), scope.livemode()))
    }

    /// Events behind `after` that are not among `seen`, and those sent again on request; oldest first. Waits for the
    /// first until `limit`.
    pub async fn follow(
        &self,
        scope: Scope,
        account: &Arc<Account>,
        after: Key,
        seen: &HashSet<Key>,
        limit: Duration,
    ) -> Result<Vec<Followed>, ApiError> {
        let found = async {
            loop {
                let progress = self.progress.notified();
                let rows = self.behind(scope, after, seen).await?;
                if !rows.is_empty() || self.is_stopping() {
                    return Ok(rows);
                }
                let _ = tokio::time::timeout(PAUSE, progress).await;
            }
        };
        let found: Result<Vec<Row>, StoreError> = tokio::time::timeout(limit, found).await.unwrap_or(Ok(Vec::new()));
        let mut followed = Vec::new();
        for event in found?.iter().filter_map(Event::read) {
            let shown = render::Shown {
                version: &event.api_version,
                pending: 1,
                names_account: false,
            };
            let payload = render::body(&self.app, account, &event, &shown).await?;
            followed.push(Followed {
                id: event.id.to_string(),
                kind: event.kind.to_string(),
                key: event.key,
                created: event.created(),
                payload: String::from_utf8_lossy(&payload).into_owned(),
            });
        }
        Ok(followed)
    }

    async fn behind(&self, scope: Scope, after: Key, seen: &HashSet<Key>) -> Result<Vec<Row>, StoreError> {
        let mut rows = self.sent_again(scope).await?;
        let mut query = Query::newest(&EVENTS, scope, BATCH + seen.len());
        query.above = Some(Key::first_at(after.created().minus(OVERLAP)).min(after));
        query.order = Order::OldestFirst;
        let events = self.app.store.list(query).await?;
        rows.extend(
            events
                .into_iter()
                .filter(|row| row.key != after && !seen.contains(&row.key)),
        );
        Ok(rows)
    }

    /// Takes what was asked to be sent again.
    async fn sent_again(&self, scope: Scope) -> Result<Vec<Row>, StoreError> {
        let mut query = Query::newest(&DELIVERIES, scope, BATCH).by("endpoint_due", vec![FORWARDED.into()]);
        query.up_to = Some(i64::MAX);
        let mut rows = Vec::new();
        for mut delivery in self.app.store.list(query).await?.iter().filter_map(Delivery::read) {
            let read_at = delivery.version;
            delivery.end();
            let taken = Write {
                table: &DELIVERIES,
                scope,
                key: delivery.key,
                action: Action::Update {
                    read_at,
                    values: delivery.values(),
                },
            };
            if self.app.store.commit(change(vec![taken])).await.is_ok() {
                rows.extend(self.app.store.get(&EVENTS, scope, delivery.event).await?);
            }
        }
        Ok(rows)
    }
}
