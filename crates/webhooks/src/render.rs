//! The body of a delivery: the event in the endpoint's version, printed over several lines.

use std::sync::Arc;

use bytes::Bytes;
use resources::events::Event;
use wire::access::{Account, Caller};
use wire::ctx::Ctx;
use wire::expand::Paths;
use wire::versions::Version;
use wire::{ApiError, App};

/// What every delivery carries beside its signature.
pub const HEADERS: &[(&str, &str)] = &[
    ("content-type", "application/json; charset=utf-8"),
    ("user-agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)"),
    ("accept", "*/*; q=0.5, application/xml"),
    ("cache-control", "no-cache"),
];

/// How an event is shown to who receives it.
pub struct Shown<'a> {
    pub version: &'a str,
    /// `pending_webhooks`.
    pub pending: usize,
    /// Whether the event says whose it is: to an endpoint that gets those of several accounts.
    pub names_account: bool,
}

pub async fn body(app: &Arc<App>, account: &Arc<Account>, event: &Event, shown: &Shown<'_>) -> Result<Bytes, ApiError> {
    let version = shown.version;
    let named = shown.names_account.then_some(account.id.as_str());
    let mut value = event.to_value(version, shown.pending, named)?;
    if version != Version::NEWEST.as_str() {
        // The event brings its own version; what older shapes show beside the object is loaded as it is now.
        let caller = Caller::system(account.clone(), event.scope.livemode());
        let ctx = Ctx::background(app, &caller);
        let versions = &app.registry.versions;
        let loaded = versions.load(&ctx, &value, &Paths::default()).await?;
        versions.downgrade(Version::NEWEST, &mut value, &loaded);
    }
    let pretty = serde_json::to_vec_pretty(&value).expect("values serialize");
    Ok(pretty.into())
}
