//! The ledger: every balance equals the sum of its postings, debits equal credits in each currency.

use std::collections::BTreeMap;

use db::{Posting, Scope, Store, StoreError};
use kernel::Currency;

use super::Findings;

/// What the postings of a scope sum to, by account and currency.
#[derive(Default)]
pub struct Sums(BTreeMap<(Box<str>, Currency), i128>);

impl Sums {
    pub fn add(&mut self, posting: &Posting, scope: Scope, findings: &mut Findings) {
        if let Some(flaw) = posting.flaw() {
            findings.add(scope, format!("posting {}: {flaw}", posting.key.0));
        }
        let (amount, currency) = (i128::from(posting.amount.minor_units()), posting.amount.currency());
        *self.0.entry((posting.debit.clone(), currency)).or_default() -= amount;
        *self.0.entry((posting.credit.clone(), currency)).or_default() += amount;
    }

    pub async fn compare(self, store: &dyn Store, scope: Scope, findings: &mut Findings) -> Result<(), StoreError> {
        let mut sums = self.0;
        let mut totals: BTreeMap<Currency, i128> = BTreeMap::new();
        for balance in store.balances(Some(scope)).await? {
            let amount = i128::from(balance.amount);
            *totals.entry(balance.currency).or_default() += amount;
            let sum = sums.remove(&(balance.account.clone(), balance.currency)).unwrap_or(0);
            if sum != amount {
                let (account, currency) = (&balance.account, balance.currency.code());
                findings.add(
                    scope,
                    format!("balance of {account} in {currency} is {amount}, but its postings sum to {sum}"),
                );
            }
        }
        // A balance that is not there stands at zero.
        for ((account, currency), sum) in sums.into_iter().filter(|(_, sum)| *sum != 0) {
            let currency = currency.code();
            findings.add(
                scope,
                format!("balance of {account} in {currency} is missing, but its postings sum to {sum}"),
            );
        }
        for (currency, total) in totals.into_iter().filter(|(_, total)| *total != 0) {
            let currency = currency.code();
            findings.add(scope, format!("debits and credits in {currency} differ by {total}"));
        }
        Ok(())
    }
}
