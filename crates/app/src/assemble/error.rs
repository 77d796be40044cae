//! Why the server does not start. Each text is the one line that the operator sees.

use std::io;
use std::net::SocketAddr;

use db::{CommitError, OpenError, StoreError};

use crate::settings::SettingsError;

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("cannot write to the database: {0}")]
    Commit(#[from] CommitError),
    #[error("cannot make a temporary folder: {0}")]
    Temporary(io::Error),
    #[error("port {} of {} is in use; stop what listens there or choose another --listen", address.port(), address.ip())]
    PortInUse { address: SocketAddr },
    #[error(transparent)]
    Certs(#[from] crate::certs::CertsError),
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error(transparent)]
    VaultKey(#[from] acquiring::vault::SourceError),
    #[error("the vault: {0}")]
    Vault(#[from] acquiring::vault::Error),
    #[error(
        "the vault's master key is missing: the database has sealed cards, and {file} is not there; restore it from \
         where you keep its copy, or set FLORIN_VAULT_KEY"
    )]
    VaultKeyMissing { file: String },
    #[error(
        "the vault's master key does not open this database's data keys; restore the key that belongs to it ({file} or \
         FLORIN_VAULT_KEY)"
    )]
    VaultKeyWrong { file: String },
    #[error("{variable} is a key of another account or of another kind already; choose another one")]
    KeyTaken { variable: &'static str },
}
