//! Opening: the folder's lock, the connection's settings, migrations, backups.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::{Dialect, MIGRATIONS, StoreError, latest_version, statements};

/// Why the store could not be opened; each text is the one line that `florin serve` prints.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("cannot use the data folder {}: {source}", path.display())]
    Folder { path: PathBuf, source: std::io::Error },
    #[error("another florin process is using the data folder {}; stop it or choose another --data-dir", path.display())]
    InUse { path: PathBuf },
    #[error("cannot open the database {}: {source}", path.display())]
    Database { path: PathBuf, source: rusqlite::Error },
    #[error(
        "the database {} was written by a newer florin (schema {found}, this one knows {known}); use that version",
        path.display()
    )]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("cannot start the writer: {0}")]
    Thread(std::io::Error),
}

/// Takes the folder for this process. The lock goes when the process does, however it ends.
pub(super) fn lock(folder: &Path) -> Result<File, OpenError> {
    let failed = |source| OpenError::Folder {
        path: folder.to_owned(),
        source,
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(folder.join("lock"))
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse {
            path: folder.to_owned(),
        }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

pub(super) fn migrated(path: &Path) -> Result<Connection, OpenError> {
    let failed = |source| OpenError::Database {
        path: path.to_owned(),
        source,
    };
    let mut connection = Connection::open(path).map_err(failed)?;
    settings(&connection).map_err(failed)?;
    connection.execute_batch("pragma cache_size = -65536").map_err(failed)?;
    let found: i64 = connection
        .query_row("pragma user_version", [], |row| row.get(0))
        .map_err(failed)?;
    if found > latest_version() {
        return Err(OpenError::Newer {
            path: path.to_owned(),
            found,
            known: latest_version(),
        });
    }
    for migration in MIGRATIONS.iter().filter(|migration| migration.number > found) {
        let transaction = connection.transaction().map_err(failed)?;
        for statement in statements(migration, Dialect::Sqlite) {
            transaction.execute_batch(&statement).map_err(failed)?;
        }
        transaction
            .pragma_update(None, "user_version", migration.number)
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
    }
    Ok(connection)
}

fn settings(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory; \
         pragma busy_timeout = 5000; pragma foreign_keys = off;",
    )?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(())
}

pub(super) fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.execute_batch("pragma cache_size = -8192; pragma busy_timeout = 5000; pragma temp_store = memory;")?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// `vacuum into` reads one snapshot while others write.
pub(super) fn backup(from: &Path, to: &Path) -> Result<(), StoreError> {
    let connection = reader(from).map_err(super::unavailable)?;
    connection
        .execute("vacuum into ?1", [to.to_string_lossy()])
        .map_err(super::unavailable)?;
    let synced = File::open(to).and_then(|file| file.sync_all());
    synced.map_err(|error| StoreError::Unavailable {
        reason: format!("{}: {error}", to.display()),
    })
}
