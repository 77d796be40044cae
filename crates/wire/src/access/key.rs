//! API keys: random, stored as hashes, shown once.

use db::{Cell, Record, Table, global_unique, text};
use kernel::ids::ApiKeyId;
use kernel::{Chance, Key, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Rows live in the scope (account and mode) that the key opens.
pub static API_KEYS: Table = Table {
    name: "api_keys",
    columns: &[text("hash"), text("kind")],
    indexes: &[global_unique("hash", &[0])],
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    Secret,
    Publishable,
    Restricted,
}

/// A key without its secret: SHA-256 is enough for 590 random bits, and fast enough for every request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub hash: String,
    /// What lists and errors show of the secret.
    pub last4: String,
    pub kind: KeyKind,
    pub name: Option<String>,
    pub livemode: bool,
    pub created: Timestamp,
    /// From here on the key is refused as expired.
    pub expires_at: Option<Timestamp>,
    /// Names of permissions; only for restricted keys.
    pub permissions: Vec<String>,
}

impl KeyKind {
    pub fn name(self) -> &'static str {
        match self {
            KeyKind::Secret => "secret",
            KeyKind::Publishable => "publishable",
            KeyKind::Restricted => "restricted",
        }
    }

    pub fn prefix(self, livemode: bool) -> &'static str {
        match (self, livemode) {
            (KeyKind::Secret, false) => "sk_test_",
            (KeyKind::Secret, true) => "sk_live_",
            (KeyKind::Publishable, false) => "pk_test_",
            (KeyKind::Publishable, true) => "pk_live_",
            (KeyKind::Restricted, false) => "rk_test_",
            (KeyKind::Restricted, true) => "rk_live_",
        }
    }

    /// What a given key's text says it is; `None` if it says nothing.
    pub fn of(text: &str) -> Option<(KeyKind, bool)> {
        let kinds = [KeyKind::Secret, KeyKind::Publishable, KeyKind::Restricted];
        let all = kinds.into_iter().flat_map(|kind| [(kind, false), (kind, true)]);
        all.into_iter()
            .find(|(kind, livemode)| text.starts_with(kind.prefix(*livemode)))
    }
}

/// The text of a new key.
pub fn new_secret(kind: KeyKind, livemode: bool, chance: &Chance) -> String {
    let mut text = kind.prefix(livemode).to_owned();
    chance.push_alphanumeric(&mut text, 99);
    text
}

/// What is stored of a key, and what it is looked up by.
pub fn hash(key: &str) -> String {
    hex::encode(Sha256::digest(key.as_bytes()))
}

impl Record for ApiKey {
    type Private = ();

    fn table() -> &'static Table {
        &API_KEYS
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<Cell> {
        vec![self.hash.as_str().into(), self.kind.name().into()]
    }
}
