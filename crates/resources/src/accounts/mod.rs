//! Accounts: whose data it is. This is what the API shows of one; `wire::access` knows how keys lead to it.
//!
//! ```text
//! (none) ──first start, or POST /_florin/accounts──▶ enabled
//! ```
//!
//! Florin's accounts are complete from the start: charges and payouts are enabled, no requirement is due.

mod object;
mod retrieve;

use db::{Record, Row};
use kernel::Timestamp;
use kernel::ids::AccountId;
use serde_json::Value;
use wire::access::{ACCOUNTS, Account};
use wire::resource::{Resource, Show};
use wire::{ApiError, operation};

pub fn resource() -> Resource {
    Resource {
        object: "account",
        prefixes: &["acct_"],
        table: &ACCOUNTS,
        key: |id| AccountId::parse(id).map(|id| id.key()),
        show: Show::At(show),
        expands: &[],
        publishable: &[],
        routes: || {
            vec![
                operation!(GET "/v1/account", secret "connected_account_read", "../params/expand_only.params", retrieve::own => "account"),
                operation!(GET "/v1/accounts/{id}", secret "connected_account_read", "../params/expand_only.params", retrieve::handler => "account"),
            ]
        },
    }
}

fn show(row: &Row, _now: Timestamp) -> Result<Value, ApiError> {
    Ok(object::render(&Account::read(row)?.object))
}
