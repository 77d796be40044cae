//! A charge as the API shows it, and the moves between its states.

use kernel::ids::{
    BalanceTransactionId, ChargeId, CustomerId, DisputeId, EarlyFraudWarningId, PaymentIntentId, PaymentMethodId,
    ReviewId,
};
use kernel::{Currency, Key, Money, MoneyError, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::details::PaymentMethodDetails;
use super::outcome::Outcome;
use crate::parts::{BillingDetails, Metadata, Shipping, Tag, tags};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Charge {
    pub id: ChargeId,
    pub object: Tag<tags::Charge>,
    /// Minor units, as are all amounts here.
    pub amount: i64,
    pub amount_captured: i64,
    pub amount_refunded: i64,
    pub application: Option<String>,
    pub application_fee: Option<String>,
    pub application_fee_amount: Option<i64>,
    pub balance_transaction: Option<BalanceTransactionId>,
    pub billing_details: BillingDetails,
    pub calculated_statement_descriptor: Option<String>,
    pub captured: bool,
    pub created: Timestamp,
    pub currency: Currency,
    pub customer: Option<CustomerId>,
    pub description: Option<String>,
    pub disputed: bool,
    pub failure_balance_transaction: Option<BalanceTransactionId>,
    pub failure_code: Option<String>,
    pub failure_message: Option<String>,
    pub fraud_details: Value,
    pub livemode: bool,
    pub metadata: Metadata,
    pub on_behalf_of: Option<String>,
    pub outcome: Option<Outcome>,
    pub paid: bool,
    pub payment_intent: Option<PaymentIntentId>,
    pub payment_method: Option<PaymentMethodId>,
    pub payment_method_details: Option<PaymentMethodDetails>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radar_options: Option<Value>,
    pub receipt_email: Option<String>,
    pub receipt_number: Option<String>,
    pub receipt_url: Option<String>,
    pub refunded: bool,
    pub review: Option<ReviewId>,
    pub shipping: Option<Shipping>,
    pub source: Option<Value>,
    pub source_transfer: Option<String>,
    pub statement_descriptor: Option<String>,
    pub statement_descriptor_suffix: Option<String>,
    pub status: ChargeStatus,
    pub transfer_data: Option<Value>,
    pub transfer_group: Option<String>,
    #[serde(skip)]
    pub private: Private,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeStatus {
    Succeeded,
    Pending,
    Failed,
}

/// What Florin keeps beside a charge.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    /// Booked when the funds were captured; shown on the charge a little later.
    pub balance_transaction: Option<BalanceTransactionId>,
    /// When the captured funds become available; `None` if they were at once.
    pub available_on: Option<Timestamp>,
    /// Refunds that wait or succeeded, summed: what is left to refund is captured less this.
    pub refunds_open: i64,
    /// The sandbox's word for how refunds of this charge go.
    pub behavior: String,
    /// Funds of this charge go straight to available.
    pub bypass_pending: bool,
    /// The card's country, for the fee.
    pub card_country: Option<String>,
    /// Until when a hold of something else than a card can be captured.
    pub hold_until: Option<Timestamp>,
    /// What an acquirer far away knows the authorization by; none with the sandbox.
    pub authorization: Option<Key>,
    pub disputes: Vec<DisputeMark>,
    pub early_fraud_warning: Option<EarlyFraudWarningId>,
}

/// A dispute, as far as refunds of its charge must know of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DisputeMark {
    pub id: DisputeId,
    /// False while the funds are with the cardholder's bank, and for good once the dispute is lost.
    pub refundable: bool,
}

impl ChargeStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            ChargeStatus::Succeeded => "succeeded",
            ChargeStatus::Pending => "pending",
            ChargeStatus::Failed => "failed",
        }
    }
}

impl Charge {
    pub fn amount(&self) -> Money {
        Money::new(self.amount, self.currency)
    }

    /// Funds left to refund: captured, less every refund that has not failed or been canceled.
    pub fn left_to_refund(&self) -> Result<Money, MoneyError> {
        Money::new(self.amount_captured, self.currency).sub(Money::new(self.private.refunds_open, self.currency))
    }

    /// Whether the cardholder's bank took the funds back, and has not given them back since.
    pub fn is_charged_back(&self) -> bool {
        self.private.disputes.iter().any(|dispute| !dispute.refundable)
    }

    /// Counts a refund as made.
    pub fn add_refund(&mut self, refunded: Money) -> Result<(), MoneyError> {
        let sum = Money::new(self.private.refunds_open, self.currency).add(refunded)?;
        self.private.refunds_open = sum.minor_units();
        self.amount_refunded = sum.minor_units();
        self.refunded = self.amount_refunded == self.amount_captured && self.amount_captured > 0;
        Ok(())
    }

    /// Takes back a refund that failed.
    pub fn remove_refund(&mut self, refunded: Money) -> Result<(), MoneyError> {
        self.add_refund(refunded.negated()?)?;
        self.refunded = false;
        Ok(())
    }

    /// The hold was let go: nothing was captured and nothing will be.
    pub fn release(&mut self) {
        self.refunded = true;
        self.amount_refunded = self.amount;
    }

    /// Claims held funds, wholly or partly; the rest is let go.
    pub fn capture(&mut self, amount: Money) {
        self.captured = true;
        self.amount_captured = amount.minor_units();
        self.private.hold_until = None;
        if let Some(card) = self
            .payment_method_details
            .as_mut()
            .and_then(|details| details.card.as_mut())
        {
            card.capture_before = None;
        }
    }

    /// Until when a hold can be captured.
    pub fn capture_before(&self) -> Option<Timestamp> {
        let details = self.payment_method_details.as_ref();
        let of_card = details.and_then(|details| details.card.as_ref()?.capture_before);
        of_card.or(self.private.hold_until)
    }

    /// The type of the payment method.
    pub fn method(&self) -> &str {
        self.payment_method_details
            .as_ref()
            .map_or("card", |details| details.r#type.as_str())
    }

    pub fn is_hold(&self) -> bool {
        self.status == ChargeStatus::Succeeded && !self.captured && !self.refunded
    }
}
