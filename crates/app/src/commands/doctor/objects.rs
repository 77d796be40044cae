//! The objects: balance transactions against the ledger, charges, refunds and disputes against balance transactions.
//!
//! Read as the JSON that the API shows, not through the resources' own models: a fault of theirs must not hide here.

use std::collections::{HashMap, HashSet};

use db::{Row, Scope, Store, StoreError, Table};
use kernel::Currency;
use serde::Deserialize;

use super::ledger::Moved;
use super::{Checked, Findings, disputes, rows};
use crate::tables;

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

/// What balance transactions there are, for those that refer to them.
#[derive(Default)]
pub struct Known {
    pub ids: HashSet<String>,
    sources: HashSet<String>,
    /// What disputes moved, by id: none may be left that no dispute shows.
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
    mut moved: Moved,
    findings: &mut Findings,
    checked: &mut Checked,
) -> Result<(), StoreError> {
    let mut known = Known::default();
    // First what the others refer to.
    if let Some(table) = table("balance_transactions") {
        rows::each(store, table, scope, findings, checked, |row, findings| {
            balance_transaction(row, &mut moved, &mut known, findings);
        })
        .await?;
    }
    for (transaction, sums) in moved {
        for (currency, sum) in sums.into_iter().filter(|(_, sum)| *sum != 0) {
            let (key, currency) = (transaction.0, currency.code());
            findings.add(
                scope,
                format!("postings of {key} move {sum} {currency}, but no balance transaction tells of it"),
            );
        }
    }
    // Charges come before what refers to them: the tables are in the alphabet's order.
    for table in tables::all()
        .iter()
        .filter(|table| table.name != "balance_transactions")
    {
        rows::each(store, table, scope, findings, checked, |row, findings| {
            match table.name {
                "charges" => charge(row, &mut known, findings),
                "disputes" => disputes::check(row, &mut known, findings),
                "refunds" => refund(row, &known, findings),
                _ => {}
            }
        })
        .await?;
    }
    disputes::unshown(scope, &known, findings);
    Ok(())
}

fn table(name: &str) -> Option<&'static Table> {
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

fn balance_transaction(row: &Row, moved: &mut Moved, known: &mut Known, findings: &mut Findings) {
    let Some(object) = read::<BalanceTransaction>(row, "balance transaction", findings) else {
        return;
    };
    let id = &object.id;
    if object.amount.checked_sub(object.fee) != Some(object.net) {
        findings.add(
            row.scope,
            format!(
                "{id}: {} less a fee of {} is not {}",
                object.amount, object.fee, object.net
            ),
        );
    }
    let sums = moved.remove(&row.key);
    if sums.is_none() && object.amount != 0 {
        findings.add(row.scope, format!("{id} has no postings"));
    }
    let mut sums = sums.unwrap_or_default();
    let own = sums.iter().position(|(currency, _)| *currency == object.currency);
    let sum = own.map_or(0, |at| sums.swap_remove(at).1);
    if sum != i128::from(object.net) {
        findings.add(
            row.scope,
            format!("{id}: its net is {}, but its postings sum to {sum}", object.net),
        );
    }
    for (currency, sum) in sums.into_iter().filter(|(_, sum)| *sum != 0) {
        findings.add(
            row.scope,
            format!(
                "{id}: its postings move {sum} {}, which is not its currency",
                currency.code()
            ),
        );
    }
    if object.reporting_category.starts_with("dispute") {
        let (amount, source) = (object.amount, object.source.clone());
        known
            .of_disputes
            .insert(object.id.clone(), OfDispute { amount, source });
    }
    known.sources.extend(object.source);
    known.ids.insert(object.id);
}

fn charge(row: &Row, known: &mut Known, findings: &mut Findings) {
    let Some(object) = read::<Charge>(row, "charge", findings) else {
        return;
    };
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
    let took = object.captured && object.status == "succeeded" && object.amount_captured > 0;
    // It is shown on the charge a moment later, but is there from the first.
    if took && !known.sources.contains(id) {
        findings.add(row.scope, format!("{id} is captured and has no balance transaction"));
    }
    refers(row, id, object.balance_transaction.as_ref(), known, findings);
    if object.disputed {
        known.disputed_charges.insert(object.id);
    }
}

fn refund(row: &Row, known: &Known, findings: &mut Findings) {
    let Some(object) = read::<Refund>(row, "refund", findings) else {
        return;
    };
    refers(row, &object.id, object.balance_transaction.as_ref(), known, findings);
    refers(
        row,
        &object.id,
        object.failure_balance_transaction.as_ref(),
        known,
        findings,
    );
}

fn refers(row: &Row, id: &str, to: Option<&String>, known: &Known, findings: &mut Findings) {
    if let Some(to) = to.filter(|to| !known.ids.contains(*to)) {
        findings.add(row.scope, format!("{id} refers to {to}, which is not there"));
    }
}
