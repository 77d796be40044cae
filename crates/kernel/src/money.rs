//! Money: an amount in minor units and its currency. No floats, no silent overflow, no mixing.

use std::cmp::Ordering;
use std::fmt;

use crate::Currency;

/// An exact amount of one currency, in its minor units. May be negative (a debit).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor_units: i64,
    currency: Currency,
}

/// Why two amounts could not be combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("cannot combine {left} with {right}")]
    MixedCurrencies { left: Currency, right: Currency },
    #[error("the amount does not fit")]
    Overflow,
}

/// A rate in hundredths of a percent: 290 is 2.9 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasisPoints(pub i64);

impl Money {
    pub const fn new(minor_units: i64, currency: Currency) -> Money {
        Money { minor_units, currency }
    }

    pub const fn zero(currency: Currency) -> Money {
        Money::new(0, currency)
    }

    pub const fn minor_units(self) -> i64 {
        self.minor_units
    }

    pub const fn currency(self) -> Currency {
        self.currency
    }

    pub const fn is_zero(self) -> bool {
        self.minor_units == 0
    }

    pub const fn is_positive(self) -> bool {
        self.minor_units > 0
    }

    #[expect(clippy::should_implement_trait, reason = "the trait cannot fail, and this can")]
    pub fn add(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        self.with(self.minor_units.checked_add(other.minor_units))
    }

    #[expect(clippy::should_implement_trait, reason = "the trait cannot fail, and this can")]
    pub fn sub(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        self.with(self.minor_units.checked_sub(other.minor_units))
    }

    pub fn negated(self) -> Result<Money, MoneyError> {
        self.with(self.minor_units.checked_neg())
    }

    pub fn compare(self, other: Money) -> Result<Ordering, MoneyError> {
        self.same_currency(other)?;
        Ok(self.minor_units.cmp(&other.minor_units))
    }

    /// The part that a rate takes, rounded half away from zero to the nearest minor unit.
    pub fn portion(self, rate: BasisPoints) -> Result<Money, MoneyError> {
        let product = i128::from(self.minor_units) * i128::from(rate.0);
        let half = if product < 0 { -5_000 } else { 5_000 };
        self.with(i64::try_from((product + half) / 10_000).ok())
    }

    /// Shares the amount out by weight so that not one unit is lost: what rounding leaves over goes,
    /// unit by unit, to the first parts. Without a positive weight everything stays in the first part.
    pub fn split(self, weights: &[u32]) -> Vec<Money> {
        let total: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
        if total == 0 {
            let first = weights
                .iter()
                .enumerate()
                .map(|(at, _)| if at == 0 { self.minor_units } else { 0 });
            return first.map(|units| Money::new(units, self.currency)).collect();
        }
        let whole = i128::from(self.minor_units);
        let mut parts: Vec<i128> = weights
            .iter()
            .map(|&weight| whole * i128::from(weight) / total)
            .collect();
        let mut left = whole - parts.iter().sum::<i128>();
        for (part, _) in parts.iter_mut().zip(weights).filter(|(_, weight)| **weight > 0) {
            let unit = left.signum();
            *part += unit;
            left -= unit;
        }
        parts
            .into_iter()
            .map(|units| Money::new(units as i64, self.currency))
            .collect()
    }

    fn same_currency(self, other: Money) -> Result<(), MoneyError> {
        match self.currency == other.currency {
            true => Ok(()),
            false => Err(MoneyError::MixedCurrencies {
                left: self.currency,
                right: other.currency,
            }),
        }
    }

    fn with(self, minor_units: Option<i64>) -> Result<Money, MoneyError> {
        minor_units
            .map(|units| Money::new(units, self.currency))
            .ok_or(MoneyError::Overflow)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.currency.display(self.minor_units))
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.minor_units, self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EUR: Currency = Currency::EUR;
    const USD: Currency = Currency::USD;

    #[test]
    fn currencies_do_not_mix() {
        let mixed = Err(MoneyError::MixedCurrencies { left: EUR, right: USD });
        assert_eq!(Money::new(1, EUR).add(Money::new(1, USD)), mixed);
        assert_eq!(Money::new(1, EUR).sub(Money::new(1, USD)), mixed);
    }

    #[test]
    fn nothing_wraps_around() {
        assert_eq!(
            Money::new(i64::MAX, EUR).add(Money::new(1, EUR)),
            Err(MoneyError::Overflow)
        );
        assert_eq!(Money::new(i64::MIN, EUR).negated(), Err(MoneyError::Overflow));
    }

    #[test]
    fn a_portion_is_rounded_to_the_nearest_unit() {
        for (amount, rate, portion) in [
            (2_000, 290, 58),
            (1_999, 290, 58),
            (50, 290, 1),
            (-2_000, 290, -58),
            (1, 50, 0),
        ] {
            assert_eq!(
                Money::new(amount, EUR).portion(BasisPoints(rate)),
                Ok(Money::new(portion, EUR))
            );
        }
    }

    proptest! {
        #[test]
        fn a_split_never_loses_a_unit(amount: i64, weights in prop::collection::vec(0u32..1_000_000, 1..20)) {
            let parts = Money::new(amount, USD).split(&weights);
            let sum: i128 = parts.iter().map(|part| i128::from(part.minor_units())).sum();
            prop_assert_eq!(sum, i128::from(amount));
            prop_assert_eq!(parts.len(), weights.len());
        }
    }
}
