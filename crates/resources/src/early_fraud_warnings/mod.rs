//! Early fraud warnings: the issuer reports that a payment may be fraud, before anybody disputes it.
//!
//! ```text
//! actionable ──refunded in full, or disputed──▶ not actionable
//!      ▲──────────that refund failed──────────────────┘
//! ```

mod issue;
mod list;
mod model;
mod retrieve;

use db::{Record, Table, index, int};
use kernel::Key;
use kernel::ids::EarlyFraudWarningId;
use wire::operation;
use wire::resource::{Expand, Resource, Show, by_id};

pub use issue::{follow, recheck};
pub use model::EarlyFraudWarning;

pub static EARLY_FRAUD_WARNINGS: Table = Table {
    name: "early_fraud_warnings",
    columns: &[int("charge"), int("payment_intent")],
    indexes: &[index("charge", &[0]), index("payment_intent", &[1])],
};

pub fn resource() -> Resource {
    Resource {
        object: "radar.early_fraud_warning",
        prefixes: &["issfr_"],
        table: &EARLY_FRAUD_WARNINGS,
        key: |id| EarlyFraudWarningId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: EXPANDS,
        publishable: &[],
        routes: || {
            vec![
                operation!(GET "/v1/radar/early_fraud_warnings", secret "charge_read", "list.params", list::handler => "list:radar.early_fraud_warning"),
                operation!(GET "/v1/radar/early_fraud_warnings/{id}", secret "charge_read", "../params/expand_only.params", retrieve::handler => "radar.early_fraud_warning"),
            ]
        },
    }
}

const EXPANDS: &[Expand] = &[by_id("charge", "charge"), by_id("payment_intent", "payment_intent")];

impl Record for EarlyFraudWarning {
    type Private = ();

    fn table() -> &'static Table {
        &EARLY_FRAUD_WARNINGS
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
}
