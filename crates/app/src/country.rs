//! Countries that an account can be in, and the currency that each settles in by default.
//!
//! Source: API reference, "Account", `country` and `default_currency`.

use kernel::Currency;

const COUNTRIES: &[(&str, &str)] = &[
    ("AE", "aed"),
    ("AT", "eur"),
    ("AU", "aud"),
    ("BE", "eur"),
    ("BG", "eur"),
    ("BR", "brl"),
    ("CA", "cad"),
    ("CH", "chf"),
    ("CY", "eur"),
    ("CZ", "czk"),
    ("DE", "eur"),
    ("DK", "dkk"),
    ("EE", "eur"),
    ("ES", "eur"),
    ("FI", "eur"),
    ("FR", "eur"),
    ("GB", "gbp"),
    ("GI", "gbp"),
    ("GR", "eur"),
    ("HK", "hkd"),
    ("HR", "eur"),
    ("HU", "huf"),
    ("IE", "eur"),
    ("IN", "inr"),
    ("IT", "eur"),
    ("JP", "jpy"),
    ("LI", "chf"),
    ("LT", "eur"),
    ("LU", "eur"),
    ("LV", "eur"),
    ("MT", "eur"),
    ("MX", "mxn"),
    ("MY", "myr"),
    ("NL", "eur"),
    ("NO", "nok"),
    ("NZ", "nzd"),
    ("PL", "pln"),
    ("PT", "eur"),
    ("RO", "ron"),
    ("SE", "sek"),
    ("SG", "sgd"),
    ("SI", "eur"),
    ("SK", "eur"),
    ("TH", "thb"),
    ("US", "usd"),
];

/// `None` for a country that has no accounts.
pub fn currency(country: &str) -> Option<Currency> {
    let (_, code) = COUNTRIES.iter().find(|(code, _)| *code == country)?;
    Some(code.parse().expect("the table names currencies that exist"))
}

/// All country codes, for messages.
pub fn codes() -> String {
    COUNTRIES.iter().map(|(code, _)| *code).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_a_currency() {
        for (code, _) in COUNTRIES {
            assert!(currency(code).is_some(), "{code}");
        }
        assert_eq!(currency("US"), Some(Currency::USD));
        assert_eq!(currency("XX"), None);
    }
}
