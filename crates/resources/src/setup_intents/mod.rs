//! Setup intents: a payment method made ready for later payments, without one now.
//!
//! ```text
//! requires_payment_method ──payment method──▶ requires_confirmation
//!          ▲                                           │ confirm
//!          └─────────── declined / failed ─────────────┼──challenge──▶ requires_action
//!                                                      └──accepted──▶ succeeded
//! all but succeeded ──cancel──▶ canceled
//! ```

mod attempt;
mod authenticate;
mod automatic;
mod by_method;
mod cancel;
mod confirm;
mod create;
mod error;
mod list;
mod model;
mod retrieve;
mod settings;
mod update;
mod verify_microdeposits;

use db::{Record, Stored, Table, index, int};
use kernel::Key;
use kernel::ids::SetupIntentId;
use wire::resource::{Expand, Resource, Show, by_id};
use wire::{ApiError, Ctx, operation};

pub use attempt::{asked, settle};
pub use authenticate::authenticate;
pub use model::{SetupIntent, Status};

pub static SETUP_INTENTS: Table = Table {
    name: "setup_intents",
    columns: &[int("customer"), int("payment_method"), int("attach_to_self")],
    indexes: &[index("customer", &[0]), index("payment_method", &[1])],
};

pub fn resource() -> Resource {
    Resource {
        object: "setup_intent",
        prefixes: &["seti_"],
        table: &SETUP_INTENTS,
        key: |id| SetupIntentId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: EXPANDS,
        publishable: PUBLISHABLE,
        routes: || {
            vec![
                operation!(POST "/v1/setup_intents", secret "setup_intent_write", "create.params", create::handler => "setup_intent"),
                operation!(GET "/v1/setup_intents", secret "setup_intent_read", "list.params", list::handler => "list:setup_intent"),
                operation!(GET "/v1/setup_intents/{id}", publishable "setup_intent_read", "retrieve.params", retrieve::handler => "setup_intent"),
                operation!(POST "/v1/setup_intents/{id}", secret "setup_intent_write", "update.params", update::handler => "setup_intent"),
                operation!(POST "/v1/setup_intents/{id}/confirm", publishable "setup_intent_write", "confirm.params", confirm::handler => "setup_intent"),
                operation!(POST "/v1/setup_intents/{id}/cancel", secret "setup_intent_write", "cancel.params", cancel::handler => "setup_intent"),
                operation!(POST "/v1/setup_intents/{id}/verify_microdeposits", publishable "setup_intent_write", "verify_microdeposits.params", verify_microdeposits::handler => "setup_intent"),
            ]
        },
    }
}

const EXPANDS: &[Expand] = &[
    by_id("application", "application"),
    by_id("customer", "customer"),
    by_id("latest_attempt", "setup_attempt"),
    by_id("mandate", "mandate"),
    by_id("on_behalf_of", "account"),
    by_id("payment_method", "payment_method"),
    by_id("single_use_mandate", "mandate"),
];

/// Source: API reference, "Retrieve a SetupIntent" with a publishable key.
const PUBLISHABLE: &[&str] = &[
    "id",
    "object",
    "automatic_payment_methods",
    "cancellation_reason",
    "client_secret",
    "created",
    "description",
    "last_setup_error",
    "livemode",
    "next_action",
    "payment_method",
    "payment_method_configuration_details",
    "payment_method_types",
    "status",
    "usage",
];

/// The intent that a path names.
pub async fn get(ctx: &Ctx<'_>, id: &str) -> Result<Stored<SetupIntent>, ApiError> {
    let found = ctx.load::<SetupIntent, _>(id, |intent| &intent.id).await?;
    found.ok_or_else(|| ApiError::no_such("setup_intent", id))
}

/// The intent that a parameter names.
pub async fn named(ctx: &Ctx<'_>, param: &str, id: &str) -> Result<Stored<SetupIntent>, ApiError> {
    let found = ctx.load::<SetupIntent, _>(id, |intent| &intent.id).await?;
    found.ok_or_else(|| ApiError::no_such_in_body("setup_intent", param, id))
}

impl Record for SetupIntent {
    type Private = model::Private;

    fn table() -> &'static Table {
        &SETUP_INTENTS
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        vec![
            self.customer.as_ref().map(|id| id.key()).into(),
            self.payment_method.as_ref().map(|id| id.key()).into(),
            i64::from(self.attach_to_self == Some(true)).into(),
        ]
    }

    fn private(&self) -> Option<&model::Private> {
        Some(&self.private)
    }

    fn restore(&mut self, private: model::Private) {
        self.private = private;
    }
}
