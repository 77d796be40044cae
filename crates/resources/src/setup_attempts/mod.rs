//! Setup attempts: each try of a setup intent, and how it ended.

mod list;
mod model;

use db::{Record, Table, index, int};
use kernel::Key;
use kernel::ids::SetupAttemptId;
use wire::operation;
use wire::resource::{Expand, Resource, Show, by_id};

pub use model::{SetupAttempt, failed, left_account, requires_action, succeeded};

pub static SETUP_ATTEMPTS: Table = Table {
    name: "setup_attempts",
    columns: &[int("setup_intent")],
    indexes: &[index("setup_intent", &[0])],
};

pub fn resource() -> Resource {
    Resource {
        object: "setup_attempt",
        prefixes: &["setatt_"],
        table: &SETUP_ATTEMPTS,
        key: |id| SetupAttemptId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: EXPANDS,
        publishable: &[],
        routes: || {
            vec![
                operation!(GET "/v1/setup_attempts", secret "setup_intent_read", "list.params", list::handler => "list:setup_attempt"),
            ]
        },
    }
}

const EXPANDS: &[Expand] = &[
    by_id("application", "application"),
    by_id("customer", "customer"),
    by_id("on_behalf_of", "account"),
    by_id("payment_method", "payment_method"),
    by_id("setup_intent", "setup_intent"),
];

impl Record for SetupAttempt {
    type Private = ();

    fn table() -> &'static Table {
        &SETUP_ATTEMPTS
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        vec![self.setup_intent.key().into()]
    }
}
