//! Everything that is stored, and what must hold of it at any moment.

use std::collections::BTreeMap;

use acquiring::sandbox::Sandbox;
use db::{Balance, EVENTS, PostedRow, Scope, Store};
use kernel::Key;
use resources::attempts::ACQUIRER_ATTEMPTS;
use resources::balance_transactions::BALANCE_TRANSACTIONS;
use resources::charges::CHARGES;
use resources::disputes::DISPUTES;
use resources::early_fraud_warnings::EARLY_FRAUD_WARNINGS;
use resources::payment_intents::PAYMENT_INTENTS;
use resources::refunds::REFUNDS;
use rows::{authorization, event, keyed, kind, objects, rows};
use serde_json::Value;

/// One account's books in test mode.
#[derive(Default)]
pub struct Books {
    pub intents: Vec<Value>,
    pub charges: Vec<Value>,
    pub refunds: Vec<Value>,
    pub disputes: Vec<Value>,
    warnings: Vec<Value>,
    transactions: Vec<(Key, Value)>,
    events: Vec<(String, Value)>,
    postings: Vec<PostedRow>,
    balances: Vec<Balance>,
    /// Attempts at an acquirer whose outcome is not known.
    pub attempts_open: usize,
    /// Charge id by what the acquirer knows its authorization by.
    authorizations: BTreeMap<i64, String>,
    /// Attempts by what was asked for and whether the first call told the outcome.
    pub attempts: BTreeMap<String, usize>,
}

const ROWS_MAX: usize = 100_000;

/// What is wrong; the first thing found.
type Flaw = Result<(), String>;

macro_rules! ensure {
    ($holds:expr, $($text:tt)+) => {
        if !$holds {
            return Err(format!($($text)+));
        }
    };
}

mod disputes;
mod rows;

impl Books {
    pub async fn read(store: &dyn Store) -> Books {
        let scope = Scope::new(1, false);
        let postings = store.postings(Some(scope), Key(0), ROWS_MAX).await.expect("postings");
        let balances = store.balances(Some(scope)).await.expect("balances");
        let charges = rows(store, scope, &CHARGES).await;
        let open = rows(store, scope, &ACQUIRER_ATTEMPTS).await;
        Books {
            intents: objects(&rows(store, scope, &PAYMENT_INTENTS).await),
            authorizations: charges.iter().filter_map(authorization).collect(),
            charges: objects(&charges),
            refunds: objects(&rows(store, scope, &REFUNDS).await),
            disputes: objects(&rows(store, scope, &DISPUTES).await),
            warnings: objects(&rows(store, scope, &EARLY_FRAUD_WARNINGS).await),
            transactions: rows(store, scope, &BALANCE_TRANSACTIONS)
                .await
                .iter()
                .map(keyed)
                .collect(),
            events: rows(store, scope, &EVENTS).await.iter().map(event).collect(),
            postings,
            balances,
            attempts: open.iter().fold(BTreeMap::new(), |mut counts, row| {
                *counts.entry(kind(row)).or_default() += 1;
                counts
            }),
            attempts_open: open.iter().filter(|row| row.cells[0].int().is_some()).count(),
        }
    }

    /// How many there are of everything, for a run that wants to know what it has covered.
    pub fn count(&self, counts: &mut BTreeMap<String, usize>) {
        for (name, objects) in [
            ("intent", &self.intents),
            ("charge", &self.charges),
            ("refund", &self.refunds),
            ("dispute", &self.disputes),
        ] {
            for object in objects {
                *counts.entry(format!("{name} {}", text(object, "status"))).or_default() += 1;
            }
        }
        for (kind, count) in &self.attempts {
            *counts.entry(format!("attempt {kind}")).or_default() += count;
        }
    }

    /// Panics with what is wrong, and with the seed or the step that led there.
    pub fn prove(&self, at: &str) {
        if let Err(flaw) = self.flaw() {
            panic!("{at}: {flaw}");
        }
    }

