//! The card vault: the only place where card numbers and security codes exist, and their encryption at rest. It seals
//! other secrets of the installation as well, such as the keys that sign webhooks.
//!
//! ```text
//! master key (file, environment or command)  wraps  data key (a row)  seals  PAN, CVC, secrets (rows)
//! ```
//!
//! The caller keeps the rows; everything here is a function of its arguments, except that keys are drawn from the
//! system's generator and nonces come from the caller's `Chance`, which in production must be the system's too: a nonce
//! used twice under one key reveals both plaintexts. Rotating the master key re-wraps the few data keys and touches no card. Every ciphertext is bound
//! to its place (scope, row, kind), so a row copied elsewhere does not open. Errors never contain a secret.

mod key_file;
mod keys;
mod master;
mod seal;
mod secrets;

pub use key_file::{KeySource, SourceError, VARIABLE};
pub use keys::{DataKey, KeyPurpose, WrappedKey};
pub use master::{KeyRing, MasterKey};
pub use seal::{CVC_LIFETIME_SECONDS, Place, Vault};
pub use secrets::{Cvc, Pan, Secret};

/// Why something did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the sealed value is damaged, or belongs to another row")]
    NotAuthentic,
    #[error("the sealed value has a format that this version does not know")]
    UnknownFormat,
    #[error("the data key {0} is not in the vault")]
    UnknownDataKey(u32),
    #[error("the data key was wrapped by a master key that is not in the ring")]
    UnknownMasterKey,
    #[error("a key of another purpose was given")]
    WrongPurpose,
    #[error("the security code is past its time")]
    Expired,
    #[error("the system's random generator or cipher failed")]
    Cipher,
}

/// Draws a key from the system's generator, the one place that does.
fn random_key() -> Result<zeroize::Zeroizing<[u8; 32]>, Error> {
    let mut bytes = zeroize::Zeroizing::new([0; 32]);
    aws_lc_rs::rand::fill(bytes.as_mut_slice()).map_err(|_| Error::Cipher)?;
    Ok(bytes)
}
