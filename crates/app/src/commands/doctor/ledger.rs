//! The ledger: every balance equals the sum of its postings, debits equal credits in each currency.

use std::collections::{BTreeMap, HashMap};

use db::{Scope, Store, StoreError};
use kernel::{Currency, Key};
use ledger::{AVAILABLE, Pending};

use super::{Checked, Findings};

const PAGE: usize = 10_000;

/// What each transaction did to the merchant's accounts (available and pending), by currency.
pub type Moved = HashMap<Key, Vec<(Currency, i128)>>;

pub async fn check(
    store: &dyn Store,
    scope: Scope,
    findings: &mut Findings,
    checked: &mut Checked,
) -> Result<Moved, StoreError> {
    let mut sums: BTreeMap<(Box<str>, Currency), i128> = BTreeMap::new();
    let mut moved = Moved::new();
    let mut after = Key(i64::MIN);
    loop {
        let postings = store.postings(Some(scope), after, PAGE).await?;
        let Some(last) = postings.last() else { break };
        after = last.key;
        checked.postings += postings.len();
        for posting in &postings {
            if let Some(flaw) = posting.flaw() {
                findings.add(scope, format!("posting {}: {flaw}", posting.key.0));
            }
            let (amount, currency) = (i128::from(posting.amount.minor_units()), posting.amount.currency());
            *sums.entry((posting.debit.clone(), currency)).or_default() -= amount;
            *sums.entry((posting.credit.clone(), currency)).or_default() += amount;
            let change = amount * (i128::from(is_merchant(&posting.credit)) - i128::from(is_merchant(&posting.debit)));
            add(moved.entry(posting.transaction).or_default(), currency, change);
        }
    }
    compare(store, scope, sums, findings).await?;
    Ok(moved)
}

/// The merchant's own money, which balance transactions tell of.
fn is_merchant(account: &str) -> bool {
    account == AVAILABLE || Pending::parse(account).is_some()
}

fn add(sums: &mut Vec<(Currency, i128)>, currency: Currency, amount: i128) {
    match sums.iter_mut().find(|(known, _)| *known == currency) {
        Some((_, sum)) => *sum += amount,
        None => sums.push((currency, amount)),
    }
}

async fn compare(
    store: &dyn Store,
    scope: Scope,
    mut sums: BTreeMap<(Box<str>, Currency), i128>,
    findings: &mut Findings,
) -> Result<(), StoreError> {
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
