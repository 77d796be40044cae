//! Deliveries: one event on its way to one endpoint, from the commit that takes it out of the outbox.
//!
//! ```text
//! waits until due ──2xx──▶ delivered
//!    │      ▲
//!    └──────┘ anything else, as long as the schedule goes on; then given up (undelivered, never due)
//! ```

use db::{Cell, Query, Row, Scope, Store, StoreError, Table, Values, index, int, text};
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
    ],
    indexes: &[index("endpoint_due", &[1, 2]), index("undelivered", &[3, 0])],
};

/// Stands for the endpoint where an event was sent again for whoever follows the account's events
/// (`florin listen`).
pub const FORWARDED: Key = Key(0);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub key: Key,
    pub scope: Scope,
    pub version: i64,
    pub event: Key,
    pub endpoint: Key,
    /// In the account's time.
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
        let [event, endpoint, due, undelivered, lease, attempts, status, response] = row.cells.as_slice() else {
            return None;
        };
        Some(Delivery {
            key: row.key,
            scope: row.scope,
            version: row.version,
            event: Key(event.int()?),
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

/// More endpoints than an account can have.
const PENDING_MAX: usize = 100;

/// How many endpoints have not answered 2xx to an event.
pub async fn pending(store: &dyn Store, scope: Scope, event: Key) -> Result<usize, StoreError> {
    let prefix = vec![Cell::Int(1), event.into()];
    let mut query = Query::newest(&DELIVERIES, scope, PENDING_MAX).by("undelivered", prefix);
    query.bodies = false;
    Ok(store.list(query).await?.len())
}
