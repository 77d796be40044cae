//! What the merchant says to the cardholder's bank: texts, files, and what some programs of the networks ask for besides.

use kernel::ids::ChargeId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use wire::params::Field;
use wire::{ApiError, Ctx, Params};

use super::model::Verdict;
use crate::charges;
use crate::parts::{Whole, complete};

/// In the order of the API's JSON.
const FIELDS: &[&str] = &[
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    ENHANCED,
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
];
const APPEAL: &str = "appeal";
const ENHANCED: &str = "enhanced_evidence";
/// Those that hold the id of an upload.
const FILES: &[&str] = &[
    "cancellation_policy",
    "customer_communication",
    "customer_signature",
    "duplicate_charge_documentation",
    "receipt",
    "refund_policy",
    "service_documentation",
    "shipping_documentation",
    "uncategorized_file",
];
/// Of all texts together. Source: API reference, "Update a dispute".
const CHARS_MAX: usize = 150_000;
/// What is always there once a program's hash is.
const PROGRAMS: &[Whole] = &[
    (
        "visa_compelling_evidence_3",
        &["disputed_transaction", "prior_undisputed_transactions=[]"],
    ),
    (
        "visa_compelling_evidence_3.disputed_transaction",
        &[
            "customer_account_id",
            "customer_device_fingerprint",
            "customer_device_id",
            "customer_email_address",
            "customer_purchase_ip",
            "merchandise_or_services",
            "product_description",
            "shipping_address",
        ],
    ),
    (
        "visa_compelling_evidence_3.disputed_transaction.shipping_address",
        ADDRESS,
    ),
];
const PRIOR: &[&str] = &[
    "charge",
    "customer_account_id",
    "customer_device_fingerprint",
    "customer_device_id",
    "customer_email_address",
    "customer_purchase_ip",
    "product_description",
    "shipping_address",
];
const ADDRESS: &[&str] = &["city", "country", "line1", "line2", "postal_code", "state"];
/// Shorter ones say too little to tell two devices apart. Source: API reference, "Update a dispute".
const CHARS_MIN: [(&str, usize); 2] = [("customer_device_fingerprint", 20), ("customer_device_id", 15)];

/// Every field is there, null while it was not given; `appeal` only once it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Evidence(Map<String, Value>);

/// What the test texts of the sandbox say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    Verdict(Verdict),
    /// The inquiry shall become a chargeback.
    Escalate,
}

impl Default for Evidence {
    fn default() -> Evidence {
        let empty = |field: &str| if field == ENHANCED { json!({}) } else { Value::Null };
        let fields = FIELDS.iter().map(|field| ((*field).to_owned(), empty(field)));
        Evidence(fields.collect())
    }
}

impl Evidence {
    /// Given fields replace what was there; nothing is sent to the bank by this alone.
    pub async fn merge(&mut self, ctx: &Ctx<'_>, params: &Params) -> Result<(), ApiError> {
        for (name, value) in params.iter() {
            match name {
                APPEAL => self.merge_appeal(ctx, params).await?,
                ENHANCED => self.merge_enhanced(ctx, params).await?,
                file if FILES.contains(&file) => {
                    let id = value.as_text().unwrap_or_default();
                    check_file(ctx, &format!("evidence[{file}]"), id).await?;
                    self.0.insert(name.to_owned(), id.into());
                }
                text => {
                    self.0.insert(text.to_owned(), value.as_text().into());
                }
            }
        }
        match self.chars() > CHARS_MAX {
            true => Err(ApiError::refused(format!(
                "The evidence has {} characters; all its texts together may have at most {CHARS_MAX}.",
                self.chars()
            ))
            .param("evidence")),
            false => Ok(()),
        }
    }

    async fn merge_appeal(&mut self, ctx: &Ctx<'_>, params: &Params) -> Result<(), ApiError> {
        match params.change_hash(APPEAL) {
            Field::Absent => {}
            Field::Clear => drop(self.0.shift_remove(APPEAL)),
            Field::Set(given) => {
                let files = given.hash("card").map(|card| card.texts("supporting_files"));
                for id in files.into_iter().flatten() {
                    check_file(ctx, "evidence[appeal][card][supporting_files]", id).await?;
                }
                let own = self.0.entry(APPEAL).or_insert_with(|| json!({}));
                overlay(own, given.to_json());
                self.0.sort_keys();
            }
        }
        Ok(())
    }

    async fn merge_enhanced(&mut self, ctx: &Ctx<'_>, params: &Params) -> Result<(), ApiError> {
        let given = match params.change_hash(ENHANCED) {
            Field::Absent => return Ok(()),
            Field::Clear => {
                self.0.insert(ENHANCED.to_owned(), json!({}));
                return Ok(());
            }
            Field::Set(given) => given,
        };
        if let Some(compelling) = given.hash("visa_compelling_evidence_3") {
            check_compelling(ctx, compelling).await?;
        }
        let own = self.0.entry(ENHANCED).or_insert_with(|| json!({}));
        overlay(own, given.to_json());
        complete(own, PROGRAMS);
        let prior = own.pointer_mut("/visa_compelling_evidence_3/prior_undisputed_transactions");
        for transaction in prior.and_then(Value::as_array_mut).into_iter().flatten() {
            complete(transaction, &[("shipping_address", ADDRESS)]);
            let Value::Object(map) = transaction else { continue };
            for field in PRIOR {
                map.entry(*field).or_insert(Value::Null);
            }
            map.sort_keys();
        }
        Ok(())
    }

