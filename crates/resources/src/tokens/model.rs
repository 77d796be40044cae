//! A token as the API shows it, and what it stands for.

use kernel::ids::{CustomerId, PaymentMethodId, TokenId};
use kernel::{Currency, Timestamp};
use serde::{Deserialize, Serialize};

use crate::parts::{BillingDetails, Metadata, Tag, tags};
use crate::payment_methods::{CardHash, CardState, PaymentMethod};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Token {
    pub id: TokenId,
    pub object: Tag<tags::Token>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardObject>,
    pub client_ip: Option<String>,
    pub created: Timestamp,
    pub livemode: bool,
    pub r#type: String,
    pub used: bool,
    #[serde(skip)]
    pub private: Private,
}

/// What the token is exchanged for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    pub card: Option<(CardHash, CardState)>,
    pub billing: BillingDetails,
}

/// A card of old: flat, with its address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CardObject {
    pub id: PaymentMethodId,
    pub object: Tag<tags::Card>,
    pub address_city: Option<String>,
    pub address_country: Option<String>,
    pub address_line1: Option<String>,
    pub address_line1_check: Option<String>,
    pub address_line2: Option<String>,
    pub address_state: Option<String>,
    pub address_zip: Option<String>,
    pub address_zip_check: Option<String>,
    pub brand: String,
    pub country: Option<String>,
    /// In which the card is to be paid out to, if it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Of sources only; the card of a token has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Option<CustomerId>>,
    pub cvc_check: Option<String>,
    pub dynamic_last4: Option<String>,
    pub exp_month: u8,
    pub exp_year: u16,
    pub fingerprint: String,
    pub funding: String,
    pub last4: String,
    pub metadata: Metadata,
    pub name: Option<String>,
    pub networks: PreferredNetwork,
    pub regulated_status: String,
    pub tokenization_method: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PreferredNetwork {
    pub preferred: Option<String>,
}

impl CardObject {
    /// The card of a payment method, in the shape of old.
    pub fn new(id: PaymentMethodId, method: &PaymentMethod, card: &CardHash) -> CardObject {
        let address = &method.billing_details.address;
        CardObject {
            id,
            object: Tag::default(),
            address_city: address.city.clone(),
            address_country: address.country.clone(),
            address_line1: address.line1.clone(),
            address_line1_check: card.checks.address_line1_check.clone(),
            address_line2: address.line2.clone(),
            address_state: address.state.clone(),
            address_zip: address.postal_code.clone(),
            address_zip_check: card.checks.address_postal_code_check.clone(),
            brand: brand_of_old(&card.brand).to_owned(),
            country: card.country.clone(),
            currency: None,
            customer: None,
            cvc_check: card.checks.cvc_check.clone(),
            dynamic_last4: None,
            exp_month: card.exp_month,
            exp_year: card.exp_year,
            fingerprint: card.fingerprint.clone(),
            funding: card.funding.clone(),
            last4: card.last4.clone(),
            metadata: Metadata::default(),
            name: method.billing_details.name.clone(),
            networks: PreferredNetwork {
                preferred: card.networks.preferred.clone(),
            },
            regulated_status: card.regulated_status.clone(),
            tokenization_method: None,
        }
    }
}

impl CardObject {
    /// A payment method that is a source of its customer; `None` if it is none.
    pub fn of_source(method: &PaymentMethod) -> Option<CardObject> {
        let card = method.card.as_ref()?;
        let is_source = method.id.as_str().starts_with("card_");
        is_source.then(|| CardObject {
            customer: Some(method.customer.clone()),
            metadata: method.metadata.clone(),
            ..CardObject::new(method.id.clone(), method, card)
        })
    }
}

/// How card objects spell the brands. Source: API reference, "The card object".
fn brand_of_old(brand: &str) -> &str {
    match brand {
        "visa" => "Visa",
        "mastercard" => "MasterCard",
        "amex" => "American Express",
        "discover" => "Discover",
        "diners" => "Diners Club",
        "jcb" => "JCB",
        "unionpay" => "UnionPay",
        _ => "Unknown",
    }
}
