//! Writing a balance transaction: the row, its postings, and the timer that settles its day.

use db::Tx;
use kernel::ids::BalanceTransactionId;
use kernel::{Money, MoneyError, Timestamp};
use ledger::Availability;
use wire::ApiError;

use super::settlement::Settlement;
use super::{BalanceTransaction, FeeDetail, Status};

/// What moved the money. It decides the postings and which way the amount counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Captured funds of a card.
    Charge,
    /// Captured funds of anything else.
    Payment,
    /// Back to the cardholder.
    Refund,
    /// Back to whoever paid otherwise.
    PaymentRefund,
    /// A refund that failed: the money comes back to the merchant.
    RefundFailure,
    /// A dispute takes funds back.
    Dispute,
    /// A dispute was won: the funds come back.
    DisputeReversal,
}

/// A balance transaction to be. `amount` and `fee` are what moves, never negative, in one currency.
#[derive(Clone, Debug)]
pub struct New {
    pub kind: Kind,
    /// Public id of the charge, refund or dispute.
    pub source: String,
    pub amount: Money,
    pub fee: Money,
    pub available_on: Timestamp,
    pub availability: Availability,
    pub description: Option<String>,
}

impl Kind {
    pub fn r#type(self) -> &'static str {
        match self {
            Kind::Charge => "charge",
            Kind::Payment => "payment",
            Kind::Refund => "refund",
            Kind::PaymentRefund => "payment_refund",
            Kind::RefundFailure => "refund_failure",
            Kind::Dispute | Kind::DisputeReversal => "adjustment",
        }
    }

    /// Source: API reference, "Reporting categories".
    pub fn reporting_category(self) -> &'static str {
        match self {
            Kind::Charge | Kind::Payment => "charge",
            Kind::Refund | Kind::PaymentRefund => "refund",
            Kind::RefundFailure => "refund_failure",
            Kind::Dispute => "dispute",
            Kind::DisputeReversal => "dispute_reversal",
        }
    }

    fn fee_description(self) -> &'static str {
        match self {
            Kind::Dispute | Kind::DisputeReversal => "Dispute fee",
            Kind::Charge | Kind::Payment | Kind::Refund | Kind::PaymentRefund | Kind::RefundFailure => {
                "Stripe processing fees"
            }
        }
    }
}

/// Writes it. To be called in the unit of work that causes the movement, once.
pub fn record(tx: &mut Tx<'_>, new: New) -> Result<BalanceTransactionId, ApiError> {
    Ok(recorded(tx, new)?.id)
}

/// As `record`, for objects that show the whole of it.
pub fn recorded(tx: &mut Tx<'_>, new: New) -> Result<BalanceTransaction, ApiError> {
    written(tx, new).map_err(|error| {
        tracing::error!(%error, "a balance transaction does not add up");
        ApiError::internal()
    })
}

fn written(tx: &mut Tx<'_>, new: New) -> Result<BalanceTransaction, MoneyError> {
    let id: BalanceTransactionId = tx.id_with("txn_", '3');
    let transaction = id.key();
    assert!(new.amount.minor_units() >= 0, "{:?} of {:?}", new.kind, new.amount);
    let amount = match new.kind {
        Kind::Charge | Kind::Payment => {
            ledger::charge(tx, transaction, new.amount, new.fee, new.availability);
            new.amount
        }
        Kind::Refund | Kind::PaymentRefund => {
            ledger::refund(tx, transaction, new.amount, new.availability)?;
            new.amount.negated()?
        }
        Kind::RefundFailure => {
            ledger::refund(tx, transaction, new.amount.negated()?, new.availability)?;
            new.amount
        }
        Kind::Dispute => {
            ledger::dispute(tx, transaction, new.amount, new.fee, new.availability);
            new.amount.negated()?
        }
        Kind::DisputeReversal => {
            ledger::reinstate(tx, transaction, new.amount, new.availability);
            new.amount
        }
    };
    let status = match new.availability {
        Availability::Now => Status::Available,
        Availability::On(at) => {
            Settlement::of(new.amount.currency(), at).expect_on(tx);
            Status::Pending
        }
    };
    let object = BalanceTransaction {
        id,
        object: Default::default(),
        amount: amount.minor_units(),
        available_on: new.available_on,
        balance_type: "payments".to_owned(),
        created: tx.now(),
        currency: amount.currency(),
        description: new.description,
        exchange_rate: None,
        fee: new.fee.minor_units(),
        fee_details: fee_details(new.fee, new.kind.fee_description()),
        net: amount.sub(new.fee)?.minor_units(),
        reporting_category: new.kind.reporting_category().to_owned(),
        source: new.source,
        status,
        r#type: new.kind.r#type().to_owned(),
    };
    Ok(tx.insert(object).object)
}

fn fee_details(fee: Money, description: &str) -> Vec<FeeDetail> {
    if fee.is_zero() {
        return Vec::new();
    }
    vec![FeeDetail {
        amount: fee.minor_units(),
        application: None,
        currency: fee.currency(),
        description: Some(description.to_owned()),
        r#type: "stripe_fee".to_owned(),
    }]
}
