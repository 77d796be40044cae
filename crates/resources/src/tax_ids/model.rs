//! A tax id as the API shows it, which values are plausible, and whose country it is of. Pure.

use kernel::Timestamp;
use kernel::ids::{CustomerId, TaxIdId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::parts::{Tag, tags};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TaxId {
    pub id: TaxIdId,
    pub object: Tag<tags::TaxId>,
    pub country: Option<String>,
    pub created: Timestamp,
    pub customer: Option<CustomerId>,
    pub customer_account: Option<String>,
    pub livemode: bool,
    pub owner: Value,
    pub r#type: String,
    pub value: String,
    pub verification: Verification,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    pub status: Status,
    pub verified_address: Option<String>,
    pub verified_name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Pending,
    Verified,
    Unverified,
    /// No office answers such questions.
    Unavailable,
}

/// Offices that can be asked. Source: API reference, "Validation" of customer tax ids.
const VERIFIABLE: [&str; 3] = ["au_abn", "eu_vat", "gb_vat"];

/// Countries whose numbers are European, by what the numbers begin with.
const EUROPEAN: [&str; 28] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
];

impl Verification {
    pub fn of_new(kind: &str) -> Verification {
        Verification {
            status: match VERIFIABLE.contains(&kind) {
                true => Status::Pending,
                false => Status::Unavailable,
            },
            verified_address: None,
            verified_name: None,
        }
    }
}

/// Whether a value could be of this type: letters and digits in a likely number, and a European one its country's.
pub fn is_plausible(kind: &str, value: &str) -> bool {
    let characters = value.chars().filter(|c| c.is_ascii_alphanumeric()).count();
    let clean = value.chars().all(|c| c.is_ascii_alphanumeric() || " -./".contains(c));
    let begins = |prefixes: &[&str]| prefixes.iter().any(|prefix| value.starts_with(prefix));
    clean
        && (4..=30).contains(&characters)
        && match kind {
            "eu_vat" => begins(&EUROPEAN) && (4..=14).contains(&characters),
            "gb_vat" => begins(&["GB"]),
            "eu_oss_vat" => begins(&["EU", "IM"]),
            "us_ein" => value.bytes().filter(u8::is_ascii_digit).count() == 9,
            _ => true,
        }
}

/// Of which country a tax id is, as far as type and number say.
pub fn country(kind: &str, value: &str) -> Option<String> {
    let begins = |text: &str| text.get(..2).map(str::to_ascii_uppercase);
    match kind {
        "eu_vat" => match begins(value)?.as_str() {
            "EL" => Some("GR".to_owned()),
            "XI" => Some("GB".to_owned()),
            other => Some(other.to_owned()),
        },
        "eu_oss_vat" | "unknown" => None,
        // The Canary Islands are Spanish.
        "ic_nif" => Some("ES".to_owned()),
        _ => begins(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_checked_for_shape_and_tell_their_country() {
        for (kind, value, plausible, of) in [
            ("eu_vat", "DE123456789", true, Some("DE")),
            ("eu_vat", "EL123456789", true, Some("GR")),
            ("eu_vat", "123456789", false, None),
            ("eu_vat", "US123456789", false, None),
            ("gb_vat", "GB123456789", true, Some("GB")),
            ("gb_vat", "DE123456789", false, None),
            ("us_ein", "12-3456789", true, Some("US")),
            ("us_ein", "12-345", false, None),
            ("eu_oss_vat", "EU123456789", true, None),
            ("ch_vat", "CHE-123.456.789 MWST", true, Some("CH")),
            ("ch_vat", "", false, None),
            ("jp_cn", "💳💳💳💳💳", false, None),
        ] {
            assert_eq!(is_plausible(kind, value), plausible, "{kind} {value}");
            if plausible {
                assert_eq!(country(kind, value).as_deref(), of, "{kind} {value}");
            }
        }
    }
}
