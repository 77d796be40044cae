//! `payment_method_details` of types that are not cards: which parts a charge shows, and where they come from.

use serde_json::{Map, Value};

use super::PaymentMethodDetails;
use crate::payment_methods::PaymentMethod;

/// A type without a row shows nothing. Source: API reference, "The Charge object".
const SHOWN: &[(&str, &[&str])] = &[
    (
        "acss_debit",
        &[
            "bank_name",
            "fingerprint",
            "institution_number",
            "last4",
            "transit_number",
        ],
    ),
    ("affirm", &["transaction_id"]),
    ("afterpay_clearpay", &["order_id", "reference"]),
    ("alipay", &["fingerprint", "transaction_id"]),
    ("alma", &["transaction_id"]),
    ("amazon_pay", &["transaction_id"]),
    ("au_becs_debit", &["bsb_number", "fingerprint", "last4"]),
    ("bacs_debit", &["fingerprint", "last4", "mandate", "sort_code"]),
    (
        "bancontact",
        &[
            "bank_code",
            "bank_name",
            "bic",
            "generated_sepa_debit",
            "generated_sepa_debit_mandate",
            "iban_last4",
            "preferred_language",
            "verified_name",
        ],
    ),
    ("billie", &["transaction_id"]),
    ("bizum", &["buyer_id", "transaction_id"]),
    ("blik", &["buyer_id"]),
    ("boleto", &["tax_id"]),
    ("cashapp", &["buyer_id", "cashtag", "transaction_id"]),
    ("eps", &["bank", "verified_name"]),
    ("fpx", &["account_holder_type", "bank", "transaction_id"]),
    ("giropay", &["bank_code", "bank_name", "bic", "verified_name"]),
    ("grabpay", &["transaction_id"]),
    (
        "ideal",
        &[
            "bank",
            "bic",
            "generated_sepa_debit",
            "generated_sepa_debit_mandate",
            "iban_last4",
            "transaction_id",
            "verified_name",
        ],
    ),
    ("kakao_pay", &["buyer_id", "transaction_id"]),
    (
        "klarna",
        &["payer_details", "payment_method_category", "preferred_locale"],
    ),
    ("konbini", &["store"]),
    ("kr_card", &["brand", "buyer_id", "last4", "transaction_id"]),
    ("link", &["country"]),
    ("mobilepay", &["card"]),
    ("multibanco", &["entity", "reference"]),
    ("naver_pay", &["buyer_id", "transaction_id"]),
    (
        "nz_bank_account",
        &[
            "account_holder_name",
            "bank_code",
            "bank_name",
            "branch_code",
            "last4",
            "suffix",
        ],
    ),
    ("oxxo", &["number"]),
    ("p24", &["bank", "reference", "verified_name"]),
    ("payco", &["buyer_id", "transaction_id"]),
    ("paynow", &["reference"]),
    (
        "paypal",
        &[
            "country",
            "payer_email",
            "payer_id",
            "payer_name",
            "seller_protection",
            "transaction_id",
        ],
    ),
    ("payto", &["bsb_number", "last4", "pay_id"]),
    ("promptpay", &["reference"]),
    ("revolut_pay", &["transaction_id"]),
    ("samsung_pay", &["buyer_id", "transaction_id"]),
    ("satispay", &["transaction_id"]),
    ("scalapay", &["transaction_id"]),
    (
        "sepa_debit",
        &["bank_code", "branch_code", "country", "fingerprint", "last4", "mandate"],
    ),
    ("sequra", &["transaction_id"]),
    (
        "sofort",
        &[
            "bank_code",
            "bank_name",
            "bic",
            "country",
            "generated_sepa_debit",
            "generated_sepa_debit_mandate",
            "iban_last4",
            "preferred_language",
            "verified_name",
        ],
    ),
    ("sunbit", &["transaction_id"]),
    ("swish", &["fingerprint", "payment_reference", "verified_phone_last4"]),
    ("upi", &["vpa"]),
    (
        "us_bank_account",
        &[
            "account_holder_type",
            "account_type",
            "bank_name",
            "fingerprint",
            "last4",
            "payment_reference",
            "routing_number",
        ],
    ),
    ("wechat_pay", &["fingerprint", "transaction_id"]),
];

/// What only this payment knows: a mandate, what was generated, a reference.
pub type Own = Map<String, Value>;

impl PaymentMethodDetails {
    /// The payment method's own hash gives what it has, `own` the rest; the others are null.
    pub fn of_other(method: &PaymentMethod, own: Own) -> Self {
        let kind = method.r#type.as_str();
        let shown = SHOWN.iter().find(|(name, _)| *name == kind);
        let hash = method.details.get(kind);
        let of_hash = |part: &str| hash.and_then(|hash| hash.get(part)).cloned();
        let parts = shown.map_or(&[][..], |(_, parts)| *parts);
        let mut details: Map<String, Value> = parts
            .iter()
            .map(|part| ((*part).to_owned(), of_hash(part).unwrap_or_default()))
            .collect();
        details.extend(
            own.into_iter()
                .filter(|(part, _)| parts.contains(&part.as_str()) || part == "mandate"),
        );
        details.sort_keys();
        PaymentMethodDetails {
            card: None,
            r#type: kind.to_owned(),
            other: Map::from_iter([(kind.to_owned(), Value::Object(details))]),
        }
    }

    /// Puts in what became known later.
    pub fn add(&mut self, part: &str, value: Value) {
        let hash = self.other.get_mut(&self.r#type).and_then(Value::as_object_mut);
        if let Some(hash) = hash {
            hash.insert(part.to_owned(), value);
            hash.sort_keys();
        }
    }

    /// The mandate that the debit rests on.
    pub fn mandate(&self) -> Option<&str> {
        self.other.get(&self.r#type)?.get("mandate")?.as_str()
    }
}
