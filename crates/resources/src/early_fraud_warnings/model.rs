//! An early fraud warning as the API shows it.

use kernel::Timestamp;
use kernel::ids::{ChargeId, EarlyFraudWarningId, PaymentIntentId};
use serde::{Deserialize, Serialize};

use crate::parts::{Tag, tags};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EarlyFraudWarning {
    pub id: EarlyFraudWarningId,
    pub object: Tag<tags::EarlyFraudWarning>,
    /// Whether a refund in full could still prevent a dispute.
    pub actionable: bool,
    pub charge: ChargeId,
    pub created: Timestamp,
    pub fraud_type: String,
    pub livemode: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_intent: Option<PaymentIntentId>,
}
