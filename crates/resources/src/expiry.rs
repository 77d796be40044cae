//! Until when what a customer was given to pay with elsewhere is good: by the type, and by what the merchant asked for.

use kernel::Timestamp;
use serde_json::Value;

/// A type whose voucher is good until the end of a day: days from now, the minute of that day, and the zone's offset.
struct EndOfDay {
    method: &'static str,
    days: i64,
    /// Seconds behind the start of that day.
    at: i64,
    /// Seconds that the zone's clocks are ahead of UTC.
    zone: i64,
}

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;
/// 23:59 at the place, as the API reference of each type has it.
const VOUCHERS: &[EndOfDay] = &[
    EndOfDay {
        method: "boleto",
        days: 3,
        at: DAY - 60,
        zone: -3 * HOUR,
    },
    EndOfDay {
        method: "oxxo",
        days: 3,
        at: DAY - 60,
        zone: -6 * HOUR,
    },
    EndOfDay {
        method: "konbini",
        days: 3,
        at: DAY - 1,
        zone: 9 * HOUR,
    },
];
const PIX_SECONDS: i64 = 14_400;
/// Seven days to pay, and four in which a late payment may still arrive.
const MULTIBANCO_SECONDS: i64 = 11 * DAY;
/// What other types show a code for.
const OTHERS_SECONDS: i64 = HOUR;

/// When it runs out; `options` are those of the type.
pub fn of(method: &str, options: Option<&Value>, now: Timestamp) -> Timestamp {
    let option = |name: &str| options.and_then(|options| options.get(name)).and_then(Value::as_i64);
    if let Some(at) = option("expires_at") {
        return Timestamp::from_seconds(at);
    }
    if let Some(seconds) = option("expires_after_seconds") {
        return Timestamp::from_seconds(now.seconds() + seconds);
    }
    if let Some(voucher) = VOUCHERS.iter().find(|voucher| voucher.method == method) {
        let days = option("expires_after_days").unwrap_or(voucher.days);
        let today = (now.seconds() + voucher.zone).div_euclid(DAY);
        return Timestamp::from_seconds((today + days) * DAY + voucher.at - voucher.zone);
    }
    let seconds = match method {
        "multibanco" => MULTIBANCO_SECONDS,
        "pix" => PIX_SECONDS,
        _ => OTHERS_SECONDS,
    };
    Timestamp::from_seconds(now.seconds() + seconds)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn vouchers_run_out_at_the_end_of_a_day_at_their_place() {
        // 2026-11-22 22:00 UTC: 19:00 in Sao Paulo, 16:00 in Mexico City, 07:00 of the next day in Tokyo.
        let now = Timestamp::from_seconds(1_795_384_800);
        let day = 1_795_305_600;
        for (method, options, expected) in [
            ("boleto", json!({}), day + 3 * DAY + 27 * HOUR - 60),
            ("boleto", json!({"expires_after_days": 0}), day + 27 * HOUR - 60),
            ("oxxo", json!({"expires_after_days": 1}), day + DAY + 30 * HOUR - 60),
            ("konbini", json!({}), day + DAY + 3 * DAY + 15 * HOUR - 1),
            ("konbini", json!({"expires_at": 1_800_000_000}), 1_800_000_000),
            ("pix", json!({"expires_after_seconds": 60}), 1_795_384_860),
            ("pix", json!({}), 1_795_399_200),
            ("multibanco", json!({}), 1_795_384_800 + 11 * DAY),
        ] {
            assert_eq!(
                of(method, Some(&options), now).seconds(),
                expected,
                "{method} {options}"
            );
        }
    }
}
