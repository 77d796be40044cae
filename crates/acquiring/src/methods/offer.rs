//! Whether a payment or a set-up may use a type. The first reason against it is the one that is told.

use kernel::Currency;

use super::{FutureUsage, Method};

/// What decides which types can be used.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The account's country.
    pub business: &'a str,
    /// None for a set-up, which has no currency.
    pub currency: Option<Currency>,
    /// Minor units.
    pub amount: Option<i64>,
    pub manual_capture: bool,
    /// `on_session` or `off_session`.
    pub future_usage: Option<&'a str>,
    pub setup: bool,
}

/// Why a type cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    Business,
    Currency,
    TooSmall { least: i64 },
    TooLarge { most: i64 },
    ManualCapture,
    FutureUsage,
    Setup,
}

impl Method {
    /// Whether it fits what is asked; the country first, as nothing but another account helps there.
    ///
    /// # Errors
    ///
    /// The first reason against it.
    pub fn fits(&self, asked: &Asked<'_>) -> Result<(), Unfit> {
        if !self.businesses.has(asked.business) {
            return Err(Unfit::Business);
        }
        if asked.setup && !self.setups {
            return Err(Unfit::Setup);
        }
        if asked.manual_capture && self.hold_days.is_none() {
            return Err(Unfit::ManualCapture);
        }
        if let Some(usage) = asked.future_usage
            && !self.can_be_used_again(usage)
        {
            return Err(Unfit::FutureUsage);
        }
        let Some(currency) = asked.currency else { return Ok(()) };
        if !self.currencies.has(currency) {
            return Err(Unfit::Currency);
        }
        let (least, most) = self.limits(currency);
        match (asked.amount, least, most) {
            (Some(amount), Some(least), _) if amount < least => Err(Unfit::TooSmall { least }),
            (Some(amount), _, Some(most)) if amount > most => Err(Unfit::TooLarge { most }),
            _ => Ok(()),
        }
    }

    /// Whether it can be kept for later payments of this sort.
    #[must_use]
    pub fn can_be_used_again(&self, usage: &str) -> bool {
        match self.future_usage {
            FutureUsage::Both => true,
            FutureUsage::Off => usage == "off_session",
            FutureUsage::None | FutureUsage::Absent => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::named;
    use super::*;

    #[test]
    fn the_first_reason_against_a_type_is_told() {
        let asked = |business, currency: &str, amount| Asked {
            business,
            currency: currency.parse().ok(),
            amount: Some(amount),
            manual_capture: false,
            future_usage: None,
            setup: false,
        };
        let cases = [
            ("ideal", asked("DE", "eur", 100), Ok(())),
            ("ideal", asked("DE", "usd", 100), Err(Unfit::Currency)),
            ("ideal", asked("BR", "usd", 100), Err(Unfit::Business)),
            ("sepa_debit", asked("DE", "eur", 49), Err(Unfit::TooSmall { least: 50 })),
            (
                "oxxo",
                asked("MX", "mxn", 1_000_001),
                Err(Unfit::TooLarge { most: 1_000_000 }),
            ),
            (
                "ideal",
                Asked {
                    manual_capture: true,
                    ..asked("DE", "eur", 100)
                },
                Err(Unfit::ManualCapture),
            ),
            (
                "klarna",
                Asked {
                    manual_capture: true,
                    ..asked("DE", "eur", 100)
                },
                Ok(()),
            ),
            (
                "ideal",
                Asked {
                    future_usage: Some("on_session"),
                    ..asked("DE", "eur", 100)
                },
                Err(Unfit::FutureUsage),
            ),
            (
                "ideal",
                Asked {
                    future_usage: Some("off_session"),
                    ..asked("DE", "eur", 100)
                },
                Ok(()),
            ),
            (
                "eps",
                Asked {
                    setup: true,
                    currency: None,
                    ..asked("DE", "eur", 100)
                },
                Err(Unfit::Setup),
            ),
        ];
        for (name, asked, expected) in cases {
            assert_eq!(named(name).unwrap().fits(&asked), expected, "{name} {asked:?}");
        }
    }
}
