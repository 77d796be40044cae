//! `/_florin/radar`: the account's rules on risk.

use serde::Deserialize;
use serde_json::{Value, json};
use wire::ApiError;
use wire::access::RiskRules;

use super::{Call, input};
use crate::assemble::update_account;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    block_highest_risk: Option<bool>,
    review_elevated_risk: Option<bool>,
    block_cvc_check_fail: Option<bool>,
    block_postal_check_fail: Option<bool>,
}

pub async fn get(call: &Call<'_>) -> Result<Value, ApiError> {
    Ok(json!(call.caller.account.risk))
}

/// What is left out stays as it is.
pub async fn set(call: &Call<'_>) -> Result<Value, ApiError> {
    let asked: Asked = input::read(call.body)?;
    let number = call.caller.account.number;
    let changed = update_account(&call.shared.app, number, |account| {
        account.risk = RiskRules {
            block_highest_risk: asked.block_highest_risk.unwrap_or(account.risk.block_highest_risk),
            review_elevated_risk: asked.review_elevated_risk.unwrap_or(account.risk.review_elevated_risk),
            block_cvc_check_fail: asked.block_cvc_check_fail.unwrap_or(account.risk.block_cvc_check_fail),
            block_postal_check_fail: asked
                .block_postal_check_fail
                .unwrap_or(account.risk.block_postal_check_fail),
        };
    });
    Ok(json!(changed.await.map_err(super::commit_failed)?.risk))
}
