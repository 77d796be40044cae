//! Payment methods: how a customer pays. Cards, bank accounts, and types whose hash says little or nothing.
//!
//! ```text
//! (made) ──attach / first use with a customer──▶ attached ──detach──▶ consumed
//!    └────────────── used without a customer ────────────────────────▶ consumed
//! ```
//!
//! A magic id (`pm_card_visa`) makes a new payment method each time it is used; within one request all
//! mentions of it mean the same one.

mod attach;
pub mod bank;
mod card;
mod create;
pub mod deposits;
mod detach;
mod details;
mod generated;
mod list;
mod model;
mod retrieve;
mod update;
pub mod vault;

use db::{Record, Stored, Table, index, int};
use kernel::Key;
use kernel::ids::PaymentMethodId;
use wire::resource::{Expand, Resource, Show, by_id};
use wire::timer::TimerKind;
use wire::{Answer, ApiError, Ctx, operation};

pub use attach::{attach, check_on_attach, save};
pub use card::{CardChecks, CardHash, CardState};
pub use create::{entered, from_params, from_token, of_stored_card, of_test_card};
pub use detach::detach;
pub use generated::{Origin, generated};
pub use list::page_of_customer;
pub use model::{PaymentMethod, Private, Standing};

pub static PAYMENT_METHODS: Table = Table {
    name: "payment_methods",
    columns: &[int("customer")],
    indexes: &[index("customer", &[0])],
};

pub fn resource() -> Resource {
    Resource {
        object: "payment_method",
        prefixes: &["pm_", "card_"],
        table: &PAYMENT_METHODS,
        key: |id| PaymentMethodId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: EXPANDS,
        publishable: &[],
        routes: || {
            vec![
                operation!(POST "/v1/payment_methods", publishable "payment_method_write", "create.params", create::handler => "payment_method"),
                operation!(GET "/v1/payment_methods", secret "payment_method_read", "list.params", list::handler => "list:payment_method"),
                operation!(GET "/v1/payment_methods/{id}", secret "payment_method_read", "../params/expand_only.params", retrieve::handler => "payment_method"),
                operation!(POST "/v1/payment_methods/{id}", secret "payment_method_write", "update.params", update::handler => "payment_method"),
                operation!(POST "/v1/payment_methods/{id}/attach", secret "payment_method_write", "attach.params", attach::handler => "payment_method"),
                operation!(POST "/v1/payment_methods/{id}/detach", secret "payment_method_write", "../params/expand_only.params", detach::handler => "payment_method"),
            ]
        },
    }
}

const EXPANDS: &[Expand] = &[by_id("customer", "customer")];

pub fn timers() -> Vec<TimerKind> {
    vec![TimerKind {
        kind: vault::CVC_EXPIRY,
        run: |ctx| Box::pin(vault::on_cvc_expiry(ctx)),
    }]
}

/// The payment method that a path names; a magic id makes one.
pub async fn get(ctx: &mut Ctx<'_>, id: &str) -> Result<Stored<PaymentMethod>, ApiError> {
    find(ctx, id)
        .await?
        .ok_or_else(|| ApiError::no_such("payment_method", id))
}

/// The payment method that a parameter names; a magic id makes one.
pub async fn named(ctx: &mut Ctx<'_>, param: &str, id: &str) -> Result<Stored<PaymentMethod>, ApiError> {
    find(ctx, id)
        .await?
        .ok_or_else(|| ApiError::no_such_in_body("payment_method", param, id))
}

async fn find(ctx: &mut Ctx<'_>, id: &str) -> Result<Option<Stored<PaymentMethod>>, ApiError> {
    if let Some(made) = ctx.made(id) {
        return Ok(ctx.tx.get::<PaymentMethod>(made).await?);
    }
    if let Some(method) = create::magic(ctx, id) {
        ctx.remember(id, method.id.key());
        return Ok(Some(method));
    }
    ctx.load::<PaymentMethod, _>(id, |method| &method.id).await
}

/// The payment method as this unit of work holds it.
pub fn shown(ctx: &Ctx<'_>, method: &Stored<PaymentMethod>) -> Result<Answer, ApiError> {
    Ok(Answer::written(&ctx.tx, method))
}

impl Record for PaymentMethod {
    type Private = Private;

    fn table() -> &'static Table {
        &PAYMENT_METHODS
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        vec![self.customer.as_ref().map(|customer| customer.key()).into()]
    }

    fn private(&self) -> Option<&Private> {
        Some(&self.private)
    }

    fn restore(&mut self, private: Private) {
        self.private = private;
    }
}
