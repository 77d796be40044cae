//! Which accounts each move of money debits and credits.
//!
//! | move    | debit               | credit              | amount            |
//! |---------|---------------------|---------------------|-------------------|
//! | charge  | acquirer_receivable | pending / available | gross             |
//! |         | pending / available | fees                | fee               |
//! | refund  | pending / available | acquirer_receivable | refunded          |
//! | failed refund | acquirer_receivable | pending / available | refunded    |
//! | dispute | pending / available | disputes            | disputed          |
//! |         | pending / available | fees                | fee               |
//! | dispute won | disputes        | pending / available | what was taken    |
//! | settle  | pending of the day  | available           | all that is there |

use db::Tx;
use kernel::{Key, Money, MoneyError, Timestamp};

use crate::accounts::{ACQUIRER_RECEIVABLE, AVAILABLE, DISPUTES, FEES, Pending};

/// When the merchant may dispose of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    Now,
    On(Timestamp),
}

impl Availability {
    fn account(self) -> String {
        match self {
            Availability::Now => AVAILABLE.to_owned(),
            Availability::On(at) => Pending::until(at).account(),
        }
    }
}

/// Captured funds, less the fee.
pub fn charge(tx: &mut Tx<'_>, transaction: Key, gross: Money, fee: Money, availability: Availability) {
    let merchant = availability.account();
    tx.post(transaction, ACQUIRER_RECEIVABLE, &merchant, gross);
    tx.post(transaction, &merchant, FEES, fee);
}

/// Captured funds back to the cardholder; a negative amount is a refund that failed and comes back.
pub fn refund(
    tx: &mut Tx<'_>,
    transaction: Key,
    refunded: Money,
    availability: Availability,
) -> Result<(), MoneyError> {
    let merchant = availability.account();
    match refunded.is_positive() {
        true => tx.post(transaction, &merchant, ACQUIRER_RECEIVABLE, refunded),
        false => tx.post(transaction, ACQUIRER_RECEIVABLE, &merchant, refunded.negated()?),
    }
    Ok(())
}

/// Funds taken back through the cardholder's bank, and what that costs.
pub fn dispute(tx: &mut Tx<'_>, transaction: Key, disputed: Money, fee: Money, availability: Availability) {
    let merchant = availability.account();
    tx.post(transaction, &merchant, DISPUTES, disputed);
    tx.post(transaction, &merchant, FEES, fee);
}

/// Disputed funds that come back, because the merchant won. What the dispute cost is not returned.
pub fn reinstate(tx: &mut Tx<'_>, transaction: Key, disputed: Money, availability: Availability) {
    tx.post(transaction, DISPUTES, &availability.account(), disputed);
}

/// Moves what became available on a day. A day may owe, if more was refunded than charged.
pub fn settle(tx: &mut Tx<'_>, transaction: Key, day: Pending, standing: Money) -> Result<(), MoneyError> {
    let pending = day.account();
    match standing.is_positive() {
        true => tx.post(transaction, &pending, AVAILABLE, standing),
        false => tx.post(transaction, AVAILABLE, &pending, standing.negated()?),
    }
    Ok(())
}
