//! Currencies: one table of codes, decimals and smallest charge amounts.
//!
//! Source: ISO 4217 and the API reference, "Supported currencies" (decimals, minimum and special
//! cases). A minimum of 0 means that the reference names none: the settlement currency decides.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A currency that money can be in. Two currencies are equal if their codes are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(u8);

struct Row {
    code: [u8; 3],
    decimals: u8,
    minimum: i64,
    step: i64,
}

const fn row(code: &[u8; 3], decimals: u8, minimum: i64, step: i64) -> Row {
    Row {
        code: *code,
        decimals,
        minimum,
        step,
    }
}

impl Currency {
    pub const EUR: Currency = Currency::known(b"eur");
    pub const GBP: Currency = Currency::known(b"gbp");
    pub const JPY: Currency = Currency::known(b"jpy");
    pub const USD: Currency = Currency::known(b"usd");

    const fn known(code: &[u8; 3]) -> Currency {
        let mut at = 0;
        while at < TABLE.len() {
            let row = TABLE[at].code;
            if row[0] == code[0] && row[1] == code[1] && row[2] == code[2] {
                return Currency(at as u8);
            }
            at += 1;
        }
        panic!("not in the table")
    }

    fn row(self) -> &'static Row {
        &TABLE[self.0 as usize]
    }

    /// Three lower-case letters, as the API writes it.
    pub fn code(self) -> &'static str {
        std::str::from_utf8(&self.row().code).expect("the table holds ASCII")
    }

    /// Digits behind the decimal point of the major unit: 0, 2 or 3.
    pub fn decimals(self) -> u32 {
        u32::from(self.row().decimals)
    }

    /// Smallest amount that can be charged, in minor units; 0 where none is documented.
    pub fn minimum(self) -> i64 {
        self.row().minimum
    }

    /// Amounts must be a multiple of this (10 for three-decimal currencies, 100 for isk and ugx).
    pub fn step(self) -> i64 {
        self.row().step
    }

    /// Every currency, by code.
    pub fn all() -> impl Iterator<Item = Currency> {
        (0..TABLE.len()).map(|at| Currency(at as u8))
    }

    /// An amount for people, in the style of the API's messages: `$10.50`, `€3.00`, `1000 jpy`.
    pub fn display(self, minor_units: i64) -> String {
        let sign = if minor_units < 0 { "-" } else { "" };
        let scale = 10u64.pow(self.decimals());
        let units = minor_units.unsigned_abs();
        let number = match self.decimals() {
            0 => grouped(units),
            decimals => format!(
                "{}.{:0width$}",
                grouped(units / scale),
                units % scale,
                width = decimals as usize
            ),
        };
        match self.symbol() {
            Some(symbol) => format!("{sign}{symbol}{number}"),
            None => format!("{sign}{number} {}", self.code()),
        }
    }

    fn symbol(self) -> Option<&'static str> {
        Some(match self.code() {
            "usd" | "cad" | "aud" | "nzd" | "sgd" | "hkd" | "mxn" => "$",
            "eur" => "€",
            "gbp" => "£",
            "jpy" => "¥",
            "brl" => "R$",
            "inr" => "₹",
            _ => return None,
        })
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The text names no currency of the table.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown currency")]
pub struct UnknownCurrency;

impl FromStr for Currency {
    type Err = UnknownCurrency;

