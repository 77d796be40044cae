//! Where settings come from: a flag wins over its variable, the variable over the file, the file over the default.

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Format as _, Serialized, Toml};
use serde::{Deserialize, Serialize};

use super::{LogFormat, Settings, SettingsError};

/// The file that is read when none is named, if it is there.
const FILE: &str = "florin.toml";
const PREFIX: &str = "FLORIN_";

/// Settings as they were given, each in its own words. The names are those of the flags, of the variables (in capitals,
/// behind `FLORIN_`) and of the file's keys.
#[derive(Clone, Default, Serialize, Deserialize, clap::Args)]
#[serde(default)]
pub struct Given {
    /// Address and port to listen on; port 0 takes any free one [default: 127.0.0.1:12111]
    #[arg(long, value_name = "ADDRESS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
    /// Where shoppers' browsers reach this server [default: from --listen]
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// Folder of the database and the vault's key file [default: ./florin-data]
    #[arg(long, value_name = "FOLDER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_dir: Option<PathBuf>,
    /// postgres://… instead of the embedded database; several processes may share it
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<String>,
    /// Keep everything in a temporary folder that is removed at the end
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ephemeral: Option<bool>,
    /// Fill an empty account with a demo shop
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demo: Option<bool>,
    /// Seconds that "a moment later" takes; 0 for tests [default: 2]
    #[arg(long, value_name = "SECONDS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub async_delay: Option<f64>,
    /// Deliver webhooks to private addresses [default: only while listening on loopback]
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_private_webhooks: Option<bool>,
    /// Accept card numbers in API calls in test mode [default: true]
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_card_numbers: Option<bool>,
    /// Country of the account that the first start creates, two letters [default: US]
    #[arg(long, value_name = "CODE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Currency of that account, three letters [default: that of the country]
    #[arg(long, value_name = "CODE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_currency: Option<String>,
    /// Log lines as text or JSON [default: text]
    #[arg(long, value_enum, value_name = "FORMAT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_format: Option<LogFormat>,
    /// Ids inside the card frames: legacy, current or auto [default: auto, by the script's release train]
    #[arg(long, value_name = "PROFILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dom_profile: Option<String>,
    /// Show a checkbox for Link that does nothing: off or compat [default: off in the Payment Element]
    #[arg(long, value_name = "MODE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_checkbox: Option<String>,
    /// How deep the 3-D Secure page is nested: current or old [default: current]
    #[arg(long, value_name = "MODE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub three_ds_nesting: Option<String>,
    /// What the addresses of hosted pages begin with [default: the public URL]
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checkout_base_url: Option<String>,
    /// Offer a wallet of the sandbox's own in test mode [default: false]
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_wallet: Option<bool>,
    /// Serve the browser side from this folder instead of the one in the binary
    #[arg(long, value_name = "FOLDER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web_dir: Option<PathBuf>,
    /// Serve with TLS too, for the original's host names as well [default: false]
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<bool>,
    /// Where TLS is served [default: port 443 of the listener's address]
    #[arg(long, value_name = "ADDRESS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_listen: Option<String>,
    /// Where the local certificate authority is kept [default: ./florin-certs]
    #[arg(long, value_name = "FOLDER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_dir: Option<PathBuf>,
    /// Certificate chain of your own, in PEM; with --tls-key
    #[arg(long, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_cert: Option<PathBuf>,
    /// Private key of your own certificate, in PEM
    #[arg(long, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_key: Option<PathBuf>,
    // Not flags: a command line is seen by everyone on the machine.
    #[arg(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_key: Option<String>,
    #[arg(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publishable_key: Option<String>,
    #[arg(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_secret: Option<String>,
}

const NAMES: &[&str] = &[
    "allow_private_webhooks",
    "async_delay",
    "checkout_base_url",
    "country",
    "data_dir",
    "database_url",
    "default_currency",
    "demo",
    "dom_profile",
    "ephemeral",
    "link_checkbox",
    "listen",
    "log_format",
    "public_url",
    "publishable_key",
    "raw_card_numbers",
    "secret_key",
    "test_wallet",
    "three_ds_nesting",
    "tls",
    "tls_cert",
    "tls_dir",
    "tls_key",
    "tls_listen",
    "web_dir",
    "webhook_secret",
];

/// Reads all sources. `config` is the file that a flag names; without it, `florin.toml` of the working folder counts if
/// it is there.
pub fn load(flags: &Given, config: Option<&Path>) -> Result<Settings, SettingsError> {
    let variables: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    merge(flags, &variables, config).and_then(super::check::checked)
}

/// The sources in one, the strongest last.
pub(super) fn merge(
    flags: &Given,
    variables: &[(String, String)],
    config: Option<&Path>,
) -> Result<Given, SettingsError> {
    let mut figment = Figment::new();
    if let Some(text) = file(config)? {
        let path = config.unwrap_or(Path::new(FILE));
        known(&text, path)?;
        figment = figment.merge(Toml::string(&text));
    }
    // A variable that is set to nothing counts as not set: this is how shells and CI files unset one.
    for (name, value) in variables {
        let name = name.strip_prefix(PREFIX).map(str::to_ascii_lowercase);
        if let Some(name) = name.filter(|name| NAMES.contains(&name.as_str()) && !value.is_empty()) {
            figment = figment.merge(variable(&name, value)?);
        }
    }
    let given = figment.merge(Serialized::defaults(flags)).extract();
    given.map_err(|error| SettingsError::Source(explained(&error)))
}

/// Only the switches and the delay are anything but text, so `FLORIN_SECRET_KEY=1` stays the text it is.
fn variable(name: &str, value: &str) -> Result<Serialized<figment::value::Value>, SettingsError> {
    let wrong = |expected| {
        Err(SettingsError::Source(format!(
            "{PREFIX}{} must be {expected}, not {value:?}",
            name.to_ascii_uppercase()
        )))
    };
    let value: figment::value::Value = match name {
        "ephemeral" | "demo" | "allow_private_webhooks" | "raw_card_numbers" | "test_wallet" | "tls" => match value {
            "1" | "true" | "yes" | "on" => true.into(),
            "0" | "false" | "no" | "off" => false.into(),
            _ => return wrong("true or false"),
        },
        "async_delay" => match value.parse::<f64>() {
            Ok(seconds) => seconds.into(),
            Err(_) => return wrong("a number of seconds"),
        },
        _ => value.into(),
    };
    Ok(Serialized::default(name, value))
}

fn file(config: Option<&Path>) -> Result<Option<String>, SettingsError> {
    let path = config.unwrap_or(Path::new(FILE));
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if config.is_none() && error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SettingsError::File {
            path: path.to_owned(),
            reason: source.to_string(),
        }),
    }
}

/// A misspelt key would be a setting that silently does nothing.
fn known(text: &str, path: &Path) -> Result<(), SettingsError> {
    let wrong = |reason: String| SettingsError::File {
        path: path.to_owned(),
        reason,
    };
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error
            .span()
            .map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
        wrong(format!("line {line}: {}", error.message()))
    })?;
    match table.keys().find(|key| !NAMES.contains(&key.as_str())) {
        Some(key) => Err(wrong(format!(
            "there is no setting {key}; known are {}",
            NAMES.join(", ")
        ))),
        None => Ok(()),
    }
}

/// One line, naming the setting and where it came from.
fn explained(error: &figment::Error) -> String {
    let setting = error.path.join(".");
    format!("{setting}: {}", error.kind)
}
