//! Balance transactions: each change of the merchant's balance, and why.
//!
//! ```text
//! pending ──available_on is reached──▶ available        (never stored: it follows from the time)
//! ```
//!
//! `record` writes one with its postings, in the commit of what caused it. Money that is pending lies in
//! an account of the ledger for each day, and a timer moves it when the day comes: `settlement`.

mod list;
mod model;
mod record;
mod retrieve;
mod settlement;

use db::{Record, Row, Table, index, int, text};
use kernel::ids::BalanceTransactionId;
use kernel::{Key, Timestamp};
use serde_json::Value;
use wire::resource::{Expand, Resource, Show, by_id};
use wire::timer::TimerKind;
use wire::{ApiError, operation};

pub use model::{BalanceTransaction, FeeDetail, Status};
pub use record::{Kind, New, record, recorded};
pub use settlement::{SETTLE, Settlement};

pub static BALANCE_TRANSACTIONS: Table = Table {
    name: "balance_transactions",
    columns: &[
        text("type"),
        int("source"),
        text("currency"),
        int("payout"),
        int("available_on"),
    ],
    indexes: &[index("type", &[0]), index("source", &[1])],
};

pub fn resource() -> Resource {
    Resource {
        object: "balance_transaction",
        prefixes: &["txn_"],
        table: &BALANCE_TRANSACTIONS,
        key: |id| BalanceTransactionId::parse(id).map(|id| id.key()),
        show: Show::At(show),
        expands: EXPANDS,
        publishable: &[],
        routes: || {
            vec![
                operation!(GET "/v1/balance_transactions", secret "balance_transaction_source_read", "list.params", list::handler => "list:balance_transaction"),
                operation!(GET "/v1/balance_transactions/{id}", secret "balance_transaction_source_read", "../params/expand_only.params", retrieve::handler => "balance_transaction"),
            ]
        },
    }
}

pub fn timers() -> Vec<TimerKind> {
    vec![TimerKind {
        kind: SETTLE,
        run: |ctx| Box::pin(settlement::settle(ctx)),
    }]
}

const EXPANDS: &[Expand] = &[by_id("source", "charge")];

/// The stored object with the status that it has at a moment.
fn show(row: &Row, now: Timestamp) -> Result<Value, ApiError> {
    let stored = BalanceTransaction::read(row)?;
    Ok(stored.object.shown(now))
}

impl Record for BalanceTransaction {
    type Private = ();

    const EVENT_VARIANT: char = '3';

    fn table() -> &'static Table {
        &BALANCE_TRANSACTIONS
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        vec![
            self.r#type.as_str().into(),
            self.source_key().into(),
            self.currency.code().into(),
            db::Cell::Null,
            self.available_on.millis().into(),
        ]
    }
}
