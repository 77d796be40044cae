//! Refunds: a new movement of captured funds back to the cardholder.
//!
//! ```text
//! (create) ──▶ succeeded ──▶ failed            pending ──▶ succeeded
//!        └───▶ pending ────▶ failed            requires_action ──cancel──▶ canceled
//! ```
//!
//! Other payment methods refund as their row of `acquiring::methods` says: at once, later, or after the customer has said
//! where to. Cards refund at once; two of the sandbox's test cards take longer, or fail afterwards. What the
//! payment cost is not returned.

mod advance;
mod by_method;
mod cancel;
mod create;
mod destination;
mod events;
mod expire;
mod list;
mod model;
mod retrieve;
mod update;

use db::{Record, Stored, Table, index, int};
use kernel::Key;
use kernel::ids::RefundId;
use wire::resource::{Expand, Resource, Show, by_id};
use wire::timer::TimerKind;
use wire::{ApiError, Ctx, operation};

pub use advance::{ADVANCE, settle};
pub use create::{Refunded, of_charge};
pub use list::page_of_charge;
pub use model::{Refund, Status};

pub static REFUNDS: Table = Table {
    name: "refunds",
    columns: &[int("charge"), int("payment_intent")],
    indexes: &[index("charge", &[0]), index("payment_intent", &[1])],
};

pub fn resource() -> Resource {
    Resource {
        object: "refund",
        prefixes: &["re_", "pyr_"],
        table: &REFUNDS,
        key: |id| RefundId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: EXPANDS,
        publishable: &[],
        routes: || {
            vec![
                operation!(POST "/v1/refunds", secret "charge_write", "create.params", create::handler => "refund"),
                operation!(GET "/v1/refunds", secret "charge_read", "list.params", list::handler => "list:refund"),
                operation!(GET "/v1/refunds/{id}", secret "charge_read", "../params/expand_only.params", retrieve::handler => "refund"),
                operation!(POST "/v1/refunds/{id}", secret "charge_write", "update.params", update::handler => "refund"),
                operation!(POST "/v1/refunds/{id}/cancel", secret "charge_write", "../params/expand_only.params", cancel::handler => "refund"),
                operation!(POST "/v1/test_helpers/refunds/{id}/expire", secret "charge_write", "../params/expand_only.params", expire::handler => "refund"),
            ]
        },
    }
}

pub fn timers() -> Vec<TimerKind> {
    vec![TimerKind {
        kind: advance::ADVANCE,
        run: |ctx| Box::pin(advance::on_advance(ctx)),
    }]
}

const EXPANDS: &[Expand] = &[
    by_id("balance_transaction", "balance_transaction"),
    by_id("charge", "charge"),
    by_id("customer", "customer"),
    by_id("failure_balance_transaction", "balance_transaction"),
    by_id("payment_intent", "payment_intent"),
    by_id("payment_method", "payment_method"),
    by_id("source_transfer_reversal", "transfer_reversal"),
    by_id("transfer_reversal", "transfer_reversal"),
];

/// The refund that a path names.
pub async fn get(ctx: &Ctx<'_>, id: &str) -> Result<Stored<Refund>, ApiError> {
    let found = ctx.load::<Refund, _>(id, |refund| &refund.id).await?;
    found.ok_or_else(|| ApiError::no_such("refund", id))
}

impl Record for Refund {
    type Private = model::Private;

    const EVENT_VARIANT: char = '3';

    fn table() -> &'static Table {
        &REFUNDS
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        vec![
            self.charge.as_ref().map(|id| id.key()).into(),
            self.payment_intent.as_ref().map(|id| id.key()).into(),
        ]
    }

    fn private(&self) -> Option<&model::Private> {
        Some(&self.private)
    }

    fn restore(&mut self, private: model::Private) {
        self.private = private;
    }
}
