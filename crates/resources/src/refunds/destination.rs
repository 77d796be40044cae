//! `destination_details`: where the money goes, and the reference under which it can be found there.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The hash of one type, under its name, and `type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DestinationDetails(Map<String, Value>);

/// What a type shows. Those without a row show nothing of where a refund goes.
/// Source: API reference, "The Refund object".
const SHOWN: &[(&str, &str, &[&str])] = &[
    ("affirm", "affirm", &[]),
    ("afterpay_clearpay", "afterpay_clearpay", REFERENCE),
    ("alipay", "alipay", &[]),
    ("alma", "alma", &[]),
    ("amazon_pay", "amazon_pay", &[]),
    ("blik", "blik", DECLINABLE),
    ("boleto", "br_bank_transfer", REFERENCE),
    ("cashapp", "cashapp", &[]),
    ("crypto", "crypto", &["reference"]),
    ("eps", "eps", &[]),
    ("giropay", "giropay", &[]),
    ("grabpay", "grabpay", &[]),
    ("klarna", "klarna", REFERENCE),
    ("konbini", "jp_bank_transfer", REFERENCE),
    ("mb_way", "mb_way", REFERENCE),
    ("multibanco", "multibanco", REFERENCE),
    ("p24", "p24", REFERENCE),
    ("paynow", "paynow", &[]),
    ("paypal", "paypal", DECLINABLE),
    ("pix", "pix", &[]),
    ("promptpay", "th_bank_transfer", REFERENCE),
    ("revolut_pay", "revolut", &[]),
    ("scalapay", "scalapay", &[]),
    ("sofort", "sofort", &[]),
    ("swish", "swish", DECLINABLE),
    ("twint", "twint", &[]),
    ("wechat_pay", "wechat_pay", &[]),
    ("zip", "zip", &[]),
];
const REFERENCE: &[&str] = &["reference", "reference_status"];
const DECLINABLE: &[&str] = &["network_decline_code", "reference", "reference_status"];

impl DestinationDetails {
    /// Of a refund to this type of payment method.
    pub fn of(method: &str) -> Option<DestinationDetails> {
        if method == "card" {
            let card = json!({
                "reference_status": "pending",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            });
            return Some(DestinationDetails::new("card", card));
        }
        let (_, name, parts) = SHOWN.iter().find(|(known, ..)| *known == method)?;
        let parts = parts.iter().map(|part| ((*part).to_owned(), Value::Null)).collect();
        Some(DestinationDetails::new(name, Value::Object(parts)))
    }

    fn new(name: &str, own: Value) -> DestinationDetails {
        let mut map = Map::from_iter([(name.to_owned(), own), ("type".to_owned(), Value::from(name))]);
        map.sort_keys();
        DestinationDetails(map)
    }

    /// The reference of a card's refund is known: sixteen digits.
    pub fn trace(&mut self, reference: String) {
        if let Some(card) = self.0.get_mut("card").and_then(Value::as_object_mut) {
            card.insert("reference".to_owned(), Value::from(reference));
            card.insert("reference_status".to_owned(), Value::from("available"));
            card.sort_keys();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_has_its_own_place() {
        let shown = |method| serde_json::to_string(&DestinationDetails::of(method)).unwrap();
        assert_eq!(
            shown("klarna"),
            r#"{"klarna":{"reference":null,"reference_status":null},"type":"klarna"}"#
        );
        assert_eq!(shown("zip"), r#"{"type":"zip","zip":{}}"#);
        assert_eq!(shown("sepa_debit"), "null");
        let mut card = DestinationDetails::of("card").unwrap();
        card.trace("1".to_owned());
        assert!(
            serde_json::to_string(&card)
                .unwrap()
                .starts_with(r#"{"card":{"reference":"1","reference_status":"available""#)
        );
    }
}
