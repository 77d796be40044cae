//! Mandates: the customer's standing permission to debit a payment method, with what proves it.
//!
//! A confirmation that brings the customer's acceptance makes one when it succeeds. For cards it is active from then on:
//! only banks take time to accept, and only they revoke.

mod acceptance;
mod details;
mod end;
mod make;
mod model;
mod retrieve;

use db::{Record, Table};
use kernel::Key;
use kernel::ids::MandateId;
use wire::operation;
use wire::resource::{Expand, Resource, Show, by_id};

pub use acceptance::{Acceptance, accepted};
pub use end::end;
pub use make::{Use, make, usable};
pub use model::{Mandate, SingleUse};

pub static MANDATES: Table = Table {
    name: "mandates",
    columns: &[],
    indexes: &[],
};

pub fn resource() -> Resource {
    Resource {
        object: "mandate",
        prefixes: &["mandate_"],
        table: &MANDATES,
        key: |id| MandateId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: EXPANDS,
        publishable: &[],
        routes: || {
            vec![
                operation!(GET "/v1/mandates/{id}", secret "mandate_read", "../params/expand_only.params", retrieve::handler => "mandate"),
            ]
        },
    }
}

const EXPANDS: &[Expand] = &[by_id("payment_method", "payment_method")];

impl Record for Mandate {
    type Private = ();

    fn table() -> &'static Table {
        &MANDATES
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        Vec::new()
    }
}
