//! A confirmation token as the API shows it.

use kernel::Timestamp;
use kernel::ids::{ConfirmationTokenId, PaymentIntentId, PaymentMethodId, SetupIntentId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::parts::{Metadata, Shipping, Tag, tags};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConfirmationToken {
    pub id: ConfirmationTokenId,
    pub object: Tag<tags::ConfirmationToken>,
    pub created: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub livemode: bool,
    pub mandate_data: Option<Value>,
    pub metadata: Metadata,
    pub payment_intent: Option<PaymentIntentId>,
    pub payment_method_options: Option<Value>,
    /// The payment method without what only the saved one has: id, fingerprint, metadata.
    pub payment_method_preview: Value,
    pub return_url: Option<String>,
    pub setup_future_usage: Option<String>,
    pub setup_intent: Option<SetupIntentId>,
    pub shipping: Option<Shipping>,
    pub use_stripe_sdk: bool,
    #[serde(skip)]
    pub private: Private,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    pub method: Option<PaymentMethodId>,
    /// Whether the security code of a saved card was asked for again.
    pub cvc_given: bool,
}

/// Source: API reference, "The ConfirmationToken object": twelve hours.
pub const LIFETIME_SECONDS: i64 = 12 * 3_600;

impl ConfirmationToken {
    pub fn is_used(&self) -> bool {
        self.payment_intent.is_some() || self.setup_intent.is_some()
    }

    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}
