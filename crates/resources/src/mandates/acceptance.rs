//! `mandate_data[customer_acceptance]`: that the customer agreed, when, and how.

use std::net::IpAddr;

use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use wire::{ApiError, Ctx, Params};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    pub accepted_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline: Option<Offline>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online: Option<Online>,
    pub r#type: Type,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offline {}

/// What the customer's browser was known by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Online {
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    Offline,
    Online,
}

/// The acceptance that a request brings, if it brings one. The browser itself need not say where it is.
pub fn accepted(ctx: &Ctx<'_>, params: &Params) -> Result<Option<Acceptance>, ApiError> {
    let data = params.hash("mandate_data").filter(|_| params.knows("mandate_data"));
    let Some(given) = data.and_then(|data| data.hash("customer_acceptance")) else {
        return Ok(None);
    };
    decide(given, ctx.now(), ctx.caller.is_publishable()).map(Some)
}

fn decide(given: &Params, now: Timestamp, from_browser: bool) -> Result<Acceptance, ApiError> {
    let name = |rest: &str| format!("mandate_data[customer_acceptance]{rest}");
    let kind = match given.text("type") {
        Some("offline") => Type::Offline,
        Some(_) | None => Type::Online,
    };
    let wrong = match kind {
        Type::Offline => "online",
        Type::Online => "offline",
    };
    if given.has(wrong) {
        let message = format!(
            "`{}` can only be used when the type is `{wrong}`.",
            name(&format!("[{wrong}]"))
        );
        return Err(ApiError::refused(message).param(name(&format!("[{wrong}]"))));
    }
    let online = given.hash("online");
    if let Some(address) = online.and_then(|online| online.text("ip_address"))
        && address.parse::<IpAddr>().is_err()
    {
        let refused = ApiError::refused(format!("Invalid IP address: {address}"));
        return Err(refused.param(name("[online][ip_address]")));
    }
    if kind == Type::Online && !from_browser {
        for part in ["ip_address", "user_agent"] {
            if online.and_then(|online| online.text(part)).is_none() {
                return Err(ApiError::parameter_missing(name(&format!("[online][{part}]"))));
            }
        }
    }
    let accepted_at = match given.int("accepted_at") {
        Some(at) if at > now.seconds() => {
            let refused = ApiError::refused("The acceptance of a mandate cannot be in the future.");
            return Err(refused.param(name("[accepted_at]")));
        }
        Some(at) => Timestamp::from_seconds(at),
        None => now,
    };
    let text = |part: &str| online.and_then(|online| online.text(part)).map(str::to_owned);
    Ok(Acceptance {
        accepted_at: Some(accepted_at),
        offline: (kind == Type::Offline).then(Offline::default),
        online: (kind == Type::Online).then(|| Online {
            ip_address: text("ip_address"),
            user_agent: text("user_agent"),
        }),
        r#type: kind,
    })
}

#[cfg(test)]
mod tests {
    use wire::form::Form;

    use super::*;

    #[test]
    fn an_acceptance_says_how_and_from_where() {
        let table = crate::table!("../payment_intents/confirm.params");
        let online = "&mandate_data[customer_acceptance][online]";
        let at = "mandate_data[customer_acceptance]";
        for (form, from_browser, expected) in [
            (
                format!("{at}[type]=offline"),
                false,
                Ok("{\"accepted_at\":9,\"offline\":{},\"type\":\"offline\"}"),
            ),
            (
                format!("{at}[type]=online{online}[ip_address]=203.0.113.7{online}[user_agent]=x&{at}[accepted_at]=5"),
                false,
                Ok(
                    "{\"accepted_at\":5,\"online\":{\"ip_address\":\"203.0.113.7\",\"user_agent\":\"x\"},\"type\":\"online\"}",
                ),
            ),
            (
                format!("{at}[type]=online"),
                true,
                Ok("{\"accepted_at\":9,\"online\":{\"ip_address\":null,\"user_agent\":null},\"type\":\"online\"}"),
            ),
            (format!("{at}[type]=online"), false, Err("[online][ip_address]")),
            (
                format!("{at}[type]=online{online}[ip_address]=::1"),
                false,
                Err("[online][user_agent]"),
            ),
            (
                format!("{at}[type]=online{online}[ip_address]=here"),
                true,
                Err("[online][ip_address]"),
            ),
            (
                format!("{at}[type]=offline{online}[user_agent]=x"),
                false,
                Err("[online]"),
            ),
            (
                format!("{at}[type]=offline&{at}[accepted_at]=10"),
                false,
                Err("[accepted_at]"),
            ),
        ] {
            let params = table
                .check(&Form::parse(form.as_bytes()).unwrap(), "2026-10-28.endive")
                .unwrap();
            let given = params
                .hash("mandate_data")
                .unwrap()
                .hash("customer_acceptance")
                .unwrap();
            let found = decide(given, Timestamp::from_seconds(9), from_browser);
            match (found, expected) {
                (Ok(found), Ok(expected)) => assert_eq!(serde_json::to_string(&found).unwrap(), expected, "{form}"),
                (Err(error), Err(param)) => {
                    assert_eq!(error.param_str(), Some(format!("{at}{param}").as_str()), "{form}")
                }
                (found, expected) => panic!("{form}: {found:?} instead of {expected:?}"),
            }
        }
    }
}
