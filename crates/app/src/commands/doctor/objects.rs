//! The objects: charges, refunds and disputes against balance transactions.
//!
//! Read as the JSON that the API shows, not through the resources' own models: a fault of theirs must not hide here.

use std::collections::{HashMap, HashSet};

use db::{Order, Query, Row, Scope, Store, StoreError, Table};
use kernel::Key;
use kernel::ids::BalanceTransactionId;
use serde::Deserialize;

use super::{Checked, Findings, disputes, rows};
use crate::tables;

#[derive(Deserialize)]
struct BalanceTransaction {
    id: String,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Charge {
    id: String,
    amount: i64,
    amount_captured: i64,
    amount_refunded: i64,
    balance_transaction: Option<String>,
    captured: bool,
    disputed: bool,
    status: String,
}

#[derive(Deserialize)]
struct Refund {
    id: String,
    balance_transaction: Option<String>,
    failure_balance_transaction: Option<String>,
}

/// The balance transactions that the objects of one page refer to, as far as they are there.
type Booked = HashMap<Key, BalanceTransaction>;

/// What disputes are compared with. There are few, so it is kept for all of them.
#[derive(Default)]
pub struct Known {
    /// What they moved, by the balance transaction's id: none may be left that no dispute shows.
    pub of_disputes: HashMap<String, OfDispute>,
    pub disputed_charges: HashSet<String>,
}

/// A balance transaction of a dispute, as it is stored.
pub struct OfDispute {
    pub amount: i64,
    pub source: Option<String>,
}

pub async fn check(
    store: &dyn Store,
    scope: Scope,
    mut known: Known,
    findings: &mut Findings,
    checked: &mut Checked,
) -> Result<(), StoreError> {
    // Charges come before what refers to them: the tables are in the alphabet's order.
    let others = tables::all()
        .iter()
        .filter(|table| table.name != "balance_transactions");
    for table in others {
        match table.name {
            "charges" => charges(store, table, scope, &mut known, findings, checked).await?,
            "disputes" => disputes::each(store, table, scope, &mut known, findings, checked).await?,
            "refunds" => refunds(store, table, scope, findings, checked).await?,
            _ => rows::each(store, table, scope, findings, checked).await?,
        }
    }
    disputes::unshown(scope, &known, findings);
    Ok(())
}

pub fn table(name: &str) -> Option<&'static Table> {
    tables::all().iter().copied().find(|table| table.name == name)
}

/// A row without a body is a finding already.
pub fn read<T: for<'de> Deserialize<'de>>(row: &Row, kind: &str, findings: &mut Findings) -> Option<T> {
    let body = row.body.as_ref()?;
    match serde_json::from_slice(&body.public()) {
        Ok(object) => Some(object),
        Err(error) => {
            findings.add(row.scope, format!("{kind} {}: {error}", row.key.0));
            None
        }
    }
}

async fn charges(
    store: &dyn Store,
    table: &'static Table,
    scope: Scope,
    disputed: &mut Known,
    findings: &mut Findings,
    checked: &mut Checked,
) -> Result<(), StoreError> {
    let mut above = None;
    while let Some(rows) = rows::next(store, table, scope, above, findings, checked).await? {
        above = rows.last().map(|row| row.key);
        let read = rows
            .iter()
            .filter_map(|row| Some((row, read::<Charge>(row, "charge", findings)?)));
        let charges: Vec<(&Row, Charge)> = read.collect();
        let txn = table.column("txn");
        let booked = charges.iter().filter_map(|(row, _)| row.cells[txn].int().map(Key));
        let shown = charges
            .iter()
            .filter_map(|(_, charge)| key(charge.balance_transaction.as_ref()?));
        let known = known(store, scope, booked.chain(shown).collect()).await?;
        let in_dispute = charges.iter().filter(|(_, charge)| charge.disputed);
        disputed
            .disputed_charges
            .extend(in_dispute.map(|(_, charge)| charge.id.clone()));
        for (row, object) in &charges {
            let transaction = row.cells[txn].int().and_then(|key| known.get(&Key(key)));
            let is_booked = transaction.is_some_and(|known| known.source.as_ref() == Some(&object.id))
                || object.took() && has_source(store, scope, row.key).await?;
            charge(row, object, is_booked, &known, findings);
        }
    }
    Ok(())
}