    pub fn flaw(&self) -> Flaw {
        self.ledger_balances()?;
        self.charges.iter().try_for_each(|charge| self.charge(charge))?;
        self.intents.iter().try_for_each(|intent| self.intent(intent))?;
        self.refunds.iter().try_for_each(|refund| self.refund(refund))?;
        self.disputes_and_warnings()?;
        self.money_is_where_the_charges_say()?;
        self.balance_is_the_sum_of_its_transactions()
    }

    /// Debits equal credits per currency, and every balance is the sum of its postings.
    fn ledger_balances(&self) -> Flaw {
        let mut sums: BTreeMap<(&str, &str), i64> = BTreeMap::new();
        for posting in &self.postings {
            let (currency, amount) = (posting.amount.currency().code(), posting.amount.minor_units());
            ensure!(amount > 0, "a posting of {amount}");
            *sums.entry((&*posting.debit, currency)).or_default() -= amount;
            *sums.entry((&*posting.credit, currency)).or_default() += amount;
        }
        let mut kept: BTreeMap<(&str, &str), i64> = BTreeMap::new();
        let mut totals: BTreeMap<&str, i64> = BTreeMap::new();
        for balance in &self.balances {
            *kept.entry((&*balance.account, balance.currency.code())).or_default() += balance.amount;
            *totals.entry(balance.currency.code()).or_default() += balance.amount;
        }
        sums.retain(|_, sum| *sum != 0);
        kept.retain(|_, sum| *sum != 0);
        ensure!(sums == kept, "balances {kept:?} are not the postings' {sums:?}");
        for (currency, total) in totals {
            ensure!(total == 0, "debits and credits differ by {total} {currency}");
        }
        Ok(())
    }

    /// Refunded ≤ captured ≤ what was authorized, and its events.
    fn charge(&self, charge: &Value) -> Flaw {
        let id = text(charge, "id");
        let (amount, captured, refunded) = (
            int(charge, "amount"),
            int(charge, "amount_captured"),
            int(charge, "amount_refunded"),
        );
        ensure!(captured <= amount, "{id} captured {captured} of {amount}");
        let is_captured = has_captured(charge);
        ensure!(
            (charge["captured"] == true) == (captured > 0),
            "{id} captured {captured}, and says {}",
            charge["captured"]
        );
        if is_captured {
            ensure!(refunded <= captured, "{id} refunded {refunded} of {captured}");
            let refunds = self.refunds.iter().filter(|refund| refund["charge"] == charge["id"]);
            let counted = refunds.filter(|refund| stands(refund));
            let sum: i64 = counted.map(|refund| int(refund, "amount")).sum();
            ensure!(sum == refunded, "{id} says {refunded} refunded, its refunds {sum}");
        }
        let name = match text(charge, "status") {
            "succeeded" => "charge.succeeded",
            "failed" => "charge.failed",
            "pending" => "charge.pending",
            other => return Err(format!("{id} is {other}")),
        };
        self.told(name, id, 1)?;
        let captured_later = is_captured && self.intent_of(charge)["capture_method"] == "manual";
        self.told("charge.captured", id, usize::from(captured_later))
    }

    fn intent_of(&self, charge: &Value) -> &Value {
        let same = |intent: &&Value| intent["id"] == charge["payment_intent"];
        self.intents.iter().find(same).unwrap_or(&Value::Null)
    }

