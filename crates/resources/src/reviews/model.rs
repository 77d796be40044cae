//! A review as the API shows it.

use kernel::Timestamp;
use kernel::ids::{ChargeId, PaymentIntentId, ReviewId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::parts::{Tag, tags};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Review {
    pub id: ReviewId,
    pub object: Tag<tags::Review>,
    pub billing_zip: Option<String>,
    pub charge: Option<ChargeId>,
    pub closed_reason: Option<ClosedReason>,
    pub created: Timestamp,
    pub ip_address: Option<String>,
    pub ip_address_location: Option<Value>,
    pub livemode: bool,
    pub open: bool,
    pub opened_reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_intent: Option<PaymentIntentId>,
    /// Why it is open, or why it was closed.
    pub reason: String,
    pub session: Option<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedReason {
    Approved,
    Canceled,
    Disputed,
    Refunded,
    RefundedAsFraud,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This review has already been closed.")]
pub struct AlreadyClosed;

impl ClosedReason {
    pub fn as_str(self) -> &'static str {
        match self {
            ClosedReason::Approved => "approved",
            ClosedReason::Canceled => "canceled",
            ClosedReason::Disputed => "disputed",
            ClosedReason::Refunded => "refunded",
            ClosedReason::RefundedAsFraud => "refunded_as_fraud",
        }
    }
}

impl Review {
    /// Once and for all.
    pub fn close(&mut self, reason: ClosedReason) -> Result<(), AlreadyClosed> {
        if !self.open {
            return Err(AlreadyClosed);
        }
        self.open = false;
        self.closed_reason = Some(reason);
        self.reason = reason.as_str().to_owned();
        Ok(())
    }
}
