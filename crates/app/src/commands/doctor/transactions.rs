//! Balance transactions against the ledger: each net is what its postings sum to, and no money moves without one.
//!
//! Both are read in the order of keys, side by side: postings have keys a little above those of what they belong to,
//! because one commit draws both. What does not agree within that window is read whole before it is called a finding.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use db::{Posting, Query, Row, Scope, Store, StoreError, Table, index, int, text};
use kernel::{Currency, Key};
use ledger::{AVAILABLE, Pending};
use serde::Deserialize;

use super::ledger::Sums;
use super::objects::{Known, OfDispute};
use super::{Checked, Findings, objects, rows};

const PAGE: usize = 10_000;
/// No commit's keys are further apart.
const WINDOW: Duration = Duration::from_secs(1);

/// Postings as rows, for those of one transaction.
static POSTINGS: Table = Table {
    name: "postings",
    columns: &[
        int("txn"),
        text("debit"),
        text("credit"),
        text("currency"),
        int("amount"),
    ],
    indexes: &[index("txn", &[0])],
};

#[derive(Deserialize)]
struct BalanceTransaction {
    id: String,
    amount: i64,
    currency: Currency,
    fee: i64,
    net: i64,
    reporting_category: String,
    source: Option<String>,
}

/// What a transaction did to the merchant's accounts (available and pending), by currency.
type Moved = Vec<(Currency, i128)>;

struct Check<'a> {
    store: &'a dyn Store,
    scope: Scope,
    /// Postings that were read and lie behind the window.
    ahead: VecDeque<Posting>,
    after: Key,
    moved: HashMap<Key, Moved>,
    /// For the disputes, which are looked at later.
    known: Known,
}

pub async fn check(
    store: &dyn Store,
    scope: Scope,
    sums: &mut Sums,
    findings: &mut Findings,
    checked: &mut Checked,
) -> Result<Known, StoreError> {
    let Some(table) = objects::table("balance_transactions") else {
        return Ok(Known::default());
    };
    let mut check = Check {
        store,
        scope,
        ahead: VecDeque::new(),
        after: Key(i64::MIN),
        moved: HashMap::new(),
        known: Known::default(),
    };
    let mut above = None;
    while let Some(rows) = rows::next(store, table, scope, above, findings, checked).await? {
        let Some(last) = rows.last().map(|row| row.key) else {
            break;
        };
        above = Some(last);
        let window = Key::first_at(last.created().plus(WINDOW));
        while check.read(window, sums, findings, checked).await? {}
        for row in &rows {
            let moved = check.moved.remove(&row.key);
            check.transaction(row, moved, findings).await?;
        }
        check.left(last, table, findings).await?;
    }
    let end = Key(i64::MAX);
    while check.read(end, sums, findings, checked).await? {
        check.left(end, table, findings).await?;
    }
    check.left(end, table, findings).await?;
    Ok(check.known)
}

