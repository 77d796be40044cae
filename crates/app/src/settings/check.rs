//! Whether settings make sense, each on its own and together. What does not is refused with one line that says what to do.

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;
use std::time::Duration;

use kernel::Currency;
use wire::access::KeyKind;
use wire::app::BrowserSettings;

use super::{DataFolder, FixedKeys, Given, Limits, Settings, Tls};
use crate::certs::{self, Identity};
use crate::country;

const LISTEN: &str = "127.0.0.1:12111";
/// The one that programs use which are told only a host.
const TLS_PORT: u16 = 443;
const DATA_FOLDER: &str = "./florin-data";
const ASYNC_DELAY_SECONDS: f64 = 2.0;
const ASYNC_DELAY_SECONDS_MAX: f64 = 86_400.0;

/// Why the server does not start; each is one line for the operator.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("{}: {reason}", path.display())]
    File { path: PathBuf, reason: String },
    #[error("{0}")]
    Source(String),
    #[error("cannot listen on {given:?}: give an address and a port, as in {LISTEN}")]
    Listen { given: String },
    #[error("the URL {given:?} must be http:// or https:// and a host, without a path")]
    PublicUrl { given: String },
    #[error("the database URL must begin with postgres:// or postgresql://")]
    DatabaseUrl,
    #[error("--ephemeral keeps everything in a temporary folder: leave out {other}")]
    EphemeralWith { other: &'static str },
    #[error("the async delay must be from 0 to {ASYNC_DELAY_SECONDS_MAX} seconds, not {given}")]
    AsyncDelay { given: f64 },
    #[error(
        "{variable} must begin with {prefix} and go on with letters, digits or underscores, 255 characters at most"
    )]
    Key {
        variable: &'static str,
        prefix: &'static str,
    },
    #[error("there is no account country {given:?}; known are {}", country::codes())]
    Country { given: String },
    #[error("{setting} must be one of {known}, not {given:?}")]
    Word {
        setting: &'static str,
        given: String,
        known: String,
    },
    #[error("--tls-cert and --tls-key belong together: give both, or neither for the local certificate authority")]
    HalfOfAPair,
    #[error("there is no currency {given:?}; give its three letters, as in usd")]
    Currency { given: String },
}

pub(super) fn checked(given: Given) -> Result<Settings, SettingsError> {
    let country = country(given.country)?;
    let address = listen(given.listen.as_deref().unwrap_or(LISTEN))?;
    let identity = identity(given.tls_dir, given.tls_cert, given.tls_key)?;
    let tls_listen = given.tls_listen.as_deref().map(listen).transpose()?;
    Ok(Settings {
        listen: address,
        tls: given.tls.unwrap_or(false).then(|| Tls {
            listen: tls_listen.unwrap_or(SocketAddr::new(address.ip(), TLS_PORT)),
            identity,
        }),
        public_url: given.public_url.map(public_url).transpose()?,
        data: data(
            given.ephemeral.unwrap_or(false),
            given.data_dir,
            given.database_url.as_deref(),
        )?,
        database_url: given.database_url.map(database_url).transpose()?,
        demo: given.demo.unwrap_or(false),
        async_delay: async_delay(given.async_delay.unwrap_or(ASYNC_DELAY_SECONDS))?,
        allow_private_webhooks: given.allow_private_webhooks,
        raw_card_numbers: given.raw_card_numbers.unwrap_or(true),
        currency: currency(given.default_currency, &country)?,
        country,
        keys: FixedKeys {
            secret: key(given.secret_key, "FLORIN_SECRET_KEY", KeyKind::Secret.prefix(false))?,
            publishable: key(
                given.publishable_key,
                "FLORIN_PUBLISHABLE_KEY",
                KeyKind::Publishable.prefix(false),
            )?,
            webhook: key(given.webhook_secret, "FLORIN_WEBHOOK_SECRET", "whsec_")?,
        },
        log_format: given.log_format.unwrap_or_default(),
        browser: BrowserSettings {
            dom_profile: word(given.dom_profile, "dom_profile", &["auto", "legacy", "current"])?.unwrap_or("auto"),
            link_checkbox: word(given.link_checkbox, "link_checkbox", &["off", "compat"])?,
            three_ds_nesting: word(given.three_ds_nesting, "three_ds_nesting", &["current", "old"])?
                .unwrap_or("current"),
            checkout_base_url: given.checkout_base_url.map(public_url).transpose()?,
            test_wallet: given.test_wallet.unwrap_or(false),
        },
        web_dir: given.web_dir,
        limits: Limits::default(),
    })
}

