//! The check at the counter: whether what was typed can be a card, before anyone is asked.
//!
//! Source: API reference, "Error codes", and observed behaviour. The first thing wrong is answered, in the order number,
//! month, year, security code, then whether the card belongs in this mode.

use jiff::tz::TimeZone;
use kernel::Timestamp;

use super::{Behavior, Brand, Funding, Network, TestCard, by_number, luhn};
use crate::refusal::PaymentError;
use crate::vault::{Cvc, Pan};

/// Which cards are real here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Only test cards.
    Test,
    /// Everything but test cards.
    Live,
}

/// A card as typed. Spaces and dashes in the number are ignored.
#[derive(Clone, Copy)]
pub struct CardInput<'a> {
    pub number: &'a str,
    pub exp_month: i64,
    /// Two or four digits.
    pub exp_year: i64,
    pub cvc: Option<&'a str>,
}

/// A card that may be used: what it is, and its secrets on the way to the vault.
#[derive(Debug)]
pub struct CardDetails {
    pub pan: Pan,
    pub cvc: Option<Cvc>,
    pub exp_month: u8,
    pub exp_year: u16,
    pub brand: Brand,
    pub funding: Funding,
    /// Two-letter ISO code, when known.
    pub country: Option<&'static str>,
    pub networks: &'static [Network],
    /// What the sandbox does with it; `Success` for a live card, where nobody asks.
    pub behavior: Behavior,
}

/// What can be wrong with a card before anyone is asked. Carries nothing that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    #[error("the card number has something else than digits in it")]
    InvalidNumber,
    #[error("the card number has the wrong length or check digit")]
    IncorrectNumber,
    #[error("the expiry month is not a month, or has passed")]
    InvalidExpiryMonth,
    #[error("the expiry year has passed or is not a year")]
    InvalidExpiryYear,
    #[error("the security code has the wrong length or something else than digits in it")]
    InvalidCvc,
    #[error("a live card was used in test mode")]
    LiveCardInTestMode,
    #[error("a test card was used in live mode")]
    TestCardInLiveMode,
}

impl CardError {
    /// The refusal as the client sees it.
    #[must_use]
    pub const fn refusal(self) -> &'static PaymentError {
        match self {
            Self::InvalidNumber => &PaymentError::INVALID_NUMBER,
            Self::IncorrectNumber => &PaymentError::INCORRECT_NUMBER,
            Self::InvalidExpiryMonth => &PaymentError::INVALID_EXPIRY_MONTH,
            Self::InvalidExpiryYear => &PaymentError::INVALID_EXPIRY_YEAR,
            Self::InvalidCvc => &PaymentError::INVALID_CVC,
            Self::LiveCardInTestMode => &PaymentError::TEST_MODE_LIVE_CARD,
            Self::TestCardInLiveMode => &PaymentError::LIVE_MODE_TEST_CARD,
        }
    }
}

impl std::fmt::Debug for CardInput<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CardInput(****)")
    }
}

/// Checks a card that was typed. A card is good until its month has ended everywhere,
/// taken as the end of the month in UTC.
pub fn validate(input: CardInput<'_>, mode: Mode, now: Timestamp) -> Result<CardDetails, CardError> {
    let pan = number(input.number)?;
    let test_card = by_number(pan.expose());
    let brand = test_card.map_or_else(|| Brand::of_number(pan.expose()), |card| card.brand);
    let (exp_month, exp_year) = expiry(input.exp_month, input.exp_year, now)?;
    let cvc = input.cvc.map(|typed| security_code(typed, brand)).transpose()?;
    match (mode, test_card) {
        (Mode::Test, Some(card)) => Ok(CardDetails {
            cvc,
            ..CardDetails::new(pan, exp_month, exp_year, card)
        }),
        (Mode::Test, None) => Err(CardError::LiveCardInTestMode),
        (Mode::Live, Some(_)) => Err(CardError::TestCardInLiveMode),
        (Mode::Live, None) => Ok(CardDetails {
            pan,
            cvc,
            exp_month,
            exp_year,
            brand,
            funding: Funding::Unknown,
            country: None,
            networks: brand.networks(),
            behavior: Behavior::Success,
        }),
    }
}

/// Month and year of a card that was named by a magic id: this month, next year.
#[must_use]
pub fn magic_expiry(now: Timestamp) -> (u8, u16) {
    let (month, year) = month_and_year(now);
    (month, year + 1)
}

impl CardDetails {
    /// The card behind a `pm_card_…` or `tok_…` id. Its security code counts as given, though there is none to keep.
    ///
    /// None for the one row of the table whose number is no card number; it has no such id.
    #[must_use]
    pub fn of_test_card(card: &TestCard, now: Timestamp) -> Option<Self> {
        let (exp_month, exp_year) = magic_expiry(now);
        Some(Self::new(Pan::parse(card.number)?, exp_month, exp_year, card))
    }

    fn new(pan: Pan, exp_month: u8, exp_year: u16, card: &TestCard) -> Self {
        Self {
            pan,
            cvc: None,
            exp_month,
            exp_year,
            brand: card.brand,
            funding: card.funding,
            country: Some(card.country),
            networks: card.networks,
            behavior: card.behavior,
        }
    }
}

fn number(typed: &str) -> Result<Pan, CardError> {
    let digits = typed.bytes().filter(|byte| !matches!(byte, b' ' | b'-'));
    if digits.clone().next().is_none() || !digits.clone().all(|byte| byte.is_ascii_digit()) {
        return Err(CardError::InvalidNumber);
    }
    let pan = Pan::from_digits(digits).ok_or(CardError::IncorrectNumber)?;
    if luhn(pan.expose()) {
        Ok(pan)
    } else {
        Err(CardError::IncorrectNumber)
    }
}

