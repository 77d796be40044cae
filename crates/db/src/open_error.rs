//! Why a store could not be opened; each text is the one line that `florin serve` prints.

use std::path::PathBuf;

use crate::latest_version;

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("cannot use the data folder {}: {source}", path.display())]
    Folder { path: PathBuf, source: std::io::Error },
    #[error("another florin process is using the data folder {}; stop it or choose another --data-dir", path.display())]
    InUse { path: PathBuf },
    /// `name` is the file's path, or host and database, never the password.
    #[error("cannot open the database {name}: {reason}")]
    Database { name: String, reason: String },
    #[error(
        "the database {name} was written by a newer florin (schema {found}, this one knows {known}); use that version"
    )]
    Newer { name: String, found: i64, known: i64 },
    #[error(
        "the database {name} was written by an older florin (schema {found}, this one knows {known}); stop the server \
         and run florin migrate"
    )]
    Older { name: String, found: i64, known: i64 },
    #[error("cannot start the writer: {0}")]
    Thread(std::io::Error),
}

/// Whether commands that migrate nothing can work on a database of schema `found`.
pub(crate) fn is_current(name: String, found: i64) -> Result<(), OpenError> {
    let known = latest_version();
    match found.cmp(&known) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(OpenError::Newer { name, found, known }),
        std::cmp::Ordering::Less => Err(OpenError::Older { name, found, known }),
    }
}