    /// Its charges and events are those of its status.
    fn intent(&self, intent: &Value) -> Flaw {
        let (id, status) = (text(intent, "id"), text(intent, "status"));
        let own = |charge: &&Value| charge["payment_intent"] == intent["id"] && charge["status"] == "succeeded";
        let paid: Vec<&Value> = self.charges.iter().filter(own).collect();
        let held = paid
            .iter()
            .filter(|charge| charge["captured"] == false && charge["refunded"] == false);
        let captured: Vec<&&Value> = paid.iter().filter(|charge| charge["captured"] == true).collect();
        let (held, received) = (held.count(), int(intent, "amount_received"));
        ensure!(paid.len() <= 1, "{id} has {} charges that succeeded", paid.len());
        self.told("payment_intent.created", id, 1)?;
        self.told("payment_intent.succeeded", id, usize::from(status == "succeeded"))?;
        self.told("payment_intent.canceled", id, usize::from(status == "canceled"))?;
        match status {
            "succeeded" => {
                ensure!(
                    captured.len() == 1,
                    "{id} succeeded with {} captured charges",
                    captured.len()
                );
                let claimed = int(captured[0], "amount_captured");
                ensure!(claimed == received, "{id} received {received}, its charge {claimed}");
                ensure!(
                    int(intent, "amount_capturable") == 0,
                    "{id} succeeded and is capturable"
                );
                ensure!(
                    intent["latest_charge"] == captured[0]["id"],
                    "{id} shows another charge"
                );
            }
            "requires_capture" => {
                ensure!(held == 1, "{id} waits for its capture with {held} holds");
                ensure!(
                    int(intent, "amount_capturable") == int(paid[0], "amount"),
                    "{id} is not capturable"
                );
            }
            // A hold that is being captured or let go is still a hold.
            "processing" => ensure!(captured.is_empty(), "{id} is processing and captured"),
            _ => ensure!(
                captured.is_empty() && held == 0,
                "{id} is {status} and has {held} holds and {captured:?}"
            ),
        }
        ensure!(
            status == "succeeded" || received == 0,
            "{id} is {status} and received {received}"
        );
        Ok(())
    }

    fn refund(&self, refund: &Value) -> Flaw {
        let id = text(refund, "id");
        let charge = self.charges.iter().find(|charge| charge["id"] == refund["charge"]);
        ensure!(charge.is_some_and(has_captured), "{id} is of no captured charge");
        self.told("refund.created", id, 1)?;
        self.told("refund.failed", id, usize::from(refund["status"] == "failed"))
    }

    /// The acquirer owes what charges captured less what stands refunded, and the merchant and the fees have it.
    fn money_is_where_the_charges_say(&self) -> Flaw {
        let mut owed: BTreeMap<String, i64> = BTreeMap::new();
        for charge in self.charges.iter().filter(|charge| has_captured(charge)) {
            *owed.entry(text(charge, "currency").to_owned()).or_default() +=
                int(charge, "amount_captured") - int(charge, "amount_refunded");
        }
        let mut receivable: BTreeMap<String, i64> = BTreeMap::new();
        for balance in self
            .balances
            .iter()
            .filter(|balance| &*balance.account == "acquirer_receivable")
        {
            *receivable.entry(balance.currency.code().to_owned()).or_default() -= balance.amount;
        }
        owed.retain(|_, sum| *sum != 0);
        receivable.retain(|_, sum| *sum != 0);
        ensure!(
            owed == receivable,
            "the acquirer owes {receivable:?} by the ledger, {owed:?} by the charges"
        );
        Ok(())
    }

