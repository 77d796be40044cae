//! Tax ids: what tax offices know a customer, or the merchant, by.
//!
//! ```text
//! (create) ──▶ unavailable                     where no office can be asked
//!        └───▶ pending ──▶ verified | unverified         (delete) at any time
//! ```
//!
//! The sandbox asks nobody: the number decides, as the [test numbers](advance) say.

mod advance;
mod create;
mod create_of_customer;
mod delete;
mod list;
mod model;
mod owner;
mod retrieve;

use db::{Record, Stored, Table, index, int};
use kernel::Key;
use kernel::ids::TaxIdId;
use wire::resource::{Expand, Resource, Show, by_id};
use wire::timer::TimerKind;
use wire::{ApiError, Ctx, operation};

pub use create::of_new_customer;
pub use delete::of_deleted_customer;
pub use list::of_customer;
pub use model::TaxId;

pub static TAX_IDS: Table = Table {
    name: "tax_ids",
    columns: &[int("customer")],
    indexes: &[index("customer", &[0])],
};

pub fn resource() -> Resource {
    Resource {
        object: "tax_id",
        prefixes: &["txi_"],
        table: &TAX_IDS,
        key: |id| TaxIdId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: EXPANDS,
        publishable: &[],
        routes: || {
            vec![
                operation!(POST "/v1/tax_ids", secret "customer_write", "create.params", create::handler => "tax_id"),
                operation!(GET "/v1/tax_ids", secret "customer_read", "list.params", list::handler => "list:tax_id"),
                operation!(GET "/v1/tax_ids/{id}", secret "customer_read", "../params/expand_only.params", retrieve::handler => "tax_id"),
                operation!(DELETE "/v1/tax_ids/{id}", secret "customer_write", "../params/none.params", delete::handler => "tax_id"),
                operation!(POST "/v1/customers/{id}/tax_ids", secret "customer_write", "create_of_customer.params", create_of_customer::handler => "tax_id"),
                operation!(GET "/v1/customers/{id}/tax_ids", secret "customer_read", "../params/paginate_only.params", list::page_of_customer => "list:tax_id"),
                operation!(GET "/v1/customers/{customer}/tax_ids/{id}", secret "customer_read", "../params/expand_only.params", retrieve::of_customer => "tax_id"),
                operation!(DELETE "/v1/customers/{customer}/tax_ids/{id}", secret "customer_write", "../params/none.params", delete::of_customer => "tax_id"),
            ]
        },
    }
}

pub fn timers() -> Vec<TimerKind> {
    vec![TimerKind {
        kind: advance::VERIFY,
        run: |ctx| Box::pin(advance::on_verify(ctx)),
    }]
}

const EXPANDS: &[Expand] = &[
    by_id("customer", "customer"),
    by_id("owner.account", "account"),
    by_id("owner.customer", "customer"),
];

/// The tax id that a path names.
async fn get(ctx: &Ctx<'_>) -> Result<Stored<TaxId>, ApiError> {
    let id = ctx.path("id");
    let found = ctx.load::<TaxId, _>(id, |tax_id| &tax_id.id).await?;
    found.ok_or_else(|| ApiError::no_such("tax_id", id))
}

/// The same, if it is of the customer that the path names.
async fn get_of_customer(ctx: &Ctx<'_>) -> Result<Stored<TaxId>, ApiError> {
    let customer = crate::customers::get(ctx, ctx.path("customer")).await?;
    let tax_id = get(ctx).await?;
    match tax_id.customer.as_ref() == Some(&customer.id) {
        true => Ok(tax_id),
        false => Err(ApiError::no_such("tax_id", ctx.path("id"))),
    }
}

impl Record for TaxId {
    type Private = ();

    fn table() -> &'static Table {
        &TAX_IDS
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        vec![owner::column(self.customer.as_ref())]
    }
}
