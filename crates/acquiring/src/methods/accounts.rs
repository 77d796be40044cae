//! Bank accounts that play a part in the sandbox: by their number, or by the id of a payment method made of them.
//!
//! `accounts.tsv` is the complete table. A number that is not in it is an ordinary account, which pays.

use std::sync::LazyLock;

/// An account, and how debits of it go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestAccount {
    pub method: &'static str,
    number: Option<&'static str>,
    id: Option<&'static str>,
    pub end: AccountEnd,
    /// The code of the failure, if there is one.
    pub code: Option<&'static str>,
    /// From the debit to its end.
    pub seconds: u64,
    /// Whether the end also ends the customer's mandate.
    pub ends_mandate: bool,
}

words! {
    /// How a debit of an account ends.
    pub enum AccountEnd {
        Paid = "paid",
        /// Accepted first, then sent back.
        Returned = "returned",
        /// Refused at once.
        Refused = "refused",
        /// The risk check says no before the network is asked.
        Blocked = "blocked",
        Never = "never",
        /// Paid, then disputed at once.
        Disputed = "disputed",
        /// No payment method can be made of it.
        Unsupported = "unsupported",
        /// Microdeposits cannot be sent to it.
        Undeliverable = "undeliverable",
    }
}

/// The number of an account that has none in the table: of those that are known by their id alone.
const ANY_NUMBER: &str = "000123456789";
/// What older pages call the first account of a type.
const ALIASES: &[(&str, &str)] = &[
    ("pm_usBankAccount", "pm_usBankAccount_success"),
    ("pm_bacsDebit", "pm_bacsDebit_success"),
    ("pm_auBecsDebit", "pm_auBecsDebit_success"),
    ("pm_acssDebit", "pm_acssDebit_success"),
    ("pm_sepaDebit", "pm_sepaDebit_success_de"),
];

impl TestAccount {
    /// What it is kept under.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.id.or(self.number).unwrap_or_default()
    }

    #[must_use]
    pub fn number(&self) -> &'static str {
        self.number.unwrap_or(ANY_NUMBER)
    }
}

#[must_use]
pub fn test_accounts() -> &'static [TestAccount] {
    static TABLE: LazyLock<Vec<TestAccount>> = LazyLock::new(|| {
        let lines = include_str!("accounts.tsv").lines().skip(1);
        lines
            .map(|line| read(line).unwrap_or_else(|| panic!("accounts.tsv: {line}")))
            .collect()
    });
    &TABLE
}

/// The account with this number; spaces do not count.
#[must_use]
pub fn by_number(method: &str, number: &str) -> Option<&'static TestAccount> {
    let all = test_accounts().iter();
    all.clone()
        .find(|account| account.method == method && account.number == Some(number))
}

/// The account of a magic id: `pm_usBankAccount_success`, `pm_sepaDebit_failed_de`, or as older pages spell it.
#[must_use]
pub fn by_payment_method_id(id: &str) -> Option<&'static TestAccount> {
    let alias = ALIASES.iter().find(|(alias, _)| *alias == id).map(|(_, id)| *id);
    let found = by_id(alias.unwrap_or(id));
    found.or_else(|| by_id(&format!("pm_sepaDebit_{}", id.strip_prefix("pm_")?)))
}

fn by_id(id: &str) -> Option<&'static TestAccount> {
    test_accounts().iter().find(|account| account.id == Some(id))
}

/// The account that `name` was kept of.
#[must_use]
pub fn by_name(method: &str, name: &str) -> Option<&'static TestAccount> {
    by_id(name).or_else(|| by_number(method, name))
}