    /// `GET /v1/balance` shows these accounts of the ledger, and every balance transaction names its postings.
    fn balance_is_the_sum_of_its_transactions(&self) -> Flaw {
        let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
        for (key, transaction) in &self.transactions {
            let id = text(transaction, "id");
            let posted = self.postings.iter().any(|posting| posting.transaction == *key);
            ensure!(posted || int(transaction, "amount") == 0, "{id} has no postings");
            let net = int(transaction, "amount") - int(transaction, "fee");
            ensure!(net == int(transaction, "net"), "{id} does not add up");
            *sums.entry(text(transaction, "currency")).or_default() += net;
        }
        let mut balance: BTreeMap<&str, i64> = BTreeMap::new();
        for kept in &self.balances {
            if &*kept.account == "available" || kept.account.starts_with("pending:") {
                *balance.entry(kept.currency.code()).or_default() += kept.amount;
            }
        }
        sums.retain(|_, sum| *sum != 0);
        balance.retain(|_, sum| *sum != 0);
        ensure!(
            sums == balance,
            "the balance is {balance:?}, its transactions sum to {sums:?}"
        );
        for charge in self.charges.iter() {
            let (id, captured) = (text(charge, "id"), usize::from(has_captured(charge)));
            let kind = if id.starts_with("py_") { "payment" } else { "charge" };
            self.moved(kind, id, int(charge, "amount_captured"), captured)?;
        }
        for refund in &self.refunds {
            let (id, amount) = (text(refund, "id"), int(refund, "amount"));
            let kind = if id.starts_with("pyr_") {
                "payment_refund"
            } else {
                "refund"
            };
            self.moved(kind, id, -amount, 1)?;
            self.moved("refund_failure", id, amount, usize::from(!stands(refund)))?;
        }
        Ok(())
    }

    /// Balance transactions of a type about an object, each of this amount.
    fn moved(&self, kind: &str, source: &str, amount: i64, times: usize) -> Flaw {
        let about = |transaction: &&Value| text(transaction, "type") == kind && text(transaction, "source") == source;
        let found: Vec<&Value> = self.transactions.iter().map(|(_, value)| value).filter(about).collect();
        let right = found.iter().all(|transaction| int(transaction, "amount") == amount);
        ensure!(
            found.len() == times && right,
            "{source} moved {amount} as {kind}, {times} times, but: {found:?}"
        );
        Ok(())
    }

    /// The acquirer's book and ours: the same holds, captures and refunds, and none that only one side knows.
    pub fn agree_with(&self, acquirer: &Sandbox) -> Flaw {
        let mut ours = self.authorizations.clone();
        for (attempt, position) in acquirer.positions() {
            let Some(id) = ours.remove(&attempt.0) else {
                ensure!(
                    position.is_voided,
                    "the acquirer holds {position:?} that we know nothing of"
                );
                continue;
            };
            let charge = self.charges.iter().find(|charge| text(charge, "id") == id);
            let charge = charge.ok_or("an authorization without its charge")?;
            let released = charge["captured"] == false && charge["refunded"] == true;
            ensure!(
                position.is_voided == released,
                "{id} released: {released}, at the acquirer {position:?}"
            );
            if released {
                continue;
            }
            let captured = position.captured.unwrap_or(0);
            // A refund that the cardholder's bank sent back has left the acquirer all the same.
            let asked = |refund: &&Value| refund["charge"] == charge["id"] && refund["failure_reason"] != "declined";
            let refunded: i64 = self
                .refunds
                .iter()
                .filter(asked)
                .map(|refund| int(refund, "amount"))
                .sum();
            let here = int(charge, "amount_captured");
            ensure!(captured == here, "{id} captured {here}, at the acquirer {captured}");
            ensure!(
                position.refunded == refunded,
                "{id} refunded {refunded}, at the acquirer {position:?}"
            );
        }
        ensure!(ours.is_empty(), "the acquirer knows nothing of {ours:?}");
        Ok(())
    }

    /// Events of a kind about an object.
    fn told(&self, kind: &str, id: &str, times: usize) -> Flaw {
        let about = |(name, object): &&(String, Value)| name == kind && text(object, "id") == id;
        let found = self.events.iter().filter(about).count();
        ensure!(found == times, "{id} has {found} events {kind}, not {times}");
        Ok(())
    }
}

/// Whether a charge's money is ours. A debit on its way says what it will have captured.
fn has_captured(charge: &Value) -> bool {
    charge["captured"] == true && charge["status"] == "succeeded"
}

/// Whether a refund counts: it has not failed and was not canceled.
fn stands(refund: &Value) -> bool {
    refund["status"] != "failed" && refund["status"] != "canceled"
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_default()
}

fn int(value: &Value, field: &str) -> i64 {
    value[field].as_i64().unwrap_or_default()
}
