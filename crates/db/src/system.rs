//! Tables of the machinery itself: what every commit may write beside its resources.

use crate::table::{Table, global_index, index, int, text, unique};

/// The names of the tables that are not shaped like the others.
pub const BODIES: &str = "bodies";
pub const POSTINGS: &str = "postings";
pub const BALANCES: &str = "balances";

/// Events. The row's body is the object as the event shows it; what else an event says is columns. `api_version` is
/// null for 2026-10-28.endive.
pub static EVENTS: Table = Table {
    name: "events",
    columns: &[
        text("type"),
        text("id_text"),
        text("previous"),
        text("request"),
        text("idempotency_key"),
        text("api_version"),
    ],
    indexes: &[index("type", &[0])],
};

/// One row for each commit that has events: its keys, comma-separated, wait here to become deliveries.
/// `due` is real time in milliseconds: when it was written. The process that wrote it takes it at once,
/// others when it has waited.
pub static OUTBOX: Table = Table {
    name: "outbox",
    columns: &[int("due"), text("events")],
    indexes: &[global_index("due", &[0])],
};

/// What happens later. `due` is in milliseconds of the account's own clock.
pub static TIMERS: Table = Table {
    name: "timers",
    columns: &[int("due"), text("kind"), int("subject"), int("attempts")],
    indexes: &[global_index("due", &[0]), index("account_due", &[0])],
};

/// Answers kept for replay. The row's body is what was answered: an object's version or bytes of its own.
/// While status is 0 there is none yet: the request waits for an acquirer, or died doing so.
pub static IDEMPOTENCY: Table = Table {
    name: "idempotency",
    columns: &[
        text("key"),
        text("fingerprint"),
        int("status"),
        text("request"),
        int("attempt"),
    ],
    indexes: &[unique("key", &[0])],
};
