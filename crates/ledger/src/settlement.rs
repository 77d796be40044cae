//! When captured funds become available.
//!
//! Source: observed balance transactions. US accounts: two business days, 00:00 UTC; all others: seven
//! calendar days.

use jiff::civil::Weekday;
use kernel::Timestamp;

use crate::accounts::date;

const US_BUSINESS_DAYS: u32 = 2;
const CALENDAR_DAYS: i64 = 7;

pub fn available_on(captured: Timestamp, account_country: &str) -> Timestamp {
    match account_country {
        "US" => business_days_after(captured, US_BUSINESS_DAYS),
        _ => Timestamp::start_of_day(captured.day() + CALENDAR_DAYS),
    }
}

/// 00:00 UTC of the nth business day behind a moment. Weekends do not count; bank holidays do.
pub fn business_days_after(from: Timestamp, days: u32) -> Timestamp {
    let mut day = from.day();
    let mut left = days;
    while left > 0 {
        day += 1;
        if !matches!(date(day).weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    Timestamp::start_of_day(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekends_do_not_count() {
        let day = |text: &str| {
            let date: jiff::civil::Date = text.parse().unwrap();
            Timestamp::start_of_day((date - jiff::civil::date(1970, 1, 1)).get_days().into())
        };
        for (from, to) in [
            ("2026-11-23", "2026-11-25"),
            ("2026-11-20", "2026-11-24"),
            ("2026-11-21", "2026-11-24"),
        ] {
            assert_eq!(available_on(day(from), "US"), day(to), "{from}");
        }
        assert_eq!(available_on(day("2026-11-20"), "DE"), day("2026-11-27"));
    }
}
