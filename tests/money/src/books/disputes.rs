//! Disputes: who has the money at each status, and that nobody has it twice.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Books, Flaw, int, text};

impl Books {
    pub(super) fn disputes_and_warnings(&self) -> Flaw {
        self.disputes.iter().try_for_each(|dispute| self.dispute(dispute))?;
        self.warnings.iter().try_for_each(|warning| self.warning(warning))?;
        let disputed: BTreeSet<&str> = self.disputes.iter().map(|dispute| text(dispute, "charge")).collect();
        for charge in &self.charges {
            let (id, says) = (text(charge, "id"), charge["disputed"] == true);
            ensure!(says == disputed.contains(id), "{id} says disputed: {says}");
        }
        self.taken_is_on_its_account()?;
        self.fees_are_what_the_transactions_say()
    }

    /// An inquiry took nothing, a chargeback the funds, and one that was won gave them back; told once each.
    fn dispute(&self, dispute: &Value) -> Flaw {
        let (id, status) = (text(dispute, "id"), text(dispute, "status"));
        let charge = self
            .charge_of(dispute)
            .ok_or_else(|| format!("{id} disputes no charge"))?;
        ensure!(charge["captured"] == true, "{id} disputes what was not captured");
        let about = |transaction: &&Value| text(transaction, "source") == id;
        let made = self.transactions.iter().map(|(_, transaction)| transaction);
        let mut moved: Vec<i64> = made
            .filter(about)
            .map(|transaction| int(transaction, "amount"))
            .collect();
        moved.sort_unstable();
        let right = match (status, moved.as_slice()) {
            ("warning_needs_response" | "warning_under_review" | "warning_closed", []) => true,
            ("needs_response" | "under_review" | "lost", [taken]) => *taken < 0,
            ("won", [taken, given]) => *taken < 0 && *given == -*taken,
            _ => false,
        };
        ensure!(right, "{id} is {status} and moved {moved:?}");
        let shown = dispute["balance_transactions"].as_array().map_or(0, Vec::len);
        ensure!(shown == moved.len(), "{id} shows {shown} of {moved:?}");
        let (taken, refunded) = (moved.first().map_or(0, |taken| -taken), int(charge, "amount_refunded"));
        let (captured, returned) = (int(charge, "amount_captured"), status == "won");
        ensure!(
            returned || taken + refunded <= captured,
            "{id} took {taken} of {captured}, with {refunded} refunded"
        );
        let is_closed = matches!(status, "warning_closed" | "lost" | "won");
        self.told("charge.dispute.created", id, 1)?;
        self.told("charge.dispute.closed", id, usize::from(is_closed))?;
        self.told("charge.dispute.funds_withdrawn", id, usize::from(taken > 0))?;
        self.told("charge.dispute.funds_reinstated", id, usize::from(returned))
    }

    /// Of use until its charge is refunded in full or disputed.
    fn warning(&self, warning: &Value) -> Flaw {
        let id = text(warning, "id");
        let charge = self
            .charge_of(warning)
            .ok_or_else(|| format!("{id} is about no charge"))?;
        let expected = charge["refunded"] == false && charge["disputed"] == false;
        ensure!(warning["actionable"] == expected, "{id} is not actionable: {expected}");
        self.told("radar.early_fraud_warning.created", id, 1)
    }

    fn charge_of(&self, object: &Value) -> Option<&Value> {
        self.charges.iter().find(|charge| charge["id"] == object["charge"])
    }

    fn taken_is_on_its_account(&self) -> Flaw {
        let mut taken: BTreeMap<&str, i64> = BTreeMap::new();
        for (_, transaction) in &self.transactions {
            if text(transaction, "type") == "adjustment" {
                *taken.entry(text(transaction, "currency")).or_default() -= int(transaction, "amount");
            }
        }
        self.account_holds("disputes", taken)
    }

    fn fees_are_what_the_transactions_say(&self) -> Flaw {
        let mut fees: BTreeMap<&str, i64> = BTreeMap::new();
        for (_, transaction) in &self.transactions {
            *fees.entry(text(transaction, "currency")).or_default() += int(transaction, "fee");
        }
        self.account_holds("fees", fees)
    }

    fn account_holds(&self, account: &str, mut expected: BTreeMap<&str, i64>) -> Flaw {
        let mut held: BTreeMap<&str, i64> = BTreeMap::new();
        for balance in self.balances.iter().filter(|balance| &*balance.account == account) {
            *held.entry(balance.currency.code()).or_default() += balance.amount;
        }
        expected.retain(|_, sum| *sum != 0);
        held.retain(|_, sum| *sum != 0);
        ensure!(held == expected, "{account} holds {held:?}, not {expected:?}");
        Ok(())
    }
}
