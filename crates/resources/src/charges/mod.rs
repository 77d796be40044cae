//! Charges: one attempt to move money, and what became of it. Made by payment intents, mostly.
//!
//! ```text
//! (attempt) ──approved──▶ succeeded, captured          ──refund──▶ partly or wholly refunded
//!     │     ──approved, manual──▶ succeeded, uncaptured ──capture──▶ captured
//!     │                                    └──void / expiry──▶ refunded
//!     └─────declined──▶ failed
//! ```
//!
//! Money moves when funds are captured: in that commit the balance transaction and its postings are
//! written. With asynchronous capture the charge shows its balance transaction a little later.

mod book;
mod capture;
mod create;
mod details;
mod list;
mod list_refunds;
mod model;
mod other;
mod outcome;
mod publish;
mod refund;
mod retrieve;
mod retrieve_refund;
mod shown;
mod update;

use db::{Record, Stored, Table, index, int, text};
use futures::future::BoxFuture;
use kernel::Key;
use kernel::ids::ChargeId;
use serde_json::{Map, Value};
use wire::resource::{Expand, How, Resource, Show, by_id};
use wire::timer::TimerKind;
use wire::{ApiError, Ctx, operation};

pub use book::{Booking, availability, behavior, book, publish_now};
pub use create::{Attempt, approved, refused};
pub use details::{PaymentMethodDetails, ThreeDSecure};
pub use list::of_intent;
pub use model::{Charge, ChargeStatus, DisputeMark};
pub use other::{Standing, failed, of_method};
pub use publish::{PUBLISH, publish};
pub use refund::of_charge as refunds_of_charge;
pub use shown::Own;

pub static CHARGES: Table = Table {
    name: "charges",
    columns: &[
        int("customer"),
        int("payment_intent"),
        text("transfer_group"),
        text("status"),
        int("captured"),
        int("txn"),
    ],
    indexes: &[
        index("customer", &[0]),
        index("payment_intent", &[1]),
        index("transfer_group", &[2]),
    ],
};

pub fn resource() -> Resource {
    Resource {
        object: "charge",
        prefixes: &["ch_", "py_"],
        table: &CHARGES,
        key: |id| ChargeId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: EXPANDS,
        publishable: &[],
        routes: || {
            vec![
                operation!(POST "/v1/charges", secret "charge_write", "create.params", create::handler => "charge"),
                operation!(GET "/v1/charges", secret "charge_read", "list.params", list::handler => "list:charge"),
                operation!(GET "/v1/charges/{id}", secret "charge_read", "../params/expand_only.params", retrieve::handler => "charge"),
                operation!(POST "/v1/charges/{id}", secret "charge_write", "update.params", update::handler => "charge"),
                operation!(POST "/v1/charges/{id}/capture", secret "charge_write", "capture.params", capture::handler => "charge"),
                operation!(POST "/v1/charges/{id}/refund", secret "charge_write", "../refunds/create.params", refund::handler => "charge"),
                operation!(POST "/v1/charges/{id}/refunds", secret "charge_write", "../refunds/create.params", refund::of_old => "refund"),
                operation!(GET "/v1/charges/{id}/refunds", secret "charge_read", "../params/paginate_only.params", list_refunds::handler => "list:refund"),
                operation!(GET "/v1/charges/{charge}/refunds/{id}", secret "charge_read", "../params/expand_only.params", retrieve_refund::handler => "refund"),
            ]
        },
    }
}

pub fn timers() -> Vec<TimerKind> {
    vec![TimerKind {
        kind: publish::PUBLISH,
        run: |ctx| Box::pin(publish::on_publish(ctx)),
    }]
}

const EXPANDS: &[Expand] = &[
    by_id("application_fee", "application_fee"),
    by_id("balance_transaction", "balance_transaction"),
    by_id("customer", "customer"),
    by_id("failure_balance_transaction", "balance_transaction"),
    by_id("on_behalf_of", "account"),
    by_id("payment_intent", "payment_intent"),
    by_id("payment_method_details.card.mandate", "mandate"),
    by_id("review", "review"),
    by_id("source_transfer", "transfer"),
    by_id("transfer", "transfer"),
    by_id("transfer_data.destination", "account"),
    Expand {
        field: "refunds",
        object: "refund",
        how: How::Loaded(refunds),
    },
];

fn refunds<'a>(ctx: &'a Ctx<'_>, charge: &'a Map<String, Value>) -> BoxFuture<'a, Result<Value, ApiError>> {
    Box::pin(async move {
        let id = charge.get("id").and_then(Value::as_str).unwrap_or_default();
        let (data, has_more) = refunds_of_charge(ctx, id).await?;
        Ok(wire::render::list(data, has_more, &format!("/v1/charges/{id}/refunds")))
    })
}

/// The charge that a path names.
pub async fn get(ctx: &Ctx<'_>, id: &str) -> Result<Stored<Charge>, ApiError> {
    find(ctx, id).await?.ok_or_else(|| ApiError::no_such("charge", id))
}

/// The charge that a parameter names.
pub async fn named(ctx: &Ctx<'_>, param: &str, id: &str) -> Result<Stored<Charge>, ApiError> {
    find(ctx, id)
        .await?
        .ok_or_else(|| ApiError::no_such_in_body("charge", param, id))
}

async fn find(ctx: &Ctx<'_>, id: &str) -> Result<Option<Stored<Charge>>, ApiError> {
    ctx.load::<Charge, _>(id, |charge| &charge.id).await
}

impl Record for Charge {
    type Private = model::Private;

    const EVENT_VARIANT: char = '3';

    fn table() -> &'static Table {
        &CHARGES
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        vec![
            self.customer.as_ref().map(|id| id.key()).into(),
            self.payment_intent.as_ref().map(|id| id.key()).into(),
            self.transfer_group.as_deref().into(),
            self.status.as_str().into(),
            self.captured.into(),
            self.private.balance_transaction.as_ref().map(|id| id.key()).into(),
        ]
    }

    fn private(&self) -> Option<&model::Private> {
        Some(&self.private)
    }

    fn restore(&mut self, private: model::Private) {
        self.private = private;
    }
}