    /// Whether there is anything at all.
    pub fn is_given(&self) -> bool {
        self.0.values().any(|value| match value {
            Value::Null => false,
            Value::Object(map) => !map.is_empty(),
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => true,
        })
    }

    pub fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field).and_then(Value::as_str)
    }

    /// A part of what a program of the networks asks for.
    pub fn enhanced(&self, pointer: &str) -> &Value {
        self.0[ENHANCED].pointer(pointer).unwrap_or(&Value::Null)
    }

    /// What the sandbox makes of the evidence; `None` for words that mean nothing to it.
    pub fn said(&self) -> Option<Said> {
        said(self.text("uncategorized_text")?)
    }

    /// The same for an appeal.
    pub fn said_in_appeal(&self) -> Option<Said> {
        said(self.0.get(APPEAL)?.pointer("/card/reason_for_filing")?.as_str()?)
    }

    fn chars(&self) -> usize {
        let text = |(name, value): (&String, &Value)| match FILES.contains(&name.as_str()) {
            true => 0,
            false => chars(value),
        };
        self.0.iter().map(text).sum()
    }
}

/// Source: API reference, "Testing", "Evidence".
fn said(text: &str) -> Option<Said> {
    match text.trim() {
        "winning_evidence" => Some(Said::Verdict(Verdict::Won)),
        "losing_evidence" => Some(Said::Verdict(Verdict::Lost)),
        "escalate_inquiry_evidence" => Some(Said::Escalate),
        _ => None,
    }
}

fn chars(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.iter().map(chars).sum(),
        Value::Object(map) => map.values().map(chars).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

/// Given leaves into what is there; lists are given whole.
fn overlay(target: &mut Value, given: Value) {
    match (target, given) {
        (Value::Object(target), Value::Object(given)) => {
            for (name, value) in given {
                overlay(target.entry(name).or_insert(Value::Null), value);
            }
        }
        (target, given) => *target = given,
    }
}

/// The payments of the past are charges of this account, and what tells devices apart is long enough to.
async fn check_compelling(ctx: &Ctx<'_>, given: &Params) -> Result<(), ApiError> {
    const PATH: &str = "evidence[enhanced_evidence][visa_compelling_evidence_3]";
    let disputed = given.hash("disputed_transaction");
    if let Some(disputed) = disputed {
        check_devices(disputed, &format!("{PATH}[disputed_transaction]"))?;
    }
    for (at, prior) in given.hashes("prior_undisputed_transactions").enumerate() {
        let path = format!("{PATH}[prior_undisputed_transactions][{at}]");
        check_devices(prior, &path)?;
        let id = prior.text("charge").unwrap_or_default();
        let charge = charges::named(ctx, &format!("{path}[charge]"), id).await?;
        if charge.disputed || ChargeId::parse(id).is_none() {
            let message = format!("Charge {id} was disputed itself; name payments that nobody disputed.");
            return Err(ApiError::refused(message).param(format!("{path}[charge]")));
        }
    }
    Ok(())
}

fn check_devices(params: &Params, path: &str) -> Result<(), ApiError> {
    for (field, least) in CHARS_MIN {
        if let Some(text) = params.text(field).filter(|text| text.chars().count() < least) {
            let message = format!("Invalid string: {text}; must be at least {least} characters");
            return Err(ApiError::refused(message).param(format!("{path}[{field}]")));
        }
    }
    Ok(())
}

/// Uploads are not part of this version, so no id names one.
async fn check_file(_ctx: &Ctx<'_>, param: &str, id: &str) -> Result<(), ApiError> {
    Err(ApiError::no_such_in_body("file", param, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_there_before_anything_is_given() {
        let evidence = Evidence::default();
        let shown = serde_json::to_value(&evidence).unwrap();
        assert_eq!(shown.as_object().map(Map::len), Some(FIELDS.len()));
        assert_eq!(shown["enhanced_evidence"], json!({}));
        assert!(!evidence.is_given());
        assert!(FIELDS.is_sorted() && FILES.iter().all(|file| FIELDS.contains(file)));
    }

    #[test]
    fn only_the_words_of_the_sandbox_decide() {
        let cases = [
            ("winning_evidence", Some(Said::Verdict(Verdict::Won))),
            (" losing_evidence\n", Some(Said::Verdict(Verdict::Lost))),
            ("escalate_inquiry_evidence", Some(Said::Escalate)),
            ("we sent it", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let mut evidence = Evidence::default();
            evidence.0.insert("uncategorized_text".to_owned(), text.into());
            assert_eq!(evidence.said(), expected, "{text}");
        }
    }

    #[test]
    fn leaves_are_laid_over_and_lists_replaced() {
        let mut own = json!({"a": {"x": 1, "y": 2}, "l": [1, 2]});
        overlay(&mut own, json!({"a": {"y": null}, "l": [3], "n": true}));
        assert_eq!(own, json!({"a": {"x": 1, "y": null}, "l": [3], "n": true}));
    }
}
