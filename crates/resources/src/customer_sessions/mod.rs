//! Customer sessions: let a browser show and change one customer's saved payment methods, for half an hour.
//!
//! ```text
//! active ──30 minutes──▶ expired
//! ```
//!
//! A session has no id and is never read back: its client secret is all that anyone holds of it.

mod create;
mod held;
mod model;

use db::{Record, Table, text, unique};
use kernel::Key;
use wire::operation;
use wire::resource::{Expand, Resource, Show, by_id};

pub use held::held;
pub use model::{CustomerSession, PaymentElement, hash};

pub static CUSTOMER_SESSIONS: Table = Table {
    name: "customer_sessions",
    columns: &[text("secret_hash")],
    indexes: &[unique("secret_hash", &[0])],
};

pub fn resource() -> Resource {
    Resource {
        object: "customer_session",
        prefixes: &[],
        table: &CUSTOMER_SESSIONS,
        key: |_| None,
        show: Show::AsStored,
        expands: EXPANDS,
        publishable: &[],
        routes: || {
            vec![
                operation!(POST "/v1/customer_sessions", secret "customer_session_write", "create.params", create::handler => "customer_session"),
            ]
        },
    }
}

const EXPANDS: &[Expand] = &[by_id("customer", "customer")];

impl Record for CustomerSession {
    type Private = model::Private;

    fn table() -> &'static Table {
        &CUSTOMER_SESSIONS
    }

    fn key(&self) -> Key {
        self.private.key
    }

    fn cells(&self) -> Vec<db::Cell> {
        vec![hash(&self.client_secret).into()]
    }

    fn private(&self) -> Option<&model::Private> {
        Some(&self.private)
    }

    fn restore(&mut self, private: model::Private) {
        self.private = private;
    }
}
