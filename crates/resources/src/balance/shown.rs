//! The balance as the API shows it.

use kernel::{Currency, Money};
use ledger::{Balances, Standing};
use serde_json::{Value, json};

/// One entry for each currency that ever moved; the default currency at zero if none did.
///
/// `instant_available` is what could be paid out at once: never less than nothing.
pub fn shown(balances: &Balances, default: Currency, livemode: bool) -> Value {
    let zero = Standing::default();
    let mut rows: Vec<(Currency, &Standing)> = balances.currencies.iter().map(|(code, row)| (*code, row)).collect();
    if rows.is_empty() {
        rows.push((default, &zero));
    }
    let each = |amount: fn(&Standing) -> i64| -> Vec<Value> {
        let entry = |(currency, row): &(Currency, &Standing)| sourced(Money::new(amount(row), *currency));
        rows.iter().map(entry).collect()
    };
    let nothing: Vec<Value> = rows
        .iter()
        .map(|(currency, _)| json!({"amount": 0, "currency": currency}))
        .collect();
    json!({
        "object": "balance",
        "available": each(|row| row.available),
        "connect_reserved": nothing,
        "instant_available": each(|row| row.available.max(0)),
        "livemode": livemode,
        "pending": each(|row| row.pending),
        "refund_and_dispute_prefunding": {"available": nothing, "pending": nothing},
    })
}

/// Everything comes from cards or counts as if it did.
fn sourced(money: Money) -> Value {
    let (amount, currency) = (money.minor_units(), money.currency());
    json!({"amount": amount, "currency": currency, "source_types": {"card": amount}})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_without_movements_has_nothing_in_its_own_currency() {
        let shown = shown(&Balances::default(), Currency::EUR, false);
        let nothing = json!([{"amount": 0, "currency": "eur", "source_types": {"card": 0}}]);
        assert_eq!((&shown["available"], &shown["pending"]), (&nothing, &nothing));
        assert_eq!(shown["livemode"], false);
    }

    #[test]
    fn each_currency_that_moved_has_its_entry() {
        let mut balances = Balances::default();
        for (currency, available, pending) in [(Currency::EUR, -5, 7), (Currency::USD, 9, 0)] {
            let standing = balances.currencies.entry(currency).or_default();
            (standing.available, standing.pending) = (available, pending);
        }
        let shown = shown(&balances, Currency::JPY, true);
        assert_eq!(shown["available"].as_array().map(Vec::len), Some(2));
        assert_eq!(shown["available"][0]["amount"], -5);
        assert_eq!(shown["instant_available"][0]["amount"], 0);
        assert_eq!(
            shown["pending"][0],
            json!({"amount": 7, "currency": "eur", "source_types": {"card": 7}})
        );
    }
}
