//! Programs of the networks by which a dispute may be answered better: what each still asks for.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use wire::ApiError;

use super::evidence::Evidence;

/// Only the programs that the dispute is eligible for are there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Eligibility {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mastercard_compliance: Option<Compliance>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visa_compelling_evidence_3: Option<CompellingEvidence>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visa_compliance: Option<Compliance>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compliance {
    pub status: ComplianceStatus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComplianceStatus {
    FeeAcknowledged,
    RequiresFeeAcknowledgement,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompellingEvidence {
    pub required_actions: Vec<RequiredAction>,
    pub status: CompellingStatus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompellingStatus {
    Qualified,
    RequiresAction,
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequiredAction {
    #[serde(rename = "missing_customer_identifiers")]
    CustomerIdentifiers,
    #[serde(rename = "missing_disputed_transaction_description")]
    DisputedTransactionDescription,
    #[serde(rename = "missing_merchandise_or_services")]
    MerchandiseOrServices,
    #[serde(rename = "missing_prior_undisputed_transaction_description")]
    PriorUndisputedTransactionDescription,
    #[serde(rename = "missing_prior_undisputed_transactions")]
    PriorUndisputedTransactions,
}

const PRIOR_TRANSACTIONS: usize = 2;
/// What identifies a customer, by the fields that can say it. Two must be the same in all three payments.
/// Source: the network's public rules for Compelling Evidence 3.0.
const IDENTIFIERS: [&[&str]; 4] = [
    &["customer_account_id", "customer_email_address"],
    &["customer_device_fingerprint", "customer_device_id"],
    &["customer_purchase_ip"],
    &["shipping_address"],
];
/// One of the two must be one of these: the device, the address on the network.
const STRONG: [usize; 2] = [1, 2];

impl Eligibility {
    /// For a dispute of these `enhanced_eligibility_types`, with the evidence that there is.
    pub fn of(types: &[String], evidence: &Evidence) -> Eligibility {
        let has = |name: &str| types.iter().any(|kind| kind == name);
        let compliance = |name: &str| has(name).then(|| Compliance::of(name, evidence));
        Eligibility {
            mastercard_compliance: compliance("mastercard_compliance"),
            visa_compelling_evidence_3: has("visa_compelling_evidence_3").then(|| CompellingEvidence::of(evidence)),
            visa_compliance: compliance("visa_compliance"),
        }
    }

    /// Compliance cases are taken to the network only by who agrees to its fee.
    pub fn check_fee(&self) -> Result<(), ApiError> {
        let cases = [
            ("mastercard_compliance", self.mastercard_compliance),
            ("visa_compliance", self.visa_compliance),
        ];
        let open = cases
            .iter()
            .find(|(_, case)| case.is_some_and(|case| case.status == ComplianceStatus::RequiresFeeAcknowledgement));
        match open {
            Some((name, _)) => {
                let param = format!("evidence[enhanced_evidence][{name}][fee_acknowledged]");
                let message = format!("Evidence for this dispute can only be submitted with {param} set to true.");
                Err(ApiError::refused(message).param(param))
            }
            None => Ok(()),
        }
    }
}

impl Compliance {
    fn of(name: &str, evidence: &Evidence) -> Compliance {
        let acknowledged = evidence.enhanced(&format!("/{name}/fee_acknowledged"));
        Compliance {
            status: match acknowledged == &Value::Bool(true) {
                true => ComplianceStatus::FeeAcknowledged,
                false => ComplianceStatus::RequiresFeeAcknowledgement,
            },
        }
    }
}

impl CompellingEvidence {
    fn of(evidence: &Evidence) -> CompellingEvidence {
        use RequiredAction as Action;
        let disputed = evidence.enhanced("/visa_compelling_evidence_3/disputed_transaction");
        let prior = evidence.enhanced("/visa_compelling_evidence_3/prior_undisputed_transactions");
        let prior = prior.as_array().map(Vec::as_slice).unwrap_or_default();
        let described = |transaction: &Value| given(&transaction["product_description"]);
        let missing = [
            (identified(disputed, prior), Action::CustomerIdentifiers),
            (described(disputed), Action::DisputedTransactionDescription),
            (
                given(&disputed["merchandise_or_services"]),
                Action::MerchandiseOrServices,
            ),
            (
                !prior.is_empty() && prior.iter().all(described),
                Action::PriorUndisputedTransactionDescription,
            ),
            (prior.len() == PRIOR_TRANSACTIONS, Action::PriorUndisputedTransactions),
        ];
        let required_actions: Vec<Action> = missing
            .iter()
            .filter(|(done, _)| !done)
            .map(|(_, action)| *action)
            .collect();
        CompellingEvidence {
            status: match required_actions.is_empty() {
                true => CompellingStatus::Qualified,
                false => CompellingStatus::RequiresAction,
            },
            required_actions,
        }
    }
}

fn given(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => true,
    }
}

/// Whether the three payments show the same customer.
fn identified(disputed: &Value, prior: &[Value]) -> bool {
    let same = |fields: &[&str]| {
        let shared = |field: &&&str| {
            let own = &disputed[**field];
            given(own) && prior.iter().all(|earlier| &earlier[**field] == own)
        };
        fields.iter().any(|field| shared(&field))
    };
    let found: Vec<usize> = (0..IDENTIFIERS.len()).filter(|at| same(IDENTIFIERS[*at])).collect();
    !prior.is_empty() && found.len() >= 2 && found.iter().any(|at| STRONG.contains(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_customer_is_known_by_two_marks_of_which_one_is_strong() {
        let payment = |fields: &[(&str, &str)]| -> Value {
            let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
            Value::Object(fields.collect())
        };
        let (ip, account, email) = (
            ("customer_purchase_ip", "203.0.113.7"),
            ("customer_account_id", "jenny"),
            ("customer_email_address", "jenny@shop.test"),
        );
        let cases: [(&[(&str, &str)], bool); 4] = [
            (&[ip, account], true),
            (&[ip], false),
            (&[account, email], false),
            (&[ip, email], true),
        ];
        for (fields, expected) in cases {
            let one = payment(fields);
            assert_eq!(identified(&one, &[one.clone(), one.clone()]), expected, "{one}");
        }
        let other = payment(&[ip, ("customer_account_id", "john")]);
        assert!(!identified(&payment(&[ip, account]), &[payment(&[ip, account]), other]));
        assert!(!identified(&payment(&[ip, account]), &[]));
    }
}
