//! A refund as the API shows it, and the moves between its statuses.

use kernel::ids::{BalanceTransactionId, ChargeId, CustomerId, PaymentIntentId, PaymentMethodId, RefundId};
use kernel::{Currency, Money, Timestamp};
use serde::{Deserialize, Serialize};

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
    pub destination_details: DestinationDetails,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_balance_transaction: Option<BalanceTransactionId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions_email: Option<String>,
    pub metadata: Metadata,
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

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DestinationDetails {
    pub card: CardDestination,
    pub r#type: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CardDestination {
    /// The acquirer reference number, by which the issuer traces the refund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    pub reference_status: String,
    pub reference_type: String,
    pub r#type: String,
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

    /// The money came back.
    pub fn fail(&mut self, reason: String, returned: Option<BalanceTransactionId>) {
        self.status = Status::Failed;
        self.pending_reason = None;
        self.failure_reason = Some(reason);
        self.failure_balance_transaction = returned;
    }

    /// The reference is known: sixteen digits.
    pub fn trace(&mut self, reference: String) {
        self.destination_details.card.reference = Some(reference);
        self.destination_details.card.reference_status = "available".to_owned();
    }
}

impl DestinationDetails {
    pub fn of_card() -> DestinationDetails {
        DestinationDetails {
            card: CardDestination {
                reference: None,
                reference_status: "pending".to_owned(),
                reference_type: "acquirer_reference_number".to_owned(),
                r#type: "refund".to_owned(),
            },
            r#type: "card".to_owned(),
        }
    }
}
