//! Settlement: when a day comes, what is pending until then becomes available, in one posting.
//!
//! Each currency and day has exactly one timer, because its row's key is made of them: whoever books
//! money for a day ensures the row, and if it is there already nothing is written.

use db::{TIMERS, Tx, Values};
use kernel::{Currency, Key, Money, Timestamp};
use ledger::{Balances, Pending};
use std::time::Duration;
use wire::ApiError;
use wire::timer::TimerCtx;

/// The timer that settles a day. Its subject is the settlement's key.
pub const SETTLE: &str = "balance.settle";

/// A unit of work that read the clock before midnight may commit behind the settlement. What it booked
/// is found by looking again after this long, until a look finds nothing.
const LOOK_AGAIN: Duration = Duration::from_secs(300);

/// All that becomes available in one currency on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    pub currency: Currency,
    pub day: Pending,
}

const DAY_BITS: u32 = 15;
const CURRENCY_BITS: u32 = 15;
/// 2020-01-01. Fifteen bits of days last from here until 2109.
const FIRST_DAY: i64 = 18_262;

impl Settlement {
    pub fn of(currency: Currency, available_on: Timestamp) -> Settlement {
        Settlement {
            currency,
            day: Pending::until(available_on),
        }
    }

    /// The key of the settlement in a scope: negative, as no drawn key is. Its postings carry it, too.
    pub fn key(self, scope: db::Scope) -> Key {
        let day = (self.day.day - FIRST_DAY).clamp(0, (1 << DAY_BITS) - 1);
        let letters = self.currency.code().bytes();
        let currency = letters.fold(0, |code, letter| code * 26 + i64::from(letter - b'a'));
        Key(-1 - ((scope.raw() << (DAY_BITS + CURRENCY_BITS)) | (currency << DAY_BITS) | day))
    }

    /// The settlement that a key was made of; `None` for drawn keys.
    pub fn read(key: Key) -> Option<Settlement> {
        let packed = -1 - key.0;
        if packed < 0 {
            return None;
        }
        let day = FIRST_DAY + (packed & ((1 << DAY_BITS) - 1));
        let mut rest = (packed >> DAY_BITS) & ((1 << CURRENCY_BITS) - 1);
        let mut code = [0u8; 3];
        for letter in code.iter_mut().rev() {
            *letter = b'a' + (rest % 26) as u8;
            rest /= 26;
        }
        let currency = std::str::from_utf8(&code).ok()?.parse().ok()?;
        Some(Settlement {
            currency,
            day: Pending { day },
        })
    }

    /// Makes sure that the day will be settled.
    pub(super) fn expect_on(self, tx: &mut Tx<'_>) {
        let key = self.key(tx.scope());
        let cells = vec![
            self.day.available_on().millis().into(),
            SETTLE.into(),
            key.into(),
            0.into(),
        ];
        tx.ensure(&TIMERS, key, Values { body: None, cells });
    }
}

/// Moves what stands in the day's account, with `balance.available`.
pub async fn settle(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    let Some(settlement) = Settlement::read(ctx.subject()) else {
        tracing::error!(subject = ctx.subject().0, "a timer settles no day");
        return Ok(());
    };
    let rows = ctx.app.store.balances(Some(ctx.scope())).await?;
    let before = Balances::of(&rows).map_err(overflow)?;
    let standing = before.currencies.get(&settlement.currency);
    let standing = standing.and_then(|standing| standing.days.get(&settlement.day));
    let standing = Money::new(standing.copied().unwrap_or(0), settlement.currency);
    if standing.is_zero() {
        return Ok(());
    }
    let (subject, due) = (ctx.subject(), ctx.now().plus(LOOK_AGAIN));
    ledger::settle(&mut ctx.tx, subject, settlement.day, standing).map_err(overflow)?;
    ctx.tx.timer(SETTLE, subject, due);
    let after = moved(before, settlement, standing)?;
    let shown = crate::balance::shown(&after, ctx.account().default_currency, ctx.scope().livemode());
    let bytes = serde_json::to_vec(&shown).expect("values serialize");
    ctx.tx.event_about("balance.available", &bytes);
    Ok(())
}

/// The balances as they will be.
fn moved(mut balances: Balances, settlement: Settlement, amount: Money) -> Result<Balances, ApiError> {
    let standing = balances.currencies.entry(settlement.currency).or_default();
    let units = amount.minor_units();
    let sum = standing
        .available
        .checked_add(units)
        .zip(standing.pending.checked_sub(units));
    (standing.available, standing.pending) = sum.ok_or_else(|| overflow(kernel::MoneyError::Overflow))?;
    standing.days.remove(&settlement.day);
    Ok(balances)
}

fn overflow(error: kernel::MoneyError) -> ApiError {
    tracing::error!(%error, "a balance does not fit");
    ApiError::internal()
}

#[cfg(test)]
mod tests {
    use super::*;
    use db::Scope;

    #[test]
    fn a_settlements_key_is_read_back_and_no_two_share_one() {
        let mut keys = std::collections::HashSet::new();
        let scopes = [Scope::new(1, false), Scope::new(1, true), Scope::new(u32::MAX, true)];
        for scope in scopes {
            for code in ["aed", "eur", "usd", "zmw"] {
                for day in [FIRST_DAY, 20_781, 20_782, FIRST_DAY + 32_767] {
                    let settlement = Settlement {
                        currency: code.parse().unwrap(),
                        day: Pending { day },
                    };
                    let key = settlement.key(scope);
                    assert!(key.0 < 0);
                    assert_eq!(Settlement::read(key), Some(settlement));
                    assert!(keys.insert(key));
                }
            }
        }
        assert_eq!(Settlement::read(Key(5)), None);
    }
}
