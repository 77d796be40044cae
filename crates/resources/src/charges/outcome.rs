//! `charge.outcome`: what the network and the risk rules said.

use acquiring::sandbox;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outcome {
    pub advice_code: Option<String>,
    pub network_advice_code: Option<String>,
    pub network_decline_code: Option<String>,
    pub network_status: String,
    pub reason: Option<String>,
    pub risk_level: String,
    /// None where nobody looked at the risk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_score: Option<u8>,
    pub seller_message: String,
    pub r#type: String,
}

impl From<&sandbox::Outcome> for Outcome {
    fn from(outcome: &sandbox::Outcome) -> Outcome {
        Outcome {
            advice_code: outcome.advice_code.map(|code| code.as_str().to_owned()),
            network_advice_code: outcome.network_advice_code.map(str::to_owned),
            network_decline_code: outcome.network_decline_code.map(str::to_owned),
            network_status: outcome.network_status.as_str().to_owned(),
            reason: outcome.reason.map(str::to_owned),
            risk_level: outcome.risk_level.as_str().to_owned(),
            risk_score: Some(outcome.risk_score),
            seller_message: outcome.seller_message.to_string(),
            r#type: outcome.kind.as_str().to_owned(),
        }
    }
}
