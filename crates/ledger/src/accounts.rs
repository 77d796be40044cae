//! Names of the ledger's accounts.

use jiff::civil::Date;
use kernel::Timestamp;

/// What the acquirer owes for captures, less what it paid back to cardholders.
pub const ACQUIRER_RECEIVABLE: &str = "acquirer_receivable";
/// What the merchant may pay out.
pub const AVAILABLE: &str = "available";
/// On its way to the merchant's bank.
pub const PAYOUT_IN_TRANSIT: &str = "payout_in_transit";
/// Arrived at the merchant's bank.
pub const BANK: &str = "bank";
/// What payments cost the merchant.
pub const FEES: &str = "fees";
/// Taken back by cardholders through their banks.
pub const DISPUTES: &str = "disputes";

/// The merchant's money that becomes available on a day: one account for each such day, so that the
/// whole of it moves in one posting when the day comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pending {
    /// Days since 1970-01-01, UTC.
    pub day: i64,
}

const PENDING: &str = "pending:";

impl Pending {
    pub fn until(available_on: Timestamp) -> Pending {
        Pending {
            day: available_on.day(),
        }
    }

    /// `pending:2026-11-24`
    pub fn account(self) -> String {
        format!("{PENDING}{}", date(self.day))
    }

    pub fn parse(account: &str) -> Option<Pending> {
        let date: Date = account.strip_prefix(PENDING)?.parse().ok()?;
        Some(Pending {
            day: (date - EPOCH).get_days().into(),
        })
    }

    pub fn available_on(self) -> Timestamp {
        Timestamp::start_of_day(self.day)
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// A civil date from days since 1970-01-01. Days past the calendar's ends are the ends.
pub(crate) fn date(day: i64) -> Date {
    let span = jiff::Span::new().try_days(day);
    span.and_then(|span| EPOCH.checked_add(span))
        .unwrap_or(if day < 0 { Date::MIN } else { Date::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_days_account_is_read_back() {
        for day in [0, 20_416, 20_781] {
            assert_eq!(Pending::parse(&Pending { day }.account()), Some(Pending { day }));
        }
        assert_eq!(Pending { day: 20_781 }.account(), "pending:2026-11-24");
        assert_eq!(Pending::parse("available"), None);
        assert_eq!(Pending::parse("pending:soon"), None);
    }
}
