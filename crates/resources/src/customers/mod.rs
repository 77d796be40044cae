//! Customers: whom a merchant charges again. A customer keeps payment methods and defaults.
//!
//! ```text
//! (none) ──create──▶ live ──delete──▶ deleted        update: live ──▶ live
//! ```
//!
//! A deleted customer stays readable as `{"id", "object", "deleted": true}`, and its payment methods
//! are detached.

mod create;
mod delete;
mod inside;
mod list;
mod list_payment_methods;
mod model;
mod retrieve;
mod retrieve_payment_method;
mod settings;
mod tax;
mod update;

use db::{Record, Stored, Table, index, int, text};
use kernel::Key;
use kernel::ids::{CustomerId, PaymentMethodId};
use wire::resource::{Expand, Resource, Show, by_id, loaded};
use wire::{Answer, ApiError, Ctx, operation};

pub use model::{Customer, Entry};

use crate::parts::previous_attributes;

pub static CUSTOMERS: Table = Table {
    name: "customers",
    columns: &[text("email"), int("deleted")],
    indexes: &[index("email", &[0])],
};

pub fn resource() -> Resource {
    Resource {
        object: "customer",
        prefixes: &["cus_"],
        table: &CUSTOMERS,
        key: |id| CustomerId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: EXPANDS,
        publishable: &[],
        routes: || {
            vec![
                operation!(POST "/v1/customers", secret "customer_write", "create.params", create::handler => "customer"),
                operation!(GET "/v1/customers", secret "customer_read", "list.params", list::handler => "list:customer"),
                operation!(GET "/v1/customers/{id}", secret "customer_read", "../params/expand_only.params", retrieve::handler => "customer"),
                operation!(POST "/v1/customers/{id}", secret "customer_write", "update.params", update::handler => "customer"),
                operation!(DELETE "/v1/customers/{id}", secret "customer_write", "../params/none.params", delete::handler => "customer"),
                operation!(GET "/v1/customers/{id}/payment_methods", secret "payment_method_read", "list_payment_methods.params", list_payment_methods::handler => "list:payment_method"),
                operation!(GET "/v1/customers/{customer}/payment_methods/{id}", secret "payment_method_read", "../params/expand_only.params", retrieve_payment_method::handler => "payment_method"),
            ]
        },
    }
}

const EXPANDS: &[Expand] = &[
    loaded("cash_balance", "cash_balance", inside::cash_balance),
    loaded("default_source", "payment_method", inside::default_source),
    by_id("invoice_settings.default_payment_method", "payment_method"),
    loaded("sources", "payment_method", inside::sources),
    loaded("subscriptions", "subscription", inside::subscriptions),
    loaded("tax", "tax", inside::tax),
    loaded("tax_ids", "tax_id", inside::tax_ids),
    by_id("test_clock", "test_helpers.test_clock"),
];

/// The live customer that a path names.
pub async fn get(ctx: &Ctx<'_>, id: &str) -> Result<Stored<Customer>, ApiError> {
    find(ctx, id).await?.ok_or_else(|| ApiError::no_such("customer", id))
}

/// The live customer that a parameter names.
pub async fn named(ctx: &Ctx<'_>, param: &str, id: &str) -> Result<Stored<Customer>, ApiError> {
    find(ctx, id)
        .await?
        .ok_or_else(|| ApiError::no_such_in_body("customer", param, id))
}

async fn find(ctx: &Ctx<'_>, id: &str) -> Result<Option<Stored<Customer>>, ApiError> {
    Ok(ctx.load::<Entry, _>(id, Entry::id).await?.and_then(Entry::live))
}

/// A payment method is about to leave its customer: it is no default any more.
pub async fn forget_default(ctx: &mut Ctx<'_>, customer: &str, method: &PaymentMethodId) -> Result<(), ApiError> {
    let Some(mut customer) = find(ctx, customer).await? else {
        return Ok(());
    };
    let before = customer.object.clone();
    let settings = &mut customer.object.invoice_settings.default_payment_method;
    settings.take_if(|default| default == method);
    customer.object.default_source.take_if(|default| default == method);
    if let Some(previous) = previous_attributes(&before, &customer.object) {
        put(ctx, &customer);
        event(ctx, "customer.updated", &customer.object, Some(previous));
    }
    Ok(())
}

/// Writes a customer as it shall be.
pub fn put(ctx: &mut Ctx<'_>, customer: &Stored<Customer>) {
    let entry = Entry::Live(Box::new(customer.object.clone()));
    ctx.tx.update(&Stored {
        object: entry,
        scope: customer.scope,
        version: customer.version,
    });
}

/// The customer as this unit of work has written it.
pub fn shown(ctx: &Ctx<'_>, customer: &Stored<Customer>) -> Result<Answer, ApiError> {
    let entry = Entry::Live(Box::new(customer.object.clone()));
    Ok(Answer::written(
        &ctx.tx,
        &Stored {
            object: entry,
            scope: customer.scope,
            version: customer.version,
        },
    ))
}

/// An event about a customer that this unit of work has written.
pub fn event(ctx: &mut Ctx<'_>, kind: &str, customer: &Customer, previous: Option<serde_json::Value>) {
    ctx.tx.event(kind, &Entry::Live(Box::new(customer.clone())), previous);
}

impl Record for Entry {
    type Private = model::Private;

    fn table() -> &'static Table {
        &CUSTOMERS
    }

    fn key(&self) -> Key {
        self.id().key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        match self {
            Entry::Live(customer) => vec![customer.email.as_deref().into(), 0.into()],
            Entry::Deleted(_) => vec![db::Cell::Null, 1.into()],
        }
    }

    fn private(&self) -> Option<&model::Private> {
        match self {
            Entry::Live(customer) => Some(&customer.private).filter(|private| **private != model::Private::default()),
            Entry::Deleted(_) => None,
        }
    }

    fn restore(&mut self, private: model::Private) {
        if let Entry::Live(customer) = self {
            customer.private = private;
        }
    }
}
