//! Which methods a business has turned on.

use std::collections::BTreeMap;

/// On in an account that has changed nothing. Wallets of devices (`apple_pay`, `google_pay`) are cards to an intent.
pub const ON_BY_DEFAULT: &[&str] = &[
    "apple_pay",
    "bancontact",
    "card",
    "eps",
    "google_pay",
    "ideal",
    "klarna",
    "link",
    "p24",
    "sepa_debit",
    "us_bank_account",
];

/// What differs from the default, by method.
#[derive(Clone, Debug, Default)]
pub struct Preferences(BTreeMap<String, bool>);

impl Preferences {
    pub fn has_on(&self, method: &str) -> bool {
        let own = self.0.get(method).copied();
        own.unwrap_or_else(|| ON_BY_DEFAULT.contains(&method))
    }

    pub fn set(&mut self, method: &str, on: bool) {
        self.0.insert(method.to_owned(), on);
    }
}
