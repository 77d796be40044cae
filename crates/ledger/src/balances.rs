//! What the merchant has: available, pending, and on which days pending becomes available.

use std::collections::BTreeMap;

use db::Balance;
use kernel::{Currency, Money, MoneyError};

use crate::accounts::{AVAILABLE, Pending};

/// A merchant's standing in each currency that ever moved.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Balances {
    pub currencies: BTreeMap<Currency, Standing>,
}

/// Minor units of one currency; either may be negative.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub available: i64,
    pub pending: i64,
    /// The parts of `pending`, by the day on which they become available.
    pub days: BTreeMap<Pending, i64>,
}

impl Balances {
    /// From the ledger's accounts of one scope.
    pub fn of(rows: &[Balance]) -> Result<Balances, MoneyError> {
        let mut balances = Balances::default();
        for row in rows {
            let day = Pending::parse(&row.account);
            if row.account.as_ref() != AVAILABLE && day.is_none() {
                continue;
            }
            let standing = balances.currencies.entry(row.currency).or_default();
            let place = match day {
                Some(day) => {
                    standing.days.insert(day, row.amount);
                    &mut standing.pending
                }
                None => &mut standing.available,
            };
            *place = place.checked_add(row.amount).ok_or(MoneyError::Overflow)?;
        }
        Ok(balances)
    }

    pub fn available(&self) -> impl Iterator<Item = Money> {
        self.currencies
            .iter()
            .map(|(currency, standing)| Money::new(standing.available, *currency))
    }

    pub fn pending(&self) -> impl Iterator<Item = Money> {
        self.currencies
            .iter()
            .map(|(currency, standing)| Money::new(standing.pending, *currency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use db::Scope;

    #[test]
    fn pending_is_the_sum_of_its_days_and_other_accounts_do_not_count() {
        let scope = Scope::new(1, false);
        let row = |account: &str, amount| Balance {
            scope,
            account: account.into(),
            currency: Currency::EUR,
            amount,
        };
        let rows = [
            row("available", 5),
            row("pending:2026-11-24", 7),
            row("pending:2026-11-25", -2),
            row("fees", 100),
        ];
        let balances = Balances::of(&rows).unwrap();
        let standing = &balances.currencies[&Currency::EUR];
        assert_eq!((standing.available, standing.pending, standing.days.len()), (5, 5, 2));
        assert_eq!(balances.available().next(), Some(Money::new(5, Currency::EUR)));
    }
}