fn identity(
    folder: Option<PathBuf>,
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
) -> Result<Identity, SettingsError> {
    match (certificate, key) {
        (Some(certificate), Some(key)) => Ok(Identity::Files { certificate, key }),
        (None, None) => Ok(Identity::Local(folder.unwrap_or_else(|| certs::FOLDER.into()))),
        _ => Err(SettingsError::HalfOfAPair),
    }
}

/// One of a few words, as they are written in the settings.
fn word(
    given: Option<String>,
    setting: &'static str,
    known: &'static [&'static str],
) -> Result<Option<&'static str>, SettingsError> {
    let Some(given) = given else { return Ok(None) };
    match known.iter().find(|word| **word == given) {
        Some(word) => Ok(Some(word)),
        None => Err(SettingsError::Word {
            setting,
            given,
            known: known.join(", "),
        }),
    }
}

fn listen(given: &str) -> Result<SocketAddr, SettingsError> {
    // A name (localhost) is resolved once, at the start.
    let found = given.to_socket_addrs().ok().and_then(|mut addresses| addresses.next());
    found.ok_or_else(|| SettingsError::Listen {
        given: given.to_owned(),
    })
}

fn public_url(given: String) -> Result<String, SettingsError> {
    let trimmed = given.trim_end_matches('/');
    let parsed: Option<http::Uri> = trimmed.parse().ok();
    let sound = parsed.is_some_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.host().is_some_and(|host| !host.is_empty())
            && matches!(uri.path(), "" | "/")
            && uri.query().is_none()
    });
    match sound {
        true => Ok(trimmed.to_owned()),
        false => Err(SettingsError::PublicUrl { given }),
    }
}

fn data(ephemeral: bool, folder: Option<PathBuf>, database: Option<&str>) -> Result<DataFolder, SettingsError> {
    match (ephemeral, folder, database) {
        (true, Some(_), _) => Err(SettingsError::EphemeralWith { other: "--data-dir" }),
        (true, None, Some(_)) => Err(SettingsError::EphemeralWith {
            other: "--database-url",
        }),
        (true, None, None) => Ok(DataFolder::Temporary),
        (false, folder, _) => Ok(DataFolder::At(folder.unwrap_or_else(|| DATA_FOLDER.into()))),
    }
}

fn database_url(given: String) -> Result<String, SettingsError> {
    match given.starts_with("postgres://") || given.starts_with("postgresql://") {
        true => Ok(given),
        // The URL is not repeated: it may hold a password.
        false => Err(SettingsError::DatabaseUrl),
    }
}

fn async_delay(seconds: f64) -> Result<Duration, SettingsError> {
    match (0.0..=ASYNC_DELAY_SECONDS_MAX).contains(&seconds) {
        true => Ok(Duration::from_secs_f64(seconds)),
        false => Err(SettingsError::AsyncDelay { given: seconds }),
    }
}

fn country(given: Option<String>) -> Result<String, SettingsError> {
    let Some(given) = given else { return Ok("US".to_owned()) };
    let code = given.to_ascii_uppercase();
    match country::currency(&code) {
        Some(_) => Ok(code),
        None => Err(SettingsError::Country { given }),
    }
}

fn currency(given: Option<String>, country: &str) -> Result<Currency, SettingsError> {
    match given {
        Some(given) => given
            .to_ascii_lowercase()
            .parse()
            .map_err(|_| SettingsError::Currency { given }),
        None => Ok(country::currency(country).unwrap_or(Currency::USD)),
    }
}

fn key(given: Option<String>, variable: &'static str, prefix: &'static str) -> Result<Option<String>, SettingsError> {
    let Some(given) = given else { return Ok(None) };
    let rest = given
        .strip_prefix(prefix)
        .filter(|rest| !rest.is_empty() && given.len() <= 255);
    let sound = rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
    match sound {
        true => Ok(Some(given)),
        false => Err(SettingsError::Key { variable, prefix }),
    }
}
