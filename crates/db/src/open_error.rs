//! Why a store could not be opened; each text is the one line that `florin serve` prints.

use std::path::PathBuf;

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
    #[error("cannot start the writer: {0}")]
    Thread(std::io::Error),
}