/// The account behind the payment method that a redirect leaves for later debits, by what the customer's e-mail address or
/// the magic id ends with: `generatedSepaDebitIntentsFailDelayed`.
#[must_use]
pub fn generated(words: &str) -> Option<&'static TestAccount> {
    let end = words.split_once("generatedSepaDebitIntents")?.1;
    let end = end.split('@').next()?;
    let scenario = match end {
        "Succeed" => "success",
        "SucceedDelayed" => "successDelayed",
        "Fail" => "failed",
        "FailDelayed" => "failedDelayed",
        "SucceedDisputed" => "disputed",
        "FailsDueToInsufficientFunds" => "insufficientFunds",
        _ => return None,
    };
    by_id(&format!("pm_sepaDebit_{scenario}_de"))
}

fn read(line: &'static str) -> Option<TestAccount> {
    let cells: Vec<&'static str> = line.split('\t').collect();
    let [method, number, id, end, code, seconds, mandate] = cells.as_slice() else {
        return None;
    };
    let some = |cell: &'static str| (cell != "-").then_some(cell);
    Some(TestAccount {
        method,
        number: some(number),
        id: some(id),
        end: AccountEnd::parse(end)?,
        code: some(code),
        seconds: seconds.parse().ok()?,
        ends_mandate: *mandate == "ends",
    })
}

/// Whether an IBAN is one: letters and digits in place, and its check digits right.
#[must_use]
pub fn iban_is_valid(iban: &str) -> bool {
    let bytes = iban.as_bytes();
    let (letters, digits) = (u8::is_ascii_uppercase, u8::is_ascii_digit);
    let begins =
        bytes.len() >= 15 && bytes.len() <= 34 && bytes[..2].iter().all(letters) && bytes[2..4].iter().all(digits);
    if !begins || !bytes.iter().all(|byte| letters(byte) || digits(byte)) {
        return false;
    }
    let turned = bytes[4..].iter().chain(&bytes[..4]);
    let rest = turned.fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter - b'A') + 10) % 97,
    });
    rest == 1
}

/// Whether nine digits are the routing number of an American bank.
#[must_use]
pub fn routing_number_is_valid(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let weighed = digits
        .iter()
        .zip([3, 7, 1].into_iter().cycle())
        .map(|(digit, weight)| digit * weight);
    number.len() == 9 && digits.len() == 9 && weighed.sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_reads_and_is_found_again() {
        for account in test_accounts() {
            assert!(super::super::named(account.method).is_some(), "{account:?}");
            assert_eq!(by_name(account.method, account.name()), Some(account), "{account:?}");
            let fails = matches!(
                account.end,
                AccountEnd::Returned | AccountEnd::Refused | AccountEnd::Unsupported | AccountEnd::Undeliverable
            );
            assert_eq!(account.code.is_some(), fails, "{account:?}");
            if account.method == "sepa_debit" {
                assert!(iban_is_valid(account.number()), "{account:?}");
            }
        }
    }

    #[test]
    fn accounts_have_several_names() {
        let name = |account: Option<&'static TestAccount>| account.map(TestAccount::name);
        assert_eq!(
            name(by_payment_method_id("pm_usBankAccount")),
            Some("pm_usBankAccount_success")
        );
        assert_eq!(
            name(by_payment_method_id("pm_failed_de")),
            Some("pm_sepaDebit_failed_de")
        );
        assert_eq!(name(by_payment_method_id("pm_card_visa")), None);
        let address = "generatedSepaDebitIntentsFail@example.com";
        assert_eq!(name(generated(address)), Some("pm_sepaDebit_failed_de"));
        assert_eq!(name(generated("jenny@example.com")), None);
    }

    #[test]
    fn numbers_are_checked_by_their_digits() {
        for (iban, valid) in [
            ("DE89370400440532013000", true),
            ("DE89370400440532013001", false),
            ("89370400440532013000DE", false),
            ("de89370400440532013000", false),
            ("DE89", false),
        ] {
            assert_eq!(iban_is_valid(iban), valid, "{iban}");
        }
        for (number, valid) in [
            ("110000000", true),
            ("110000001", false),
            ("11000000", false),
            ("11000000x", false),
        ] {
            assert_eq!(routing_number_is_valid(number), valid, "{number}");
        }
    }
}