impl Check<'_> {
    /// Takes a page of postings up to a key. False if there are no more.
    async fn read(
        &mut self,
        up_to: Key,
        sums: &mut Sums,
        findings: &mut Findings,
        checked: &mut Checked,
    ) -> Result<bool, StoreError> {
        if self.ahead.is_empty() {
            let page = self.store.postings(Some(self.scope), self.after, PAGE).await?;
            self.after = page.last().map_or(self.after, |last| last.key);
            checked.postings += page.len();
            page.iter().for_each(|posting| sums.add(posting, self.scope, findings));
            self.ahead = page.into();
        }
        let mut any = false;
        while let Some(posting) = self.ahead.pop_front_if(|posting| posting.key <= up_to) {
            let (amount, currency) = (i128::from(posting.amount.minor_units()), posting.amount.currency());
            let change = amount * change(&posting.debit, &posting.credit);
            add(self.moved.entry(posting.transaction).or_default(), currency, change);
            any = true;
        }
        Ok(any && self.ahead.is_empty())
    }

    async fn transaction(
        &mut self,
        row: &Row,
        moved: Option<Moved>,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        let Some(object) = objects::read::<BalanceTransaction>(row, "balance transaction", findings) else {
            return Ok(());
        };
        let id = &object.id;
        if object.amount.checked_sub(object.fee) != Some(object.net) {
            let (amount, fee, net) = (object.amount, object.fee, object.net);
            findings.add(self.scope, format!("{id}: {amount} less a fee of {fee} is not {net}"));
        }
        if object.reporting_category.starts_with("dispute") {
            let (amount, source) = (object.amount, object.source.clone());
            let of_dispute = OfDispute { amount, source };
            self.known.of_disputes.insert(object.id.clone(), of_dispute);
        }
        if moved.as_ref().is_some_and(|moved| object.agrees(moved)) {
            return Ok(());
        }
        let moved = self.whole(row.key).await?;
        object.compare(moved.as_ref(), self.scope, findings);
        Ok(())
    }

    /// What moved up to a key and belongs to no balance transaction that was met since.
    async fn left(&mut self, up_to: Key, table: &'static Table, findings: &mut Findings) -> Result<(), StoreError> {
        let left: Vec<Key> = self.moved.keys().copied().filter(|key| *key <= up_to).collect();
        for key in left {
            let part = self.moved.remove(&key).unwrap_or_default();
            if part.iter().all(|(_, sum)| *sum == 0) {
                continue;
            }
            let moved = self.whole(key).await?.unwrap_or_default();
            match self.store.get(table, self.scope, key).await {
                // It was compared without these, which came late.
                Ok(Some(row)) => {
                    if let Some(object) = objects::read::<BalanceTransaction>(&row, "balance transaction", findings)
                        && !object.agrees(&moved)
                    {
                        object.compare(Some(&moved), self.scope, findings);
                    }
                }
                // Damage was found when it was read.
                Err(StoreError::Damaged { .. }) => {}
                Err(error) => return Err(error),
                Ok(None) => {
                    for (currency, sum) in moved.into_iter().filter(|(_, sum)| *sum != 0) {
                        let (key, currency) = (key.0, currency.code());
                        findings.add(
                            self.scope,
                            format!("postings of {key} move {sum} {currency}, but no balance transaction tells of it"),
                        );
                    }
                }
            }
        }
        Ok(())
    }

    /// All that the postings of a transaction move; `None` if it has none.
    async fn whole(&self, transaction: Key) -> Result<Option<Moved>, StoreError> {
        let mut query = Query::newest(&POSTINGS, self.scope, PAGE).by("txn", vec![transaction.into()]);
        query.order = db::Order::OldestFirst;
        query.bodies = false;
        let mut moved = None;
        loop {
            let rows = self.store.list(query.clone()).await?;
            for row in &rows {
                let [_, debit, credit, currency, amount] = row.cells.as_slice() else {
                    continue;
                };
                let text = |cell: &db::Cell| cell.text().unwrap_or_default().to_owned();
                if let (Ok(currency), Some(amount)) = (text(currency).parse(), amount.int()) {
                    let change = i128::from(amount) * change(&text(debit), &text(credit));
                    add(moved.get_or_insert_default(), currency, change);
                }
            }
            query.above = rows.last().map(|row| row.key);
            if rows.len() < PAGE {
                return Ok(moved);
            }
        }
    }
}

impl BalanceTransaction {
    fn agrees(&self, moved: &Moved) -> bool {
        let net = i128::from(self.net);
        let own = moved.iter().find(|(currency, _)| *currency == self.currency);
        own.map_or(0, |(_, sum)| *sum) == net
            && moved
                .iter()
                .all(|(currency, sum)| *currency == self.currency || *sum == 0)
    }

    fn compare(&self, moved: Option<&Moved>, scope: Scope, findings: &mut Findings) {
        let id = &self.id;
        if moved.is_none() && self.amount != 0 {
            findings.add(scope, format!("{id} has no postings"));
        }
        let moved = moved.map_or(&[][..], Vec::as_slice);
        let own = moved.iter().find(|(currency, _)| *currency == self.currency);
        let sum = own.map_or(0, |(_, sum)| *sum);
        if sum != i128::from(self.net) {
            findings.add(
                scope,
                format!("{id}: its net is {}, but its postings sum to {sum}", self.net),
            );
        }
        for (currency, sum) in moved
            .iter()
            .filter(|(currency, sum)| *currency != self.currency && *sum != 0)
        {
            let currency = currency.code();
            findings.add(
                scope,
                format!("{id}: its postings move {sum} {currency}, which is not its currency"),
            );
        }
    }
}

/// How often the amount comes to the merchant's own money, which balance transactions tell of.
fn change(debit: &str, credit: &str) -> i128 {
    let is_merchant = |account: &str| account == AVAILABLE || Pending::parse(account).is_some();
    i128::from(is_merchant(credit)) - i128::from(is_merchant(debit))
}

fn add(moved: &mut Moved, currency: Currency, amount: i128) {
    match moved.iter_mut().find(|(known, _)| *known == currency) {
        Some((_, sum)) => *sum += amount,
        None => moved.push((currency, amount)),
    }
}
