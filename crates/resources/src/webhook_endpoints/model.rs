//! A webhook endpoint as the API shows it, and its signing secrets.

use std::time::Duration;

use kernel::Timestamp;
use kernel::ids::WebhookEndpointId;
use serde::{Deserialize, Serialize};

use super::SigningSecret;
use crate::parts::{Metadata, Tag, tags};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WebhookEndpoint {
    pub id: WebhookEndpointId,
    pub object: Tag<tags::WebhookEndpoint>,
    /// The version that its events are shown in; null for the account's.
    pub api_version: Option<String>,
    pub application: Option<String>,
    pub created: Timestamp,
    pub description: Option<String>,
    pub enabled_events: Vec<String>,
    pub livemode: bool,
    pub metadata: Metadata,
    pub status: Status,
    pub url: String,
    #[serde(skip)]
    pub private: Private,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Enabled,
    Disabled,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    /// `whsec_` and 32 characters.
    pub secret: SigningSecret,
    /// The one before it, while both sign.
    pub retired: Option<RetiredSecret>,
    /// It gets the events of the accounts that its account made, and not those of its own.
    pub connect: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetiredSecret {
    pub secret: SigningSecret,
    /// The machine's time, as that of signatures.
    pub until: Timestamp,
}

/// A secret that was rolled signs for at most this long.
const ROLL_MAX: Duration = Duration::from_secs(24 * 3_600);
/// Every type but those that must be asked for by name.
const ALL: &str = "*";
/// Which types these are is not published; this one waits for an answer, so nobody wants it by accident.
const EXPLICIT: &[&str] = &["issuing_authorization.request"];

impl WebhookEndpoint {
    pub fn is_enabled(&self) -> bool {
        self.status == Status::Enabled
    }

    /// Whether it is about events of its own account, or of those that its account made.
    pub fn is_about(&self, own: bool) -> bool {
        own != self.private.connect
    }

    /// Whether it wants events of this type.
    pub fn wants(&self, event: &str) -> bool {
        let all = |wanted: &str| wanted == ALL && !EXPLICIT.contains(&event);
        self.enabled_events.iter().any(|wanted| wanted == event || all(wanted))
    }

    /// A new secret signs from now on, the present one beside it until `expires`, at most 24 hours.
    pub fn roll(&mut self, secret: SigningSecret, expires: Timestamp, now: Timestamp) {
        let until = expires.min(now.plus(ROLL_MAX));
        let before = std::mem::replace(&mut self.private.secret, secret);
        self.private.retired = (until > now).then_some(RetiredSecret { secret: before, until });
    }

    /// The secrets that sign at a moment of the machine's time, newest first.
    pub fn secrets(&self, now: Timestamp) -> impl Iterator<Item = &SigningSecret> {
        let retired = self.private.retired.as_ref().filter(|retired| retired.until > now);
        let retired = retired.map(|retired| &retired.secret);
        std::iter::once(&self.private.secret).chain(retired)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SigningSecret {
        serde_json::from_value(text.into()).unwrap()
    }

    fn endpoint(events: &[&str]) -> WebhookEndpoint {
        WebhookEndpoint {
            id: WebhookEndpointId::parse("we_100000000000000000000000").unwrap(),
            object: Tag::default(),
            api_version: None,
            application: None,
            created: Timestamp::from_seconds(0),
            description: None,
            enabled_events: events.iter().map(|event| (*event).to_owned()).collect(),
            livemode: false,
            metadata: Metadata::default(),
            status: Status::Enabled,
            url: "https://example.com".into(),
            private: Private {
                secret: secret("a"),
                retired: None,
                connect: false,
            },
        }
    }

    #[test]
    fn an_endpoint_gets_what_it_asked_for() {
        let cases = [
            (&["*"][..], "charge.succeeded", true),
            (&["*"], "issuing_authorization.request", false),
            (
                &["issuing_authorization.request"],
                "issuing_authorization.request",
                true,
            ),
            (&["charge.succeeded"], "charge.failed", false),
            (&["charge.succeeded", "charge.failed"], "charge.failed", true),
            (&[], "charge.failed", false),
        ];
        for (events, event, wanted) in cases {
            assert_eq!(endpoint(events).wants(event), wanted, "{events:?} {event}");
        }
    }

    #[test]
    fn a_rolled_secret_signs_until_it_expires_and_a_day_at_most() {
        let now = Timestamp::from_seconds(1_000);
        let signing = |endpoint: &WebhookEndpoint, at| -> Vec<SigningSecret> {
            let secrets = endpoint.secrets(Timestamp::from_seconds(at));
            secrets.cloned().collect()
        };
        let mut rolled = endpoint(&[]);
        rolled.roll(secret("b"), Timestamp::from_seconds(1_000_000), now);
        assert_eq!(signing(&rolled, 1_000 + 86_399), [secret("b"), secret("a")]);
        assert_eq!(signing(&rolled, 1_000 + 86_400), [secret("b")]);
        rolled.roll(secret("c"), now, now);
        assert_eq!(signing(&rolled, 1_000), [secret("c")]);
    }
}
