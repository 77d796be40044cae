//! A refund as the API shows it, and the moves between its statuses.

use kernel::ids::{BalanceTransactionId, ChargeId, CustomerId, PaymentIntentId, PaymentMethodId, RefundId};
use kernel::{Currency, Money, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::destination::DestinationDetails;
use crate::parts::{Metadata, Tag, tags};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Refund {
    pub id: RefundId,
    pub object: Tag<tags::Refund>,
    /// Minor units.
    pub amount: i64,
    pub balance_transaction: Option<BalanceTransactionId>,
    pub charge: Option<ChargeId>,
    pub created: Timestamp,
    pub currency: Currency,
    pub customer: Option<CustomerId>,
    pub customer_account: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_details: Option<DestinationDetails>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_balance_transaction: Option<BalanceTransactionId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions_email: Option<String>,
    pub metadata: Metadata,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_action: Option<Value>,
    pub payment_intent: Option<PaymentIntentId>,
    pub payment_method: Option<PaymentMethodId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending_reason: Option<String>,
    pub reason: Option<String>,
    pub receipt_number: Option<String>,
    pub source_transfer_reversal: Option<String>,
    pub status: Status,
    pub transfer_reversal: Option<String>,
    #[serde(skip)]
    pub private: Private,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Pending,
    RequiresAction,
    Succeeded,
    Failed,
    Canceled,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    /// The failure that the sandbox has in store.
    pub fails_with: Option<String>,
    /// Where the funds were taken from: a failed refund puts them back there.
    pub taken_on: Option<Timestamp>,
}

impl Refund {
    pub fn amount(&self) -> Money {
        Money::new(self.amount, self.currency)
    }

    /// The cardholder's bank has the money.
    pub fn succeed(&mut self) {
        self.status = Status::Succeeded;
        self.pending_reason = None;
    }

    /// The customer must say where the money is to go.
    pub fn require_action(&mut self, next_action: Value) {
        self.status = Status::RequiresAction;
        self.pending_reason = None;
        self.next_action = Some(next_action);
    }

    /// Nobody wants it any more; the money came back.
    pub fn cancel(&mut self, returned: BalanceTransactionId) {
        self.status = Status::Canceled;
        self.next_action = None;
        self.failure_balance_transaction = Some(returned);
    }

    /// The money came back.
    pub fn fail(&mut self, reason: String, returned: Option<BalanceTransactionId>) {
        self.status = Status::Failed;
        self.pending_reason = None;
        self.next_action = None;
        self.failure_reason = Some(reason);
        self.failure_balance_transaction = returned;
    }

    /// The reference is known: sixteen digits.
    pub fn trace(&mut self, reference: String) {
        if let Some(details) = self.destination_details.as_mut() {
            details.trace(reference);
        }
    }
}
