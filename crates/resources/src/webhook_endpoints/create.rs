//! `POST /v1/webhook_endpoints`: the only answer that shows the secret.

use db::Query;
use kernel::ids::WebhookEndpointId;
use serde_json::{Map, Value};
use wire::versions::Version;
use wire::{Answer, ApiError, Ctx, Params};

use super::{Private, SigningSecret, Status, WEBHOOK_ENDPOINTS, WebhookEndpoint, settings};
use crate::parts::Metadata;

/// Source: API reference, limits (unverified by observation).
const ENDPOINTS_MAX: usize = 16;
const SECRET_LENGTH: usize = 32;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let url = settings::url(ctx, params.text("url").unwrap_or_default())?;
    let api_version = params.text("api_version").map(version).transpose()?;
    let mut others = Query::newest(&WEBHOOK_ENDPOINTS, ctx.scope(), ENDPOINTS_MAX);
    others.bodies = false;
    if ctx.app.store.list(others).await?.len() >= ENDPOINTS_MAX {
        return Err(Refused::TooMany {
            livemode: ctx.livemode(),
        }
        .into());
    }
    let id: WebhookEndpointId = ctx.tx.id();
    let secret = format!("whsec_{}", ctx.app.chance.alphanumeric(SECRET_LENGTH));
    let sealed = SigningSecret::seal(ctx.app, ctx.scope(), id.key(), &secret)?;
    let endpoint = WebhookEndpoint {
        id,
        object: Default::default(),
        api_version: api_version.map(str::to_owned),
        application: None,
        created: ctx.now(),
        description: params.text("description").map(str::to_owned),
        enabled_events: settings::enabled_events(params)?.unwrap_or_default(),
        livemode: ctx.livemode(),
        metadata: Metadata::new(params),
        status: Status::Enabled,
        url,
        private: Private {
            secret: sealed,
            retired: None,
            connect: params.boolean("connect") == Some(true),
        },
    };
    let stored = ctx.tx.insert(endpoint);
    Ok(Answer::Confidential(with_secret(&stored.object, &secret)))
}

#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("You have reached the maximum of {ENDPOINTS_MAX} {} webhook endpoints.", if *.livemode { "live" } else { "test" })]
    TooMany { livemode: bool },
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> ApiError {
        match refused {
            Refused::TooMany { .. } => ApiError::refused(refused.to_string()),
        }
    }
}

/// A version that events can be shown in. Those before 2020-08-27 have a name but no shape here.
fn version(given: &str) -> Result<&'static str, ApiError> {
    let known = Version::parse(given).map(Version::as_str);
    known.ok_or_else(|| ApiError::refused(format!("Invalid Stripe API version: {given}")).param("api_version"))
}

/// The secret stands in front of the status, where the alphabet puts it.
fn with_secret(endpoint: &WebhookEndpoint, secret: &str) -> Value {
    let mut shown = Map::new();
    if let Ok(Value::Object(fields)) = serde_json::to_value(endpoint) {
        for (name, value) in fields {
            if name == "status" {
                shown.insert("secret".into(), secret.into());
            }
            shown.insert(name, value);
        }
    }
    Value::Object(shown)
}
