//! What differs between two runs, replaced: ids by their order, moments, secrets, addresses. For snapshots.

use std::collections::HashMap;

use serde_json::Value;

/// The same JSON with `<pi 1>` for the first payment intent's id, wherever it stands.
pub fn stable(value: &Value) -> Value {
    let mut names = Names::default();
    let mut value = value.clone();
    names.replace("", &mut value);
    value
}

#[derive(Default)]
struct Names {
    known: HashMap<String, String>,
    counts: HashMap<String, u32>,
}

/// Moments of this century, in seconds.
const MOMENTS: std::ops::Range<i64> = 1_500_000_000..4_200_000_000;

impl Names {
    fn replace(&mut self, field: &str, value: &mut Value) {
        match value {
            Value::Object(map) => map.iter_mut().for_each(|(field, value)| self.replace(field, value)),
            Value::Array(items) => items.iter_mut().for_each(|item| self.replace(field, item)),
            Value::Number(number) if number.as_i64().is_some_and(|number| MOMENTS.contains(&number)) => {
                *value = "<moment>".into();
            }
            Value::String(text) => *text = self.text(field, text),
            Value::Number(_) if matches!(field, "exp_month" | "exp_year" | "risk_score") => {
                *value = format!("<{field}>").into()
            }
            Value::Number(_) | Value::Bool(_) | Value::Null => {}
        }
    }

    fn text(&mut self, field: &str, text: &str) -> String {
        match field {
            "fingerprint"
            | "invoice_prefix"
            | "request_log_url"
            | "receipt_url"
            | "authorization_code"
            | "network_transaction_id" => {
                format!("<{field}>")
            }
            _ => self.words(text),
        }
    }

    /// Each id in a text: a lower-case prefix, an underscore, fourteen or more characters of which some are no small letters.
    fn words(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut word = String::new();
        for character in text.chars().chain(['\0']) {
            if character.is_ascii_alphanumeric() || character == '_' {
                word.push(character);
                continue;
            }
            out.push_str(&self.word(&word));
            word.clear();
            if character != '\0' {
                out.push(character);
            }
        }
        out
    }

    fn word(&mut self, word: &str) -> String {
        if let Some((id, _)) = word.split_once("_secret_") {
            return format!("{}_secret_…", self.word(id));
        }
        let Some((prefix, rest)) = word.rsplit_once('_') else {
            return word.to_owned();
        };
        let is_id =
            rest.len() >= 14 && rest.contains(|letter: char| letter.is_ascii_digit() || letter.is_ascii_uppercase());
        if !is_id {
            return word.to_owned();
        }
        if let Some(name) = self.known.get(word) {
            return name.clone();
        }
        let count = self.counts.entry(prefix.to_owned()).or_default();
        *count += 1;
        let name = format!("<{prefix} {count}>");
        self.known.insert(word.to_owned(), name.clone());
        name
    }
}
