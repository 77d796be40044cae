//! The hash named after the type, for types that are neither cards nor bank accounts: which parts it shows.

use serde_json::{Map, Value};
use wire::Params;

/// Parts beyond those that are always there are left out; a type without a row has an empty hash.
/// Source: API reference, "The PaymentMethod object".
const SHOWN: &[(&str, &[&str])] = &[
    ("boleto", &["tax_id"]),
    ("cashapp", &["buyer_id", "cashtag"]),
    ("eps", &["bank"]),
    ("fpx", &["account_holder_type", "bank"]),
    ("ideal", &["bank", "bic"]),
    ("kr_card", &["brand", "last4"]),
    ("link", &["email"]),
    ("naver_pay", &["buyer_id", "funding"]),
    ("p24", &["bank"]),
    ("paypal", &["country", "payer_email", "payer_id"]),
    ("payto", &["bsb_number", "last4", "pay_id"]),
    ("sofort", &["country"]),
    ("upi", &["vpa"]),
];
/// Shown only if it was given.
const GIVEN: &[(&str, &[&str])] = &[("klarna", &["dob"]), ("custom", &["type"])];

/// Source: the banks' own codes, as the scheme lists them.
const IDEAL_BICS: &[(&str, &str)] = &[
    ("abn_amro", "ABNANL2A"),
    ("asn_bank", "ASNBNL21"),
    ("bunq", "BUNQNL2A"),
    ("ing", "INGBNL2A"),
    ("knab", "KNABNL2H"),
    ("n26", "NTSBDEB1"),
    ("nn", "NNBANL2G"),
    ("rabobank", "RABONL2U"),
    ("regiobank", "RBRBNL21"),
    ("revolut", "REVOLT21"),
    ("sns_bank", "SNSBNL2A"),
    ("triodos_bank", "TRIONL2U"),
    ("van_lanschot", "FVLBNL22"),
    ("yoursafe", "BITSNL2A"),
];

/// The hash of a type, from what was given of it.
pub fn of(kind: &str, given: Option<&Params>, email: Option<&str>) -> Value {
    let given = match given.map(Params::to_json) {
        Some(Value::Object(given)) => given,
        _ => Map::new(),
    };
    let mut shown = Map::new();
    for part in parts(SHOWN, kind) {
        shown.insert((*part).to_owned(), given.get(*part).cloned().unwrap_or(Value::Null));
    }
    for part in parts(GIVEN, kind) {
        if let Some(value) = given.get(*part) {
            shown.insert((*part).to_owned(), value.clone());
        }
    }
    match kind {
        "ideal" => {
            let bank = shown.get("bank").and_then(Value::as_str);
            let bic = IDEAL_BICS.iter().find(|(name, _)| Some(*name) == bank);
            let bic = bic.map_or(Value::Null, |(_, bic)| Value::from(*bic));
            shown.insert("bic".to_owned(), bic);
        }
        "payto" => {
            let number = given.get("account_number").and_then(Value::as_str);
            let last4 = number.map(|number| number.chars().rev().take(4).collect::<Vec<char>>());
            let last4 = last4.map(|last4| last4.into_iter().rev().collect::<String>());
            shown.insert("last4".to_owned(), Value::from(last4));
        }
        // Points are the exception, and have to be asked for.
        "naver_pay" if shown["funding"].is_null() => {
            shown.insert("funding".to_owned(), Value::from("card"));
        }
        "link" => {
            shown.insert("email".to_owned(), Value::from(email));
        }
        _ => {}
    }
    Value::Object(shown)
}

fn parts(table: &'static [(&str, &[&str])], kind: &str) -> &'static [&'static str] {
    let found = table.iter().find(|(name, _)| *name == kind);
    found.map_or(&[], |(_, parts)| parts)
}
