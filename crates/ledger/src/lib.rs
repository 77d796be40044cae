//! The ledger: double entry over the store's postings. Knows money, not payments.
//!
//! The accounts tell the way of the money: acquirer receivable → pending → available → payout in
//! transit → bank, with fees and disputes beside it. A balance is credits less debits, so what we owe
//! the merchant is positive and what the acquirer owes us is negative.

mod accounts;
mod balances;
mod fees;
mod method_fees;
mod moves;
mod settlement;

pub use accounts::{ACQUIRER_RECEIVABLE, AVAILABLE, BANK, DISPUTES, FEES, PAYOUT_IN_TRANSIT, Pending};
pub use balances::{Balances, Standing};
pub use fees::{CardOrigin, Fee, card_fee, dispute_fee};
pub use method_fees::MethodFee;
pub use moves::{Availability, charge, dispute, refund, reinstate, settle};
pub use settlement::{available_on, business_days_after};
