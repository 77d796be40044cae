//! `charge.payment_method_details`: the payment method as this charge used it.

use acquiring::sandbox;
use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::parts::ThreeDSecureElsewhere;
use crate::payment_methods::{CardChecks, CardHash};

/// Holds can be captured for a week. Source: API reference, "Place a hold on a payment method".
pub const HOLD_SECONDS: i64 = 7 * 86_400;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentMethodDetails {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardDetails>,
    pub r#type: String,
    /// The hash named after the type, for the types that are not cards.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CardDetails {
    pub amount_authorized: Option<i64>,
    pub authorization_code: Option<String>,
    pub brand: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture_before: Option<Timestamp>,
    pub checks: CardChecks,
    pub country: Option<String>,
    pub electronic_commerce_indicator: Option<String>,
    pub exp_month: u8,
    pub exp_year: u16,
    pub extended_authorization: Feature,
    pub fingerprint: String,
    pub funding: String,
    pub incremental_authorization: Feature,
    pub installments: Option<Value>,
    pub last4: String,
    pub mandate: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moto: Option<bool>,
    pub multicapture: Feature,
    pub network: Option<String>,
    pub network_token: NetworkToken,
    pub network_transaction_id: Option<String>,
    pub overcapture: Overcapture,
    pub regulated_status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored_credential_usage: Option<String>,
    pub three_d_secure: Option<ThreeDSecure>,
    pub transaction_link_id: Option<String>,
    pub wallet: Option<Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Feature {
    pub status: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NetworkToken {
    pub used: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Overcapture {
    pub maximum_amount_capturable: i64,
    pub status: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ThreeDSecure {
    pub authentication_flow: Option<String>,
    pub electronic_commerce_indicator: Option<String>,
    pub exemption_indicator: Option<String>,
    pub result: Option<String>,
    pub result_reason: Option<String>,
    pub transaction_id: Option<String>,
    pub version: Option<String>,
}

impl From<&sandbox::ThreeDSecure> for ThreeDSecure {
    fn from(secure: &sandbox::ThreeDSecure) -> ThreeDSecure {
        ThreeDSecure {
            authentication_flow: secure.authentication_flow.map(|flow| flow.as_str().to_owned()),
            electronic_commerce_indicator: secure.electronic_commerce_indicator.map(str::to_owned),
            exemption_indicator: None,
            result: Some(secure.result.as_str().to_owned()),
            result_reason: None,
            transaction_id: secure.transaction_id.clone(),
            version: secure.version.map(str::to_owned),
        }
    }
}

/// What the network said of the card, for the details of a charge.
pub struct Seen<'a> {
    pub checks: CardChecks,
    pub three_d_secure: Option<&'a sandbox::ThreeDSecure>,
    pub network: Option<String>,
    pub network_transaction_id: Option<String>,
    pub authorization_code: Option<String>,
}

impl From<&ThreeDSecureElsewhere> for ThreeDSecure {
    /// The authentication that another provider did in the place of ours.
    fn from(by: &ThreeDSecureElsewhere) -> ThreeDSecure {
        let result = match by.ares_trans_status.as_deref() {
            None | Some("Y") => "authenticated",
            Some("A") => "attempt_acknowledged",
            Some("I") => "exempted",
            Some(_) => "failed",
        };
        ThreeDSecure {
            authentication_flow: None,
            electronic_commerce_indicator: by.electronic_commerce_indicator.clone(),
            exemption_indicator: by.exemption_indicator.clone(),
            result: Some(result.to_owned()),
            result_reason: None,
            transaction_id: by.transaction_id.clone(),
            version: by.version.clone(),
        }
    }
}

impl PaymentMethodDetails {
    /// Of a card that was asked to pay `amount`. Holds say until when they can be captured.
    pub fn of_card(card: &CardHash, amount: i64, seen: Seen<'_>, hold_until: Option<Timestamp>, moto: bool) -> Self {
        let feature = |status: &str| Feature {
            status: status.to_owned(),
        };
        let secure = seen.three_d_secure.map(ThreeDSecure::from);
        let details = CardDetails {
            amount_authorized: Some(amount),
            authorization_code: seen.authorization_code,
            brand: card.brand.clone(),
            capture_before: hold_until,
            checks: seen.checks,
            country: card.country.clone(),
            electronic_commerce_indicator: secure
                .as_ref()
                .and_then(|secure| secure.electronic_commerce_indicator.clone()),
            exp_month: card.exp_month,
            exp_year: card.exp_year,
            extended_authorization: feature("disabled"),
            fingerprint: card.fingerprint.clone(),
            funding: card.funding.clone(),
            incremental_authorization: feature("unavailable"),
            installments: None,
            last4: card.last4.clone(),
            mandate: None,
            moto: moto.then_some(true),
            multicapture: feature("unavailable"),
            network: seen.network,
            network_token: NetworkToken { used: false },
            network_transaction_id: seen.network_transaction_id,
            overcapture: Overcapture {
                maximum_amount_capturable: amount,
                status: "unavailable".to_owned(),
            },
            regulated_status: card.regulated_status.clone(),
            stored_credential_usage: None,
            three_d_secure: secure,
            transaction_link_id: None,
            wallet: card.wallet.clone(),
        };
        PaymentMethodDetails {
            card: Some(details),
            r#type: "card".to_owned(),
            other: Map::new(),
        }
    }
}
