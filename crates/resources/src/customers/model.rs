//! A customer as the API shows it and as it is stored.

use db::Stored;
use kernel::Timestamp;
use kernel::ids::{CustomerId, PaymentMethodId};
use serde::{Deserialize, Serialize};

use crate::parts::{Address, Metadata, Shipping, Tag, tags};

/// What is stored under a customer's id.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Entry {
    Deleted(Deleted),
    Live(Box<Customer>),
}

/// What is left of a deleted customer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Deleted {
    pub id: CustomerId,
    pub object: Tag<tags::Customer>,
    pub deleted: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Customer {
    pub id: CustomerId,
    pub object: Tag<tags::Customer>,
    pub address: Option<Address>,
    /// Minor units; what the customer is owed is negative.
    pub balance: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_name: Option<String>,
    pub created: Timestamp,
    pub currency: Option<String>,
    pub customer_account: Option<String>,
    pub default_source: Option<PaymentMethodId>,
    pub delinquent: bool,
    pub description: Option<String>,
    pub discount: Option<serde_json::Value>,
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub individual_name: Option<String>,
    pub invoice_prefix: String,
    pub invoice_settings: InvoiceSettings,
    pub livemode: bool,
    pub metadata: Metadata,
    pub name: Option<String>,
    pub next_invoice_sequence: i64,
    pub phone: Option<String>,
    pub preferred_locales: Vec<String>,
    pub shipping: Option<Shipping>,
    pub tax_exempt: String,
    pub test_clock: Option<String>,
    #[serde(skip)]
    pub private: Private,
}

/// What is shown only when it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    /// Where the customer was last seen, for taxes.
    pub ip_address: Option<String>,
    /// How money that arrives is used; `None` as the account has it.
    pub reconciliation_mode: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct InvoiceSettings {
    pub custom_fields: Option<Vec<CustomField>>,
    pub default_payment_method: Option<PaymentMethodId>,
    pub footer: Option<String>,
    pub rendering_options: Option<RenderingOptions>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CustomField {
    pub name: String,
    pub value: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RenderingOptions {
    pub amount_tax_display: Option<String>,
    pub template: Option<String>,
}

impl Entry {
    pub fn id(&self) -> &CustomerId {
        match self {
            Entry::Deleted(deleted) => &deleted.id,
            Entry::Live(customer) => &customer.id,
        }
    }

    /// The customer, unless it was deleted.
    pub fn live(stored: Stored<Entry>) -> Option<Stored<Customer>> {
        let Stored { object, scope, version } = stored;
        match object {
            Entry::Live(customer) => Some(Stored {
                object: *customer,
                scope,
                version,
            }),
            Entry::Deleted(_) => None,
        }
    }

    pub fn deleted(id: CustomerId) -> Entry {
        Entry::Deleted(Deleted {
            id,
            object: Tag::default(),
            deleted: true,
        })
    }
}
