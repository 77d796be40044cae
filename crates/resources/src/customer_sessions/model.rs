//! A customer session as the API shows it: every component, with its features if it is enabled.

use kernel::ids::CustomerId;
use kernel::{Key, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::parts::{Tag, tags};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CustomerSession {
    pub object: Tag<tags::CustomerSession>,
    pub client_secret: String,
    pub components: Components,
    pub created: Timestamp,
    pub customer: CustomerId,
    pub customer_account: Option<String>,
    pub expires_at: Timestamp,
    pub livemode: bool,
    #[serde(skip)]
    pub private: Private,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Private {
    pub key: Key,
}

/// Only stands in between reading a body and restoring what is private.
impl Default for Private {
    fn default() -> Self {
        Private { key: Key(0) }
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Components {
    pub active_entitlements: Component,
    pub buy_button: Component,
    pub customer_portal: Component,
    pub customer_sheet: WithFeatures<CustomerSheet>,
    pub mobile_payment_element: WithFeatures<MobilePaymentElement>,
    pub payment_element: WithFeatures<PaymentElement>,
    pub pricing_table: Component,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Component {
    pub enabled: bool,
}

/// Features are null while the component is off.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WithFeatures<F> {
    pub enabled: bool,
    pub features: Option<F>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CustomerSheet {
    pub payment_method_allow_redisplay_filters: Vec<String>,
    pub payment_method_remove: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MobilePaymentElement {
    pub payment_method_allow_redisplay_filters: Vec<String>,
    pub payment_method_redisplay: String,
    pub payment_method_remove: String,
    pub payment_method_save: String,
    pub payment_method_save_allow_redisplay_override: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentElement {
    pub payment_method_allow_redisplay_filters: Vec<String>,
    pub payment_method_redisplay: String,
    pub payment_method_redisplay_limit: i64,
    pub payment_method_remove: String,
    pub payment_method_save: String,
    pub payment_method_save_usage: Option<String>,
}

/// Source: API reference, "The Customer Session object".
pub const LIFETIME_SECONDS: i64 = 30 * 60;

impl<F> Default for WithFeatures<F> {
    fn default() -> Self {
        WithFeatures {
            enabled: false,
            features: None,
        }
    }
}

impl Components {
    pub fn any_enabled(&self) -> bool {
        let plain = [
            &self.active_entitlements,
            &self.buy_button,
            &self.customer_portal,
            &self.pricing_table,
        ];
        plain.iter().any(|component| component.enabled)
            || self.customer_sheet.enabled
            || self.mobile_payment_element.enabled
            || self.payment_element.enabled
    }
}

/// What a session is looked up by: fixed in width, and no copy of the secret in an index.
pub fn hash(client_secret: &str) -> String {
    hex::encode(Sha256::digest(client_secret.as_bytes()))
}
