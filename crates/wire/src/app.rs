//! What all requests and workers share.

use std::sync::Arc;
use std::time::Duration;

use acquiring::cards::FingerprintKey;
use acquiring::vault::Vault;
use db::{Change, CommitError, Store};
use kernel::{Chance, Clock, Ids, Timestamp};
use tokio::sync::Notify;

use crate::access::Directory;
use crate::faults::Faults;
use crate::idempotency::InFlight;
use crate::outside::Acquirers;
use crate::remembered::Remembered;
use crate::resource::Registry;

/// The assembled product, without its listeners.
pub struct App {
    pub store: Arc<dyn Store>,
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<Chance>,
    pub ids: Ids,
    pub directory: Directory,
    pub registry: Registry,
    pub vault: Vault,
    pub fingerprints: FingerprintKey,
    /// Of the installation, the same in every process: for what is derived and must not be guessed.
    pub secret: [u8; 32],
    pub settings: Settings,
    pub wake: Wake,
    pub in_flight: InFlight,
    pub remembered: Remembered,
    pub faults: Faults,
    pub acquirers: Acquirers,
}

/// What the operator set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where browsers reach this server, without a slash at the end.
    pub public_url: String,
    /// How long "later" takes where the original takes about two seconds.
    pub async_delay: Duration,
    /// Whether card numbers may be sent to the API itself, outside Florin's own frames.
    pub raw_card_numbers: bool,
    /// Whether webhooks may go to private addresses.
    pub allow_private_webhooks: bool,
    /// The signing secret that was fixed by the operator, for the first account's forwarding of webhooks.
    pub webhook_secret: Option<String>,
    pub browser: BrowserSettings,
}

/// What pages in browsers look like to the tests that merchants already have.
#[derive(Clone, Debug)]
pub struct BrowserSettings {
    /// Ids inside frames: `legacy`, `current`, or `auto` for what the script's release train had.
    pub dom_profile: &'static str,
    /// `off` or `compat`; each page has a default of its own.
    pub link_checkbox: Option<&'static str>,
    /// Frames around the 3-D Secure page: `current`, or `old` for one more.
    pub three_ds_nesting: &'static str,
    /// What addresses of hosted pages begin with, if not with the public URL.
    pub checkout_base_url: Option<String>,
    pub test_wallet: bool,
}

impl Default for BrowserSettings {
    fn default() -> BrowserSettings {
        BrowserSettings {
            dom_profile: "auto",
            link_checkbox: None,
            three_ds_nesting: "current",
            checkout_base_url: None,
            test_wallet: false,
        }
    }
}

/// Tells workers that a commit left them something to do.
#[derive(Default)]
pub struct Wake {
    pub outbox: Notify,
    /// Somebody other than the dispatcher wrote deliveries: an event is to be sent again.
    pub deliveries: Notify,
    pub timers: Notify,
}

impl App {
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Commits and wakes whom it concerns.
    pub async fn commit(&self, change: Change) -> Result<(), CommitError> {
        let writes_to = |table: &str| change.writes.iter().any(|write| write.table.name == table);
        let (outbox, timers) = (writes_to("outbox"), writes_to("timers"));
        let deliveries = writes_to("deliveries");
        let outcome = self.store.commit(change).await;
        metrics::counter!("florin_commits_total", "outcome" => outcome_name(&outcome)).increment(1);
        outcome?;
        if outbox {
            self.wake.outbox.notify_one();
        }
        if timers {
            self.wake.timers.notify_one();
        }
        if deliveries {
            self.wake.deliveries.notify_one();
        }
        Ok(())
    }
}

fn outcome_name(outcome: &Result<(), CommitError>) -> &'static str {
    match outcome {
        Ok(()) => "committed",
        Err(CommitError::Conflict) => "conflict",
        Err(CommitError::Duplicate { .. }) => "duplicate",
        Err(CommitError::Refused { .. }) => "refused",
        Err(CommitError::Failed(_)) => "failed",
        Err(CommitError::Unknown(_)) => "unknown",
    }
}
