//! `POST /_florin/accounts`: a further account, with keys of its own.

use kernel::Currency;
use serde::Deserialize;
use serde_json::{Value, json};
use wire::ApiError;

use super::{Call, input};
use crate::assemble::{NewAccount, create_account};
use crate::country;

const INTERVALS: &[&str] = &["daily", "weekly", "monthly", "manual"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    country: Option<String>,
    default_currency: Option<String>,
    payout_interval: Option<String>,
}

pub async fn create(call: &Call<'_>) -> Result<Value, ApiError> {
    let new = checked(input::read(call.body)?, call.caller.account.number)?;
    let made = create_account(&call.shared.app, &new)
        .await
        .map_err(super::commit_failed)?;
    Ok(json!({
        "id": made.account.id,
        "secret_key": made.secret,
        "publishable_key": made.publishable,
        "country": made.account.country,
        "default_currency": made.account.default_currency.code(),
    }))
}

fn checked(asked: Asked, creator: u32) -> Result<NewAccount, ApiError> {
    let country = asked.country.unwrap_or_else(|| "US".to_owned()).to_ascii_uppercase();
    let of_country = country::currency(&country).ok_or_else(|| {
        let known = country::codes();
        ApiError::invalid(format!("Invalid country: {country:?}; an account can be in {known}.")).param("country")
    })?;
    let interval = asked.payout_interval.unwrap_or_else(|| "daily".to_owned());
    if !INTERVALS.contains(&interval.as_str()) {
        let message = format!(
            "Invalid payout_interval: {interval:?}; it is one of {}.",
            INTERVALS.join(", ")
        );
        return Err(ApiError::invalid(message).param("payout_interval"));
    }
    Ok(NewAccount {
        creator: Some(creator),
        currency: asked.default_currency.map_or(Ok(of_country), currency)?,
        country,
        payout_interval: interval,
        secret_key: None,
        publishable_key: None,
    })
}

fn currency(given: String) -> Result<Currency, ApiError> {
    given.to_ascii_lowercase().parse().map_err(|_| {
        ApiError::invalid(format!(
            "Invalid currency: {given:?}; give its three letters, as in \"eur\"."
        ))
        .param("default_currency")
    })
}
