//! Disputes against the balance: what each took and gave back, by its status.

use db::{Row, Scope, Store, StoreError, Table};
use serde::Deserialize;

use super::objects::{Known, read};
use super::{Checked, Findings, rows};

#[derive(Deserialize)]
struct Dispute {
    id: String,
    amount: i64,
    balance_transactions: Vec<Shown>,
    charge: String,
    status: String,
}

/// A balance transaction as the dispute shows it.
#[derive(Deserialize)]
struct Shown {
    id: String,
    amount: i64,
    fee: i64,
}

pub async fn each(
    store: &dyn Store,
    table: &'static Table,
    scope: Scope,
    known: &mut Known,
    findings: &mut Findings,
    checked: &mut Checked,
) -> Result<(), StoreError> {
    let mut above = None;
    while let Some(rows) = rows::next(store, table, scope, above, findings, checked).await? {
        above = rows.last().map(|row| row.key);
        rows.iter().for_each(|row| check(row, known, findings));
    }
    Ok(())
}

fn check(row: &Row, known: &mut Known, findings: &mut Findings) {
    let Some(dispute) = read::<Dispute>(row, "dispute", findings) else {
        return;
    };
    let id = &dispute.id;
    for shown in &dispute.balance_transactions {
        match known.of_disputes.remove(&shown.id) {
            None => findings.add(row.scope, format!("{id} shows {}, which is not there", shown.id)),
            Some(stored) if stored.amount != shown.amount || stored.source.as_ref() != Some(id) => {
                let (source, amount) = (stored.source.unwrap_or_default(), stored.amount);
                let shown = &shown.id;
                findings.add(
                    row.scope,
                    format!("{id} shows {shown}, which moved {amount} for {source}"),
                );
            }
            Some(_) => {}
        }
    }
    if let Some(flaw) = flaw(&dispute) {
        findings.add(row.scope, format!("{id} is {}, and {flaw}", dispute.status));
    }
    if !known.disputed_charges.contains(&dispute.charge) {
        findings.add(
            row.scope,
            format!("{id} disputes {}, which does not say so", dispute.charge),
        );
    }
}

/// An inquiry has taken nothing; a chargeback has taken the funds, and one that was won has given the same back.
fn flaw(dispute: &Dispute) -> Option<String> {
    let moved: Vec<(i64, i64)> = dispute
        .balance_transactions
        .iter()
        .map(|shown| (shown.amount, shown.fee))
        .collect();
    let right = match (dispute.status.as_str(), moved.as_slice()) {
        (status, []) => status.starts_with("warning"),
        ("won", [(taken, _), (given, 0)]) => is_part(*taken, dispute.amount) && taken.checked_neg() == Some(*given),
        (
            "needs_response" | "under_review" | "appeal_needs_response" | "appeal_under_review" | "lost",
            [(taken, _)],
        ) => is_part(*taken, dispute.amount),
        _ => false,
    };
    (!right).then(|| format!("moved {moved:?} of {}", dispute.amount))
}

/// What was taken is the disputed amount, less what had been refunded.
fn is_part(taken: i64, disputed: i64) -> bool {
    taken < 0 && taken.checked_neg().is_some_and(|taken| taken <= disputed)
}

/// Money that went or came for a dispute which does not know of it.
pub fn unshown(scope: Scope, known: &Known, findings: &mut Findings) {
    for (id, moved) in &known.of_disputes {
        let source = moved.source.as_deref().unwrap_or("no dispute");
        findings.add(
            scope,
            format!("{id} moved {} for {source}, which does not show it", moved.amount),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moved_fits_the_status() {
        let taken: &[(i64, i64)] = &[(-2_000, 1_500)];
        let returned: &[(i64, i64)] = &[(-2_000, 1_500), (2_000, 0)];
        let cases = [
            ("warning_needs_response", &[][..], true),
            ("warning_closed", &[], true),
            ("warning_closed", taken, false),
            ("needs_response", taken, true),
            ("needs_response", &[], false),
            ("lost", taken, true),
            ("lost", returned, false),
            ("lost", &[(-2_001, 1_500)], false),
            ("lost", &[(2_000, 0)], false),
            ("won", returned, true),
            ("won", taken, false),
            ("won", &[(-2_000, 1_500), (1_999, 0)], false),
            ("won", &[(-2_000, 1_500), (2_000, 1)], false),
        ];
        for (status, moved, expected) in cases {
            let shown = moved.iter().map(|(amount, fee)| Shown {
                id: "txn_1".to_owned(),
                amount: *amount,
                fee: *fee,
            });
            let dispute = Dispute {
                id: "du_1".to_owned(),
                amount: 2_000,
                balance_transactions: shown.collect(),
                charge: "ch_1".to_owned(),
                status: status.to_owned(),
            };
            assert_eq!(flaw(&dispute).is_none(), expected, "{status} {moved:?}");
        }
    }
}
