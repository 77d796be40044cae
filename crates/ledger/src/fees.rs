//! What a card payment costs the merchant: a percentage and a fixed part, by the account's country; and what a dispute does.
//!
//! Source: public price lists and fees computed from observed balance transactions, rounded to the
//! nearest minor unit. Countries without a row of their own pay the last row's fees.

use kernel::{BasisPoints, Currency, Money, MoneyError};

/// Where a card was issued, seen from the merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardOrigin {
    Domestic,
    International,
}

/// One schedule. The fixed part is in minor units of the account's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fee {
    pub domestic: BasisPoints,
    pub international: BasisPoints,
    pub fixed: i64,
}

const fn fee(domestic: i64, international: i64, fixed: i64) -> Fee {
    Fee {
        domestic: BasisPoints(domestic),
        international: BasisPoints(international),
        fixed,
    }
}

const SCHEDULE: &[(&str, Fee)] = &[
    ("AU", fee(170, 350, 30)),
    ("BR", fee(399, 399, 39)),
    ("CA", fee(290, 290, 30)),
    ("GB", fee(150, 325, 20)),
    ("SG", fee(340, 390, 50)),
    ("US", fee(290, 440, 30)),
];
/// The European Economic Area's standard card, and everyone else's.
const ELSEWHERE: Fee = fee(150, 325, 25);

const EEA: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT",
    "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

impl CardOrigin {
    /// Cards of the European Economic Area are domestic to all of its countries. An unknown country
    /// counts as domestic.
    pub fn of(card_country: Option<&str>, account_country: &str) -> CardOrigin {
        let Some(card) = card_country else {
            return CardOrigin::Domestic;
        };
        match card == account_country || (EEA.contains(&card) && EEA.contains(&account_country)) {
            true => CardOrigin::Domestic,
            false => CardOrigin::International,
        }
    }
}

impl Fee {
    pub fn of_country(country: &str) -> Fee {
        SCHEDULE
            .iter()
            .find(|(code, _)| *code == country)
            .map_or(ELSEWHERE, |(_, fee)| *fee)
    }
}

/// The fee on a captured amount, in the amount's currency.
///
/// The fixed part keeps its digits in currencies with two decimals, and is converted by decimals
/// alone in the others (30 cents are 30 yen, 300 fils). Never more than the amount itself.
pub fn card_fee(amount: Money, account_country: &str, origin: CardOrigin) -> Result<Money, MoneyError> {
    let schedule = Fee::of_country(account_country);
    let rate = match origin {
        CardOrigin::Domestic => schedule.domestic,
        CardOrigin::International => schedule.international,
    };
    let fixed = Money::new(fixed_in(schedule.fixed, amount.currency()), amount.currency());
    let fee = amount.portion(rate)?.add(fixed)?;
    match fee.compare(amount)? {
        std::cmp::Ordering::Greater => Ok(amount),
        std::cmp::Ordering::Less | std::cmp::Ordering::Equal => Ok(fee),
    }
}

/// What a dispute costs, in the currency of its charge. Source: observed balance transactions.
const DISPUTE_FEE: i64 = 1_500;

/// The fee of a dispute that takes funds back, whatever they are. It is kept if the merchant wins.
pub fn dispute_fee(currency: Currency) -> Money {
    Money::new(fixed_in(DISPUTE_FEE, currency), currency)
}

fn fixed_in(cents: i64, currency: Currency) -> i64 {
    match currency.decimals() {
        3 => cents * 10,
        _ => cents,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_follow_country_and_origin() {
        let usd = |amount| Money::new(amount, Currency::USD);
        let cases = [
            (2_000, "US", Some("US"), 88),
            (2_000, "US", Some("DE"), 118),
            (2_000, "US", None, 88),
            (2_000, "DE", Some("FR"), 55),
            (2_000, "DE", Some("US"), 90),
            (2_000, "SG", Some("US"), 128),
            (10, "US", Some("US"), 10),
        ];
        for (amount, account, card, fee) in cases {
            assert_eq!(
                card_fee(usd(amount), account, CardOrigin::of(card, account)),
                Ok(usd(fee)),
                "{account} {card:?}"
            );
        }
    }
}
