//! Placeholder.
use db::Tx;
use kernel::ids::BalanceTransactionId;
use kernel::{Key, Money, Timestamp};
use wire::ApiError;
pub enum Kind {
    Charge,
    Payment,
    Refund,
    PaymentRefund,
    RefundFailure,
}
pub struct New {
    pub kind: Kind,
    pub source: String,
    pub source_key: Key,
    pub amount: Money,
    pub fee: Money,
    pub available_on: Timestamp,
    pub availability: ledger::Availability,
    pub description: Option<String>,
}
pub fn record(tx: &mut Tx<'_>, new: New) -> Result<BalanceTransactionId, ApiError> {
    let id: BalanceTransactionId = tx.id_with("txn_", '3');
    if new.amount.is_positive() {
        ledger::charge(tx, id.key(), new.amount, new.fee, new.availability);
    } else {
        ledger::refund(tx, id.key(), new.amount.negated().unwrap(), new.availability).unwrap();
    }
    Ok(id)
}
