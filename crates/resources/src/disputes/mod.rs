//! Disputes: a cardholder's bank doubts a charge, and the merchant may answer with evidence.
//!
//! ```text
//! inquiry:     warning_needs_response ──evidence──▶ warning_under_review ──verdict──▶ warning_closed
//!                 │ │ └──────close, refund in full, 120 days──────────────────────────▶ warning_closed
//!                 │ └──escalated (from either)─┐
//!                 ▼                            ▼ funds withdrawn
//! chargeback:  (funds withdrawn) ──────▶ needs_response ──evidence──▶ under_review ──verdict──▶ won, funds reinstated
//!                                              │                            └─────verdict──▶ lost
//!                                              └──close, or due_by is past──▶ lost
//! appeal:      lost ──▶ appeal_needs_response ──evidence──▶ appeal_under_review ──verdict──▶ won or lost
//! ```
//!
//! A chargeback takes the disputed amount and a fee from the balance in the commit that opens it. A charge that was taken
//! back cannot be refunded, unless the merchant wins; an inquiry moves nothing.

mod advance;
mod close;
mod eligibility;
mod events;
mod evidence;
mod funds;
mod list;
mod model;
mod open;
mod retrieve;
mod update;

use db::{Record, Row, Stored, Table, index, int};
use kernel::ids::DisputeId;
use kernel::{Key, Timestamp};
use serde_json::Value;
use wire::resource::{Expand, Resource, Show, by_id};
use wire::timer::TimerKind;
use wire::{ApiError, Ctx, operation};

pub use advance::{DUE, SILENCE, VERDICT};
pub use list::of_charge;
pub use model::{Dispute, Status};
pub use open::{follow, refunded};

pub static DISPUTES: Table = Table {
    name: "disputes",
    columns: &[int("charge"), int("payment_intent")],
    indexes: &[index("charge", &[0]), index("payment_intent", &[1])],
};

pub fn resource() -> Resource {
    Resource {
        object: "dispute",
        prefixes: &["du_", "dp_"],
        table: &DISPUTES,
        key: |id| DisputeId::parse(id).map(|id| id.key()),
        show: Show::At(show),
        expands: EXPANDS,
        publishable: &[],
        routes: || {
            vec![
                operation!(GET "/v1/disputes", secret "dispute_read", "list.params", list::handler => "list:dispute"),
                operation!(GET "/v1/disputes/{id}", secret "dispute_read", "../params/expand_only.params", retrieve::handler => "dispute"),
                operation!(POST "/v1/disputes/{id}", secret "dispute_write", "update.params", update::handler => "dispute"),
                operation!(POST "/v1/disputes/{id}/close", secret "dispute_write", "../params/expand_only.params", close::handler => "dispute"),
            ]
        },
    }
}

pub fn timers() -> Vec<TimerKind> {
    vec![
        TimerKind {
            kind: advance::DUE,
            run: |ctx| Box::pin(advance::on_due(ctx)),
        },
        TimerKind {
            kind: advance::SILENCE,
            run: |ctx| Box::pin(advance::on_silence(ctx)),
        },
        TimerKind {
            kind: advance::VERDICT,
            run: |ctx| Box::pin(advance::on_verdict(ctx)),
        },
    ]
}

const EXPANDS: &[Expand] = &[
    by_id("balance_transactions", "balance_transaction"),
    by_id("charge", "charge"),
    by_id("payment_intent", "payment_intent"),
];

/// The stored object with its balance transactions as they are at a moment.
fn show(row: &Row, now: Timestamp) -> Result<Value, ApiError> {
    let stored = Dispute::read(row)?;
    Ok(stored.object.shown(now))
}

/// The dispute that a path names.
pub async fn get(ctx: &Ctx<'_>, id: &str) -> Result<Stored<Dispute>, ApiError> {
    let found = ctx.load::<Dispute, _>(id, |dispute| &dispute.id).await?;
    found.ok_or_else(|| ApiError::no_such("dispute", id))
}

impl Record for Dispute {
    type Private = model::Private;

    fn table() -> &'static Table {
        &DISPUTES
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        vec![
            self.charge.key().into(),
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
