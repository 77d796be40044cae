//! Payment method configurations: which payment methods a business offers, for its intents and its elements.
//!
//! ```text
//! active ◀──update active=…──▶ inactive
//! ```
//!
//! Every account has a default one in each mode. It is stored when it is first looked at or changed; until then it is what
//! an account begins with.

mod chosen;
mod create;
mod list;
mod model;
mod retrieve;
mod update;

use db::{Record, Stored, Table, text, unique};
use kernel::Key;
use kernel::ids::PaymentMethodConfigurationId;
use wire::resource::{Resource, Show};
use wire::{ApiError, Ctx, operation};

pub use chosen::{Chosen, chosen, kept};
pub use model::PaymentMethodConfiguration;

pub static PAYMENT_METHOD_CONFIGURATIONS: Table = Table {
    name: "payment_method_configurations",
    columns: &[text("slot")],
    indexes: &[unique("slot", &[0])],
};

/// The slot of the account's default; of the others it is their id.
const DEFAULT: &str = "default";
const NOUN: &str = "payment_method_configuration";

pub fn resource() -> Resource {
    Resource {
        object: NOUN,
        prefixes: &["pmc_"],
        table: &PAYMENT_METHOD_CONFIGURATIONS,
        key: |id| PaymentMethodConfigurationId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: &[],
        publishable: &[],
        routes: || {
            vec![
                operation!(POST "/v1/payment_method_configurations", secret "payment_method_configurations_write", "create.params", create::handler => "payment_method_configuration"),
                operation!(GET "/v1/payment_method_configurations", secret "payment_method_configurations_read", "list.params", list::handler => "list:payment_method_configuration"),
                operation!(GET "/v1/payment_method_configurations/{id}", secret "payment_method_configurations_read", "../params/expand_only.params", retrieve::handler => "payment_method_configuration"),
                operation!(POST "/v1/payment_method_configurations/{id}", secret "payment_method_configurations_write", "update.params", update::handler => "payment_method_configuration"),
            ]
        },
    }
}

/// The configuration that a path names.
async fn get(ctx: &Ctx<'_>, id: &str) -> Result<Stored<PaymentMethodConfiguration>, ApiError> {
    find(ctx, id).await?.ok_or_else(|| ApiError::no_such(NOUN, id))
}

/// The configuration that a parameter names.
async fn named(ctx: &Ctx<'_>, param: &str, id: &str) -> Result<Stored<PaymentMethodConfiguration>, ApiError> {
    let found = find(ctx, id).await?;
    found.ok_or_else(|| ApiError::no_such_in_body(NOUN, param, id))
}

async fn find(ctx: &Ctx<'_>, id: &str) -> Result<Option<Stored<PaymentMethodConfiguration>>, ApiError> {
    ctx.load::<PaymentMethodConfiguration, _>(id, |configuration| &configuration.id)
        .await
}

/// The account's default, if it was stored before.
async fn stored_default(ctx: &Ctx<'_>) -> Result<Option<Stored<PaymentMethodConfiguration>>, ApiError> {
    Ok(ctx.tx.find("slot", vec![DEFAULT.into()]).await?)
}

impl Record for PaymentMethodConfiguration {
    type Private = ();

    fn table() -> &'static Table {
        &PAYMENT_METHOD_CONFIGURATIONS
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        let slot = if self.is_default { DEFAULT } else { self.id.as_str() };
        vec![slot.into()]
    }
}
