//! Reviews: payments that a rule of the account puts before a person, who lets them stand or refunds them.
//!
//! ```text
//! open ──approve──▶ closed: approved
//!   ├──refund in full──▶ closed: refunded, or refunded_as_fraud
//!   ├──dispute──▶ closed: disputed
//!   └──the hold is canceled──▶ closed: canceled
//! ```
//!
//! A payment in review goes on meanwhile: it is captured, and its money moves.

mod approve;
mod close;
mod list;
mod model;
mod open;
mod retrieve;

use db::{Record, Stored, Table, int};
use kernel::Key;
use kernel::ids::ReviewId;
use wire::resource::{Expand, Resource, Show, by_id};
use wire::{ApiError, Ctx, operation};

pub use close::{close, refunded};
pub use model::{ClosedReason, Review};
pub use open::open;

pub static REVIEWS: Table = Table {
    name: "reviews",
    columns: &[int("charge")],
    indexes: &[],
};

pub fn resource() -> Resource {
    Resource {
        object: "review",
        prefixes: &["prv_"],
        table: &REVIEWS,
        key: |id| ReviewId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: EXPANDS,
        publishable: &[],
        routes: || {
            vec![
                operation!(GET "/v1/reviews", secret "review_read", "list.params", list::handler => "list:review"),
                operation!(GET "/v1/reviews/{id}", secret "review_read", "../params/expand_only.params", retrieve::handler => "review"),
                operation!(POST "/v1/reviews/{id}/approve", secret "review_write", "../params/expand_only.params", approve::handler => "review"),
            ]
        },
    }
}

const EXPANDS: &[Expand] = &[by_id("charge", "charge"), by_id("payment_intent", "payment_intent")];

/// The review that a path names.
async fn get(ctx: &Ctx<'_>, id: &str) -> Result<Stored<Review>, ApiError> {
    let found = ctx.load::<Review, _>(id, |review| &review.id).await?;
    found.ok_or_else(|| ApiError::no_such("review", id))
}

impl Record for Review {
    type Private = ();

    fn table() -> &'static Table {
        &REVIEWS
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        vec![self.charge.as_ref().map(|id| id.key()).into()]
    }
}
