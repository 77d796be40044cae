//! What the operator set: read from flags, variables and `florin.toml`, and checked before anything starts.

mod check;
mod limits;
mod load;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use kernel::Currency;
use wire::app::BrowserSettings;

use crate::certs::Identity;

pub use check::SettingsError;
pub use limits::Limits;
pub use load::{Given, load};

/// All settings of one server, known to make sense.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Port 0 takes any free one.
    pub listen: SocketAddr,
    /// Where browsers reach the server, without a slash at the end; from the listener's address if not given.
    pub public_url: Option<String>,
    pub data: DataFolder,
    /// A PostgreSQL to use in place of the embedded database.
    pub database_url: Option<String>,
    pub demo: bool,
    pub async_delay: Duration,
    /// Whether webhooks may go to private addresses; by default only while the listener is on loopback.
    pub allow_private_webhooks: Option<bool>,
    pub raw_card_numbers: bool,
    /// The first account's: ISO 3166-1 alpha-2.
    pub country: String,
    pub currency: Currency,
    pub keys: FixedKeys,
    pub log_format: LogFormat,
    pub browser: BrowserSettings,
    /// The browser side's files, for whoever works on them; those in the binary if not given.
    pub web_dir: Option<PathBuf>,
    /// Serve with TLS too.
    pub tls: Option<Tls>,
    pub limits: Limits,
}

/// A second listener that speaks TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    pub listen: SocketAddr,
    pub identity: Identity,
}

/// Where the database and the vault's key file are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataFolder {
    At(PathBuf),
    /// Made at the start, removed at the end.
    Temporary,
}

/// Keys that are given instead of drawn, for CI.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FixedKeys {
    pub secret: Option<String>,
    pub publishable: Option<String>,
    pub webhook: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

impl Settings {
    /// For tests: a temporary folder, any free port, and what is later happens at once.
    pub fn ephemeral() -> Settings {
        Settings {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            data: DataFolder::Temporary,
            database_url: None,
            demo: false,
            async_delay: Duration::ZERO,
            allow_private_webhooks: None,
            raw_card_numbers: true,
            country: "US".to_owned(),
            currency: Currency::USD,
            keys: FixedKeys::default(),
            log_format: LogFormat::Text,
            browser: BrowserSettings::default(),
            web_dir: None,
            tls: None,
            limits: Limits::default(),
        }
    }

    pub fn allow_private_webhooks(&self) -> bool {
        self.allow_private_webhooks.unwrap_or(self.listen.ip().is_loopback())
    }
}

impl std::fmt::Debug for FixedKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FixedKeys(****)")
    }
}
