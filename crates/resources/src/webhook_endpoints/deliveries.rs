//! Deliveries: one event on its way to one endpoint, from the commit that takes it out of the outbox.
//!
//! ```text
//! waits until due ──2xx──▶ delivered
//!    │      ▲
//!    └──────┘ anything else, as long as the schedule goes on; then given up (undelivered, never due)
//! ```

use db::{Row, Scope, Table, Values, index, int, text};
use kernel::{Key, Timestamp};

pub static DELIVERIES: Table = Table {
    name: "deliveries",
    columns: &[
        int("event"),
        int("endpoint"),
        int("due"),
        int("undelivered"),
        int("lease"),
        int("attempts"),
        int("status"),
        text("response"),
        int("event_scope"),
    ],
    indexes: &[index("endpoint_due", &[1, 2]), index("undelivered", &[3, 0])],
};

/// Stands for the endpoint where an event was sent again for whoever follows the account's events
/// (`florin listen`).
pub const FORWARDED: Key = Key(0);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub key: Key,
    /// The endpoint's.
    pub scope: Scope,
    pub version: i64,
    pub event: Key,
    /// Another than the endpoint's if the endpoint gets the events of other accounts.
    pub event_scope: Scope,
    pub endpoint: Key,
    /// In the time of the endpoint's account.
    pub due: Option<Timestamp>,
    /// Counts as pending: the endpoint has not answered 2xx.
    pub undelivered: bool,
    /// In the machine's time: until then only the process that wrote it may attempt the delivery.
    pub lease: Timestamp,
    pub attempts: i64,
    pub status: Option<i64>,
    pub response: Option<Box<str>>,
}

impl Delivery {
    pub fn new(scope: Scope, key: Key, event: Key, endpoint: Key, due: Timestamp) -> Delivery {
        Delivery {
            key,
            scope,
            version: 0,
            event,
            event_scope: scope,
            endpoint,
            due: Some(due),
            undelivered: true,
            lease: Timestamp::from_millis(0),
            attempts: 0,
            status: None,
            response: None,
        }
    }

    /// `None` if the row is none of `DELIVERIES`.
    pub fn read(row: &Row) -> Option<Delivery> {
        let [
            event,
            endpoint,
            due,
            undelivered,
            lease,
            attempts,
            status,
            response,
            event_scope,
        ] = row.cells.as_slice()
        else {
            return None;
        };
        Some(Delivery {
            key: row.key,
            scope: row.scope,
            version: row.version,
            event: Key(event.int()?),
            event_scope: event_scope.int().map_or(row.scope, Scope::from_raw),
            endpoint: Key(endpoint.int()?),
            due: due.int().map(Timestamp::from_millis),
            undelivered: undelivered.int() == Some(1),
            lease: Timestamp::from_millis(lease.int()?),
            attempts: attempts.int()?,
            status: status.int(),
            response: response.text().map(Into::into),
        })
    }

    pub fn values(&self) -> Values {
        let cells = vec![
            self.event.into(),
            self.endpoint.into(),
            self.due.map(Timestamp::millis).into(),
            self.undelivered.then_some(1).into(),
            self.lease.millis().into(),
            self.attempts.into(),
            self.status.into(),
            self.response.as_deref().into(),
            (self.event_scope != self.scope)
                .then_some(self.event_scope.raw())
                .into(),
        ];
        Values { body: None, cells }
    }

    /// Delivered, or nobody waits for it any more.
    pub fn end(&mut self) {
        self.due = None;
        self.undelivered = false;
        self.lease = Timestamp::from_millis(0);
    }
}