pub fn expiry(month: i64, year: i64, now: Timestamp) -> Result<(u8, u16), CardError> {
    /// No issuer prints a card for longer.
    const YEARS_MAX: u16 = 50;
    let (this_month, this_year) = month_and_year(now);
    let month = u8::try_from(month).ok().filter(|month| (1..=12).contains(month));
    let month = month.ok_or(CardError::InvalidExpiryMonth)?;
    let year = match year {
        0..=99 => u16::try_from(2000 + year),
        _ => u16::try_from(year),
    };
    let year = year
        .ok()
        .filter(|year| (this_year..=this_year + YEARS_MAX).contains(year));
    let year = year.ok_or(CardError::InvalidExpiryYear)?;
    if year == this_year && month < this_month {
        return Err(CardError::InvalidExpiryMonth);
    }
    Ok((month, year))
}

fn security_code(typed: &str, brand: Brand) -> Result<Cvc, CardError> {
    Cvc::parse(typed)
        .filter(|cvc| brand.cvc_lengths().contains(&cvc.len()))
        .ok_or(CardError::InvalidCvc)
}

fn month_and_year(now: Timestamp) -> (u8, u16) {
    let date = jiff::Timestamp::from_second(now.seconds())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(TimeZone::UTC)
        .date();
    // Months are 1 to 12 and the clock does not run before 1970: neither conversion can lose anything.
    (date.month().unsigned_abs(), date.year().unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 22 November 2026.
    const NOW: Timestamp = Timestamp::from_seconds(1_795_305_600);
    const GOOD: CardInput<'_> = CardInput {
        number: "4242 4242-4242 4242",
        exp_month: 12,
        exp_year: 2030,
        cvc: Some("123"),
    };

    #[test]
    fn a_good_card() {
        let card = validate(GOOD, Mode::Test, NOW).expect("good");
        assert_eq!((card.exp_month, card.exp_year, card.brand), (12, 2030, Brand::Visa));
        assert_eq!(
            (card.pan.last4(), card.country, card.behavior),
            ("4242", Some("US"), Behavior::Success)
        );
        assert!(card.cvc.is_some());
    }

    #[test]
    fn what_is_refused() {
        use CardError::*;
        let number = |number| CardInput { number, ..GOOD };
        let expiry = |exp_month, exp_year| CardInput {
            exp_month,
            exp_year,
            ..GOOD
        };
        let cvc = |number, cvc| CardInput {
            number,
            cvc: Some(cvc),
            ..GOOD
        };
        let cases = [
            (number(""), Some(InvalidNumber)),
            (number("4242x42424242424"), Some(InvalidNumber)),
            (number("4242424242424241"), Some(IncorrectNumber)),
            (number("4242"), Some(IncorrectNumber)),
            (number("42424242424242424242424242"), Some(IncorrectNumber)),
            (number("4111111111111111"), Some(LiveCardInTestMode)),
            (number("4000000000000002"), None),
            (expiry(13, 2030), Some(InvalidExpiryMonth)),
            (expiry(0, 2030), Some(InvalidExpiryMonth)),
            (expiry(-1, 2030), Some(InvalidExpiryMonth)),
            (expiry(10, 2026), Some(InvalidExpiryMonth)),
            (expiry(11, 2026), None),
            (expiry(11, 26), None),
            (expiry(1, 27), None),
            (expiry(1, 2025), Some(InvalidExpiryYear)),
            (expiry(1, 25), Some(InvalidExpiryYear)),
            (expiry(1, 202), Some(InvalidExpiryYear)),
            (expiry(1, 2077), Some(InvalidExpiryYear)),
            (expiry(1, i64::MAX), Some(InvalidExpiryYear)),
            (cvc("4242424242424242", "99"), Some(InvalidCvc)),
            (cvc("4242424242424242", "1234"), Some(InvalidCvc)),
            (cvc("4242424242424242", "12a"), Some(InvalidCvc)),
            (cvc("4242424242424242", ""), Some(InvalidCvc)),
            (cvc("378282246310005", "1234"), None),
            (cvc("378282246310005", "123"), None),
        ];
        for (input, expected) in cases {
            assert_eq!(
                validate(input, Mode::Test, NOW).err(),
                expected,
                "{} {:?}",
                input.number,
                expected
            );
        }
    }

    #[test]
    fn live_mode_takes_only_live_cards() {
        assert_eq!(
            validate(GOOD, Mode::Live, NOW).err(),
            Some(CardError::TestCardInLiveMode)
        );
        let live = CardInput {
            number: "4111111111111111",
            ..GOOD
        };
        assert_eq!(validate(live, Mode::Live, NOW).expect("a live card").brand, Brand::Visa);
    }

    #[test]
    fn magic_ids_expire_this_month_next_year() {
        assert_eq!(magic_expiry(NOW), (11, 2027));
        assert_eq!(magic_expiry(Timestamp::from_seconds(1_798_761_599)), (12, 2027));
        assert_eq!(magic_expiry(Timestamp::from_seconds(1_798_761_600)), (1, 2028));
    }

    #[test]
    fn errors_and_debug_show_nothing_typed() {
        assert!(!format!("{GOOD:?}").contains("4242"));
        let card = validate(GOOD, Mode::Test, NOW).expect("good");
        let shown = format!("{card:?}");
        assert!(!shown.contains("42424") && !shown.contains("123"), "{shown}");
    }
}
