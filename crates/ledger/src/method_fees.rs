//! What payments with something else than a card cost the merchant.
//!
//! Source: public price lists. Types without a row pay what a domestic card does.

use kernel::{BasisPoints, Money, MoneyError};

/// One price: a percentage, a fixed part, and what it is at most, in hundredths of the currency's main unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodFee {
    pub rate: BasisPoints,
    pub fixed: i64,
    pub most: Option<i64>,
}

const fn fee(rate: i64, fixed: i64, most: Option<i64>) -> MethodFee {
    MethodFee {
        rate: BasisPoints(rate),
        fixed,
        most,
    }
}

const PRICES: &[(&str, MethodFee)] = &[
    ("acss_debit", fee(100, 40, Some(500))),
    ("affirm", fee(600, 30, None)),
    ("afterpay_clearpay", fee(600, 30, None)),
    ("au_becs_debit", fee(100, 30, Some(350))),
    ("bacs_debit", fee(100, 0, Some(200))),
    ("bancontact", fee(140, 25, None)),
    ("eps", fee(160, 25, None)),
    ("ideal", fee(0, 29, None)),
    ("klarna", fee(599, 30, None)),
    ("p24", fee(220, 30, None)),
    ("sepa_debit", fee(0, 35, None)),
    ("sofort", fee(140, 25, None)),
    ("us_bank_account", fee(80, 0, Some(500))),
];

impl MethodFee {
    /// The price of a type; `None` if it is that of a card.
    pub fn of(method: &str) -> Option<MethodFee> {
        PRICES.iter().find(|(name, _)| *name == method).map(|(_, fee)| *fee)
    }

    /// The fee on an amount, in its currency; never more than the amount itself.
    pub fn on(self, amount: Money) -> Result<Money, MoneyError> {
        let minor = |hundredths: i64| match amount.currency().decimals() {
            3 => hundredths * 10,
            _ => hundredths,
        };
        let share = amount.portion(self.rate)?.minor_units();
        let whole = share.saturating_add(minor(self.fixed));
        let capped = self.most.map_or(whole, |most| whole.min(minor(most)));
        Ok(Money::new(capped.min(amount.minor_units()), amount.currency()))
    }
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    #[test]
    fn a_price_has_a_share_a_fixed_part_and_a_limit() {
        for (method, amount, expected) in [
            ("us_bank_account", 10_000, 80),
            ("us_bank_account", 1_000_000, 500),
            ("sepa_debit", 2_000, 35),
            ("sepa_debit", 20, 20),
            ("bancontact", 2_000, 53),
            ("acss_debit", 100_000, 500),
        ] {
            let amount = Money::new(amount, Currency::EUR);
            let fee = MethodFee::of(method).unwrap().on(amount).unwrap();
            assert_eq!(fee.minor_units(), expected, "{method} {amount:?}");
        }
        assert_eq!(MethodFee::of("card"), None);
    }
}