    /// Accepts either case, as the API does.
    fn from_str(text: &str) -> Result<Self, UnknownCurrency> {
        let bytes: [u8; 3] = text.as_bytes().try_into().map_err(|_| UnknownCurrency)?;
        let code = bytes.map(|byte| byte.to_ascii_lowercase());
        TABLE
            .binary_search_by(|row| row.code.cmp(&code))
            .map(|at| Currency(at as u8))
            .map_err(|_| UnknownCurrency)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[rustfmt::skip]
static TABLE: [Row; 139] = [
    row(b"aed", 2, 200, 1),
    row(b"afn", 2, 0, 1),
    row(b"all", 2, 0, 1),
    row(b"amd", 2, 0, 1),
    row(b"ang", 2, 0, 1),
    row(b"aoa", 2, 0, 1),
    row(b"ars", 2, 50, 1),
    row(b"aud", 2, 50, 1),
    row(b"awg", 2, 0, 1),
    row(b"azn", 2, 0, 1),
    row(b"bam", 2, 0, 1),
    row(b"bbd", 2, 0, 1),
    row(b"bdt", 2, 0, 1),
    row(b"bhd", 3, 0, 10),
    row(b"bif", 0, 0, 1),
    row(b"bmd", 2, 0, 1),
    row(b"bnd", 2, 0, 1),
    row(b"bob", 2, 0, 1),
    row(b"brl", 2, 50, 1),
    row(b"bsd", 2, 0, 1),
    row(b"bwp", 2, 0, 1),
    row(b"byn", 2, 0, 1),
    row(b"bzd", 2, 0, 1),
    row(b"cad", 2, 50, 1),
    row(b"cdf", 2, 0, 1),
    row(b"chf", 2, 50, 1),
    row(b"clp", 0, 0, 1),
    row(b"cny", 2, 0, 1),
    row(b"cop", 2, 50, 1),
    row(b"crc", 2, 0, 1),
    row(b"cve", 2, 0, 1),
    row(b"czk", 2, 1500, 1),
    row(b"djf", 0, 0, 1),
    row(b"dkk", 2, 250, 1),
    row(b"dop", 2, 0, 1),
    row(b"dzd", 2, 0, 1),
    row(b"egp", 2, 0, 1),
    row(b"etb", 2, 0, 1),
    row(b"eur", 2, 50, 1),
    row(b"fjd", 2, 0, 1),
    row(b"fkp", 2, 0, 1),
    row(b"gbp", 2, 30, 1),
    row(b"gel", 2, 0, 1),
    row(b"gip", 2, 0, 1),
    row(b"gmd", 2, 0, 1),
    row(b"gnf", 0, 0, 1),
    row(b"gtq", 2, 0, 1),
    row(b"gyd", 2, 0, 1),
    row(b"hkd", 2, 400, 1),
    row(b"hnl", 2, 0, 1),
    row(b"htg", 2, 0, 1),
    row(b"huf", 2, 17500, 1),
    row(b"idr", 2, 50, 1),
    row(b"ils", 2, 50, 1),
    row(b"inr", 2, 50, 1),
    row(b"isk", 2, 0, 100),
    row(b"jmd", 2, 0, 1),
    row(b"jod", 3, 0, 10),
    row(b"jpy", 0, 50, 1),
    row(b"kes", 2, 0, 1),
    row(b"kgs", 2, 0, 1),
    row(b"khr", 2, 0, 1),
    row(b"kmf", 0, 0, 1),
    row(b"krw", 0, 50, 1),
    row(b"kwd", 3, 0, 10),
    row(b"kyd", 2, 0, 1),
    row(b"kzt", 2, 0, 1),
    row(b"lak", 2, 0, 1),
    row(b"lbp", 2, 0, 1),
    row(b"lkr", 2, 0, 1),
    row(b"lrd", 2, 0, 1),
    row(b"lsl", 2, 0, 1),
    row(b"mad", 2, 0, 1),
    row(b"mdl", 2, 0, 1),
    row(b"mga", 0, 0, 1),
    row(b"mkd", 2, 0, 1),
    row(b"mmk", 2, 0, 1),
    row(b"mnt", 2, 0, 1),
    row(b"mop", 2, 0, 1),
    row(b"mur", 2, 0, 1),
    row(b"mvr", 2, 0, 1),
    row(b"mwk", 2, 0, 1),
    row(b"mxn", 2, 1000, 1),
    row(b"myr", 2, 200, 1),
    row(b"mzn", 2, 0, 1),
    row(b"nad", 2, 0, 1),
    row(b"ngn", 2, 0, 1),
    row(b"nio", 2, 0, 1),
    row(b"nok", 2, 300, 1),
    row(b"npr", 2, 0, 1),
    row(b"nzd", 2, 50, 1),
    row(b"omr", 3, 0, 10),
    row(b"pab", 2, 0, 1),
    row(b"pen", 2, 0, 1),
    row(b"pgk", 2, 0, 1),
    row(b"php", 2, 50, 1),
    row(b"pkr", 2, 0, 1),
    row(b"pln", 2, 200, 1),
    row(b"pyg", 0, 0, 1),
    row(b"qar", 2, 0, 1),
    row(b"ron", 2, 200, 1),
    row(b"rsd", 2, 0, 1),
    row(b"rub", 2, 50, 1),
    row(b"rwf", 0, 0, 1),
    row(b"sar", 2, 0, 1),
    row(b"sbd", 2, 0, 1),
    row(b"scr", 2, 0, 1),
    row(b"sek", 2, 300, 1),
    row(b"sgd", 2, 50, 1),
    row(b"shp", 2, 0, 1),
    row(b"sle", 2, 0, 1),
    row(b"sos", 2, 0, 1),
    row(b"srd", 2, 0, 1),
    row(b"std", 2, 0, 1),
    row(b"szl", 2, 0, 1),
    row(b"thb", 2, 1000, 1),
    row(b"tjs", 2, 0, 1),
    row(b"tnd", 3, 0, 10),
    row(b"top", 2, 0, 1),
    row(b"try", 2, 0, 1),
    row(b"ttd", 2, 0, 1),
    row(b"twd", 2, 0, 1),
    row(b"tzs", 2, 0, 1),
    row(b"uah", 2, 0, 1),
    row(b"ugx", 2, 0, 100),
    row(b"usd", 2, 50, 1),
    row(b"uyu", 2, 0, 1),
    row(b"uzs", 2, 0, 1),
    row(b"vnd", 0, 0, 1),
    row(b"vuv", 0, 0, 1),
    row(b"wst", 2, 0, 1),
    row(b"xaf", 0, 0, 1),
    row(b"xcd", 2, 0, 1),
    row(b"xcg", 2, 0, 1),
    row(b"xof", 0, 0, 1),
    row(b"xpf", 0, 0, 1),
    row(b"yer", 2, 0, 1),
    row(b"zar", 2, 50, 1),
    row(b"zmw", 2, 0, 1),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_look_up_works() {
        assert!(TABLE.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(Currency::all().all(|currency| currency.code().parse() == Ok(currency)));
    }

    #[test]
    fn codes_are_read_in_either_case_and_nothing_else() {
        assert_eq!("EUR".parse(), Ok(Currency::EUR));
        for wrong in ["", "eu", "euro", "xyz", "€"] {
            assert_eq!(wrong.parse::<Currency>(), Err(UnknownCurrency), "{wrong}");
        }
    }

    #[test]
    fn amounts_are_written_for_people() {
        let cases = [
            (Currency::USD, 50, "$0.50"),
            (Currency::USD, 99_999_999, "$999,999.99"),
            (Currency::EUR, -1_005, "-€10.05"),
            (Currency::JPY, 1_000, "¥1,000"),
            ("kwd".parse().unwrap(), 1_230, "1.230 kwd"),
        ];
        for (currency, amount, text) in cases {
            assert_eq!(currency.display(amount), text);
        }
    }
}
