//! Bank accounts as payment methods: the hash of each type that debits one, and what the sandbox keeps of it.

use acquiring::cards::account_fingerprint;
use acquiring::methods::accounts::{self, AccountEnd, TestAccount};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wire::{ApiError, Ctx, Params};

use crate::linked_accounts;

/// The types that debit an account.
pub const DEBITS: &[&str] = &[
    "acss_debit",
    "au_becs_debit",
    "bacs_debit",
    "nz_bank_account",
    "sepa_debit",
    "us_bank_account",
];
const TEST_BANK: &str = "STRIPE TEST BANK";
const ROUTING: &str = "110000000";

/// What is kept beside the hash: never the number itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BankState {
    /// The sandbox's name of the account; empty if it plays no part there.
    pub account: String,
    /// The account is shown to be the customer's.
    pub verified: bool,
    /// Tries to verify it that were wrong.
    pub tries: u32,
}

/// A hash and what is kept beside it.
pub type Account = (Value, BankState);

/// What a request says of an account, and where errors find it.
struct Given<'a> {
    params: Option<&'a Params>,
    name: &'a str,
}

impl<'a> Given<'a> {
    fn text(&self, part: &str) -> Option<&'a str> {
        self.params?.text(part)
    }

    fn required(&self, part: &str) -> Result<&'a str, ApiError> {
        self.text(part)
            .ok_or_else(|| ApiError::parameter_missing(self.param(part)))
    }

    /// A number without the spaces and dashes that people write in it.
    fn number(&self, part: &str) -> Result<String, ApiError> {
        let number = self.required(part)?;
        let kept = number.chars().filter(|character| !matches!(character, ' ' | '-'));
        Ok(kept.collect::<String>().to_ascii_uppercase())
    }

    fn param(&self, part: &str) -> String {
        format!("{}[{part}]", self.name)
    }

    fn refused(&self, part: &str, code: &'static str, message: impl Into<String>) -> ApiError {
        ApiError::refused(message.into()).code(code).param(self.param(part))
    }
}

/// An account as it was entered or linked.
pub async fn of_params(ctx: &Ctx<'_>, kind: &str, params: Option<&Params>, name: &str) -> Result<Account, ApiError> {
    let given = Given { params, name };
    if kind == "us_bank_account" {
        return american(ctx, &given).await;
    }
    let part = if kind == "sepa_debit" { "iban" } else { "account_number" };
    let number = given.number(part)?;
    let known = accounts::by_number(kind, &number);
    if kind == "sepa_debit" {
        european(&given, &number, known)?;
    } else if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(given.refused(part, "account_number_invalid", "The account number is not valid."));
    }
    let state = BankState {
        account: known.map(TestAccount::name).unwrap_or_default().to_owned(),
        ..BankState::default()
    };
    Ok((hash(ctx, kind, &number, &given), state))
}

/// What was given, but for what must not be kept.
pub fn without_number(given: &Params) -> Option<Value> {
    match given.to_json() {
        Value::Object(mut given) => {
            given.retain(|part, _| part != "account_number" && part != "iban");
            (!given.is_empty()).then_some(Value::Object(given))
        }
        _ => None,
    }
}

/// One of the sandbox's accounts, by a magic id: verified, as if the customer had linked it.
pub fn of_test_account(ctx: &Ctx<'_>, account: &'static TestAccount) -> Account {
    let given = Given { params: None, name: "" };
    let state = BankState {
        account: account.name().to_owned(),
        verified: true,
        tries: 0,
    };
    (hash(ctx, account.method, account.number(), &given), state)
}

async fn american(ctx: &Ctx<'_>, given: &Given<'_>) -> Result<Account, ApiError> {
    if let Some(linked) = given.text("financial_connections_account") {
        let param = given.param("financial_connections_account");
        let linked = linked_accounts::named(ctx, &param, linked).await?;
        let account = linked.account().ok_or_else(ApiError::internal)?;
        let (mut hash, state) = of_test_account(ctx, account);
        hash["financial_connections_account"] = json!(linked.id);
        for part in ["account_holder_type", "account_type"] {
            if let Some(word) = given.text(part) {
                hash[part] = json!(word);
            }
        }
        return Ok((hash, state));
    }
    let routing = given.number("routing_number")?;
    if !accounts::routing_number_is_valid(&routing) {
        let message = "The routing number is not that of a bank in the United States.";
        return Err(given.refused("routing_number", "routing_number_invalid", message));
    }
    let number = given.number("account_number")?;
    let known = accounts::by_number("us_bank_account", &number);
    if known.is_none() && !ctx.livemode() {
        let message = "You must use a test bank account number in test mode. Try 000123456789 or see more options at \
                       https://stripe.com/docs/connect/testing#account-numbers.";
        return Err(given.refused("account_number", "account_number_invalid", message));
    }
    let state = BankState {
        account: known.map(TestAccount::name).unwrap_or_default().to_owned(),
        ..BankState::default()
    };
    Ok((hash(ctx, "us_bank_account", &number, given), state))
}

