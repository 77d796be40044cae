//! A payment method as the API shows it, and what Florin keeps beside it.

use acquiring::methods::{Facts, accounts};
use kernel::Timestamp;
use kernel::ids::{CustomerId, PaymentMethodId};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::bank::BankState;
use super::card::{CardHash, CardState};
use crate::parts::{BillingDetails, Metadata, Tag, tags};

#[derive(Clone, Debug, Deserialize)]
pub struct PaymentMethod {
    pub id: PaymentMethodId,
    pub object: Tag<tags::PaymentMethod>,
    pub allow_redisplay: String,
    pub billing_details: BillingDetails,
    #[serde(default)]
    pub card: Option<CardHash>,
    pub created: Timestamp,
    pub customer: Option<CustomerId>,
    pub customer_account: Option<String>,
    pub livemode: bool,
    pub metadata: Metadata,
    #[serde(default)]
    pub radar_options: Option<Value>,
    pub r#type: String,
    /// The hash named after the type, for the types that are not cards.
    #[serde(flatten)]
    pub details: Map<String, Value>,
    #[serde(skip)]
    pub private: Private,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    pub standing: Standing,
    pub card: Option<CardState>,
    pub bank: Option<BankState>,
    /// What was given of another type than a card, but for the number of an account: more than is shown.
    pub given: Option<Value>,
}

/// Whether the payment method may still be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Never used, or attached to a customer.
    #[default]
    Usable,
    /// Used without a customer, or detached: for ever out of use.
    Consumed,
}

impl Serialize for PaymentMethod {
    /// In the order of the API: `id`, `object`, then by name, with the type's own hash in its place.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("object", &self.object)?;
        let mut details = self.details.iter().peekable();
        let mut before = |map: &mut S::SerializeMap, field: &str| -> Result<(), S::Error> {
            while let Some((name, value)) = details.next_if(|(name, _)| name.as_str() < field) {
                map.serialize_entry(name, value)?;
            }
            Ok(())
        };
        before(&mut map, "allow_redisplay")?;
        map.serialize_entry("allow_redisplay", &self.allow_redisplay)?;
        before(&mut map, "billing_details")?;
        map.serialize_entry("billing_details", &self.billing_details)?;
        if let Some(card) = &self.card {
            map.serialize_entry("card", card)?;
        }
        before(&mut map, "created")?;
        map.serialize_entry("created", &self.created)?;
        before(&mut map, "customer")?;
        map.serialize_entry("customer", &self.customer)?;
        map.serialize_entry("customer_account", &self.customer_account)?;
        before(&mut map, "livemode")?;
        map.serialize_entry("livemode", &self.livemode)?;
        before(&mut map, "metadata")?;
        map.serialize_entry("metadata", &self.metadata)?;
        before(&mut map, "radar_options")?;
        if let Some(options) = &self.radar_options {
            map.serialize_entry("radar_options", options)?;
        }
        before(&mut map, "type")?;
        map.serialize_entry("type", &self.r#type)?;
        before(&mut map, "\u{7f}")?;
        map.end()
    }
}

impl PaymentMethod {
    /// For good: it was used without a customer, or taken from one.
    pub fn consume(&mut self) {
        self.private.standing = Standing::Consumed;
    }

    pub fn is_consumed(&self) -> bool {
        self.private.standing == Standing::Consumed
    }

    /// What decides how payments with it go, for types that are not cards.
    pub fn facts(&self) -> Facts<'_> {
        let bank = self.private.bank.as_ref();
        Facts {
            account: bank.and_then(|bank| accounts::by_name(&self.r#type, &bank.account)),
            verified: bank.is_some_and(|bank| bank.verified),
            email: self.billing_details.email.as_deref().unwrap_or_default(),
            phone: self.billing_details.phone.as_deref().unwrap_or_default(),
            saved: self.customer.is_some(),
        }
    }

    /// What the sandbox needs to know of the card; `None` for other types.
    pub fn card_state(&self) -> Option<(&CardHash, &CardState)> {
        self.card.as_ref().zip(self.private.card.as_ref())
    }
}
