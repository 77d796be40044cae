//! A balance transaction as the API shows it and as it is stored.

use kernel::ids::{BalanceTransactionId, ChargeId, RefundId};
use kernel::{Currency, Key, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::parts::{Tag, tags};

/// Amounts are minor units of `currency`; `net` is `amount - fee`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BalanceTransaction {
    pub id: BalanceTransactionId,
    pub object: Tag<tags::BalanceTransaction>,
    /// Negative where money leaves the balance.
    pub amount: i64,
    pub available_on: Timestamp,
    pub balance_type: String,
    pub created: Timestamp,
    pub currency: Currency,
    pub description: Option<String>,
    /// Always null: an account has a balance in each currency it charges in.
    pub exchange_rate: Option<serde_json::Number>,
    pub fee: i64,
    pub fee_details: Vec<FeeDetail>,
    pub net: i64,
    pub reporting_category: String,
    pub source: String,
    pub status: Status,
    pub r#type: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FeeDetail {
    pub amount: i64,
    pub application: Option<String>,
    pub currency: Currency,
    pub description: Option<String>,
    pub r#type: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Available,
    Pending,
}

impl BalanceTransaction {
    /// What the API shows at a moment: what was stored as pending becomes available by itself.
    pub fn shown(&self, now: Timestamp) -> Value {
        let mut shown = self.clone();
        if shown.available_on <= now {
            shown.status = Status::Available;
        }
        serde_json::to_value(&shown).expect("models serialize")
    }

    /// The key that `source` carries, if one can list by it: the original finds nothing by a dispute.
    pub fn source_key(&self) -> Option<Key> {
        let charge = ChargeId::parse(&self.source).map(|id| id.key());
        charge.or_else(|| RefundId::parse(&self.source).map(|id| id.key()))
    }
}