fn european(given: &Given<'_>, iban: &str, known: Option<&TestAccount>) -> Result<(), ApiError> {
    if !accounts::iban_is_valid(iban) {
        return Err(given.refused("iban", "invalid_bank_account_iban", "The IBAN is not valid."));
    }
    match known.filter(|account| account.end == AccountEnd::Unsupported) {
        Some(account) => {
            let code = account.code.unwrap_or("sepa_debit_bank_not_supported");
            Err(given.refused(
                "iban",
                code,
                "The customer's bank does not take part in SEPA Direct Debit.",
            ))
        }
        None => Ok(()),
    }
}

/// The hash named after the type.
fn hash(ctx: &Ctx<'_>, kind: &str, number: &str, given: &Given<'_>) -> Value {
    let fingerprint = account_fingerprint(&ctx.app.fingerprints, ctx.scope().raw(), kind, number);
    let last4 = &number[number.len().saturating_sub(4)..];
    let or = |part: &str, other: &str| given.text(part).unwrap_or(other).to_owned();
    match kind {
        "us_bank_account" => json!({
            "account_holder_type": or("account_holder_type", "individual"),
            "account_type": or("account_type", "checking"),
            "bank_name": TEST_BANK,
            "financial_connections_account": null,
            "fingerprint": fingerprint,
            "last4": last4,
            "networks": {"preferred": "ach", "supported": ["ach"]},
            "routing_number": or("routing_number", ROUTING),
            "status_details": {},
        }),
        "sepa_debit" => {
            let (bank, branch) = bank_and_branch(number);
            json!({
                "bank_code": bank,
                "branch_code": branch,
                "country": &number[..2],
                "fingerprint": fingerprint,
                "generated_from": {"charge": null, "setup_attempt": null},
                "last4": last4,
            })
        }
        "bacs_debit" => json!({"fingerprint": fingerprint, "last4": last4, "sort_code": or("sort_code", "108800")}),
        "au_becs_debit" => {
            json!({"bsb_number": or("bsb_number", "000000"), "fingerprint": fingerprint, "last4": last4})
        }
        "acss_debit" => json!({
            "bank_name": TEST_BANK,
            "fingerprint": fingerprint,
            "institution_number": or("institution_number", "000"),
            "last4": last4,
            "transit_number": or("transit_number", "11000"),
        }),
        _ => json!({
            "account_holder_name": given.text("account_holder_name"),
            "bank_code": or("bank_code", "11"),
            "bank_name": TEST_BANK,
            "branch_code": or("branch_code", "0000"),
            "last4": last4,
            "suffix": or("suffix", "000"),
        }),
    }
}

/// How many characters of an IBAN, behind its first four, name the bank and then the branch.
/// Source: the registry of IBAN formats.
const IN_IBAN: &[(&str, usize, usize)] = &[
    ("AT", 5, 0),
    ("BE", 3, 0),
    ("CH", 5, 0),
    ("DE", 8, 0),
    ("EE", 2, 0),
    ("ES", 4, 4),
    ("FI", 6, 0),
    ("FR", 5, 5),
    ("GB", 4, 6),
    ("GI", 4, 0),
    ("HR", 7, 0),
    ("IE", 4, 6),
    ("LI", 5, 0),
    ("LT", 5, 0),
    ("LU", 3, 0),
    ("LV", 4, 0),
    ("NL", 4, 0),
    ("NO", 4, 0),
    ("PT", 4, 4),
    ("SE", 3, 0),
];

fn bank_and_branch(iban: &str) -> (&str, &str) {
    let found = IN_IBAN.iter().find(|(country, ..)| iban.starts_with(country));
    let (bank, branch) = found.map_or((4, 0), |(_, bank, branch)| (*bank, *branch));
    let part = |from: usize, length: usize| iban.get(from..from + length).unwrap_or_default();
    (part(4, bank), part(4 + bank, branch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_names_bank_and_branch() {
        assert_eq!(bank_and_branch("DE89370400440532013000"), ("37040044", ""));
        assert_eq!(bank_and_branch("FR1420041010050500013M02606"), ("20041", "01005"));
        assert_eq!(bank_and_branch("GB82WEST12345698765432"), ("WEST", "123456"));
        assert_eq!(bank_and_branch("MT84"), ("", ""));
    }
}
