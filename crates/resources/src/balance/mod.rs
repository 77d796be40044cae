//! The balance: what the merchant has in each currency, by the ledger. Nothing of it is stored twice.

mod retrieve;
mod shown;

use wire::operation;
use wire::resource::{Resource, Show};

pub use shown::shown;

use crate::balance_transactions::BALANCE_TRANSACTIONS;

pub fn resource() -> Resource {
    Resource {
        object: "balance",
        prefixes: &[],
        // It has no rows and no id; these are what it sums up.
        table: &BALANCE_TRANSACTIONS,
        key: |_| None,
        show: Show::AsStored,
        expands: &[],
        publishable: &[],
        routes: || {
            vec![
                operation!(GET "/v1/balance", secret "balance_read", "../params/expand_only.params", retrieve::handler => "balance"),
            ]
        },
    }
}
