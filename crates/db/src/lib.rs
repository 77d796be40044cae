//! The store: get, find, list and commit over SQLite or PostgreSQL. The only crate that knows which.
//!
//! Everything that changes goes through `Change` and `Store::commit`; an object's versions are bodies
//! that are written once and referred to.

mod body;
mod change;
mod memory;
mod migrate;
mod open_error;
pub mod postgres;
mod record;
mod shape;
mod sql;
pub mod sqlite;
mod store;
mod system;
mod table;
mod tx;

pub use body::Body;
pub use change::{Action, Change, CommitError, Posting, Values, Write};
pub use memory::{Faults, Memory};
pub use migrate::{Dialect, MIGRATIONS, Migration, latest_version, statements};
pub use open_error::OpenError;
pub use postgres::Postgres;
pub use record::{Record, Stored};
pub use shape::{IndexShape, Shape, check_tables};
pub use sqlite::Sqlite;
pub use store::{Balance, Order, PostedRow, Query, Row, Store, StoreError, StoreFuture};
pub use system::{BALANCES, BODIES, EVENTS, IDEMPOTENCY, OUTBOX, POSTINGS, TIMERS};
pub use table::{Cell, Column, ColumnKind, Index, Scope, Table, global_index, global_unique, index, int, text, unique};
pub use tx::{Origin, Tx};