async fn refunds(
    store: &dyn Store,
    table: &'static Table,
    scope: Scope,
    findings: &mut Findings,
    checked: &mut Checked,
) -> Result<(), StoreError> {
    let mut above = None;
    while let Some(rows) = rows::next(store, table, scope, above, findings, checked).await? {
        above = rows.last().map(|row| row.key);
        let read = rows.iter().filter_map(|row| read::<Refund>(row, "refund", findings));
        let refunds: Vec<Refund> = read.collect();
        let named = refunds.iter().flat_map(Refund::transactions);
        let known = known(store, scope, named.filter_map(|id| key(id)).collect()).await?;
        for refund in &refunds {
            for to in refund.transactions() {
                refers(scope, &refund.id, to, &known, findings);
            }
        }
    }
    Ok(())
}

impl Refund {
    fn transactions(&self) -> impl Iterator<Item = &String> {
        [&self.balance_transaction, &self.failure_balance_transaction]
            .into_iter()
            .flatten()
    }
}

impl Charge {
    /// The merchant has the money.
    fn took(&self) -> bool {
        self.captured && self.status == "succeeded" && self.amount_captured > 0
    }
}

fn key(id: &str) -> Option<Key> {
    BalanceTransactionId::parse(id).map(|id| id.key())
}

/// Reads those with these keys. They lie close together, so one list has nearly all.
async fn known(store: &dyn Store, scope: Scope, mut keys: Vec<Key>) -> Result<Booked, StoreError> {
    let mut known = Booked::new();
    keys.sort_unstable();
    keys.dedup();
    let (Some(table), Some(first), Some(last)) = (table("balance_transactions"), keys.first(), keys.last()) else {
        return Ok(known);
    };
    let mut query = Query::newest(table, scope, 2 * keys.len());
    query.order = Order::OldestFirst;
    (query.above, query.below) = (first.0.checked_sub(1).map(Key), last.0.checked_add(1).map(Key));
    let add = |known: &mut Booked, row: &Row| {
        // What is no JSON is a finding already.
        let read = serde_json::from_slice(&row.public()).ok();
        read.map(|object| known.insert(row.key, object));
    };
    match store.list(query).await {
        Ok(rows) => {
            let asked = rows.iter().filter(|row| keys.binary_search(&row.key).is_ok());
            asked.for_each(|row| add(&mut known, row));
        }
        Err(StoreError::Damaged { .. }) => {}
        Err(error) => return Err(error),
    }
    for key in keys {
        if known.contains_key(&key) {
            continue;
        }
        match store.get(table, scope, key).await {
            Ok(row) => row.iter().for_each(|row| add(&mut known, row)),
            Err(StoreError::Damaged { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(known)
}

/// Whether any balance transaction is about a charge.
async fn has_source(store: &dyn Store, scope: Scope, charge: Key) -> Result<bool, StoreError> {
    let Some(table) = table("balance_transactions") else {
        return Ok(false);
    };
    let mut query = Query::newest(table, scope, 1).by("source", vec![charge.into()]);
    query.bodies = false;
    Ok(!store.list(query).await?.is_empty())
}

fn charge(row: &Row, object: &Charge, is_booked: bool, known: &Booked, findings: &mut Findings) {
    let id = &object.id;
    // A hold that was let go counts as refunded in full, and nothing was captured of it.
    let refunded = match object.captured {
        true => object.amount_refunded,
        false => 0,
    };
    let amounts = [0, refunded, object.amount_captured, object.amount];
    if !amounts.is_sorted() {
        let [_, refunded, captured, amount] = amounts;
        findings.add(
            row.scope,
            format!("{id}: refunded {refunded}, captured {captured}, of {amount}"),
        );
    }
    // It is shown on the charge a moment later, but is there from the first.
    if object.took() && !is_booked {
        findings.add(row.scope, format!("{id} is captured and has no balance transaction"));
    }
    if let Some(to) = &object.balance_transaction {
        refers(row.scope, id, to, known, findings);
    }
}

fn refers(scope: Scope, id: &str, to: &String, known: &Booked, findings: &mut Findings) {
    let found = key(to).and_then(|key| known.get(&key));
    if found.is_none_or(|found| found.id != *to) {
        findings.add(scope, format!("{id} refers to {to}, which is not there"));
    }
}
