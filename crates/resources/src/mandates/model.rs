//! A mandate as the API shows it.

use kernel::Currency;
use kernel::ids::{MandateId, PaymentMethodId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Acceptance;
use crate::parts::{Tag, tags};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mandate {
    pub id: MandateId,
    pub object: Tag<tags::Mandate>,
    pub customer_acceptance: Acceptance,
    pub livemode: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multi_use: Option<MultiUse>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
    pub payment_method: PaymentMethodId,
    pub payment_method_details: Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub single_use: Option<SingleUse>,
    pub status: Status,
    pub r#type: Type,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MultiUse {}

/// The one payment that the customer agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SingleUse {
    /// Minor units.
    pub amount: i64,
    pub currency: Currency,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    Inactive,
    Pending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    MultiUse,
    SingleUse,
}
