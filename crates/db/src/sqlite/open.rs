//! Opening: the folder's lock, the connection's settings, migrations, backups.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::{Dialect, MIGRATIONS, OpenError, StoreError, latest_version, statements};

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
    let failed = |error: rusqlite::Error| failed(path, &error);
    let mut connection = Connection::open(path).map_err(failed)?;
    settings(&connection).map_err(failed)?;
    connection.execute_batch("pragma cache_size = -16384").map_err(failed)?;
    let found: i64 = connection
        .query_row("pragma user_version", [], |row| row.get(0))
        .map_err(failed)?;
    if found > latest_version() {
        return Err(OpenError::Newer {
            name: path.display().to_string(),
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

/// A database that is there and of this version, for commands that run beside a server and migrate nothing.
pub(super) fn existing(path: &Path) -> Result<Connection, OpenError> {
    is_there(path)?;
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    );
    let connection = connection.map_err(|error| failed(path, &error))?;
    settings(&connection).map_err(|error| failed(path, &error))?;
    is_current(path, &connection)?;
    Ok(connection)
}

/// A reader whose transaction never ends: it goes on seeing what is there now.
pub(super) fn frozen(path: &Path) -> Result<Connection, OpenError> {
    is_there(path)?;
    let connection = reader(path).map_err(|error| failed(path, &error))?;
    // The first read in the transaction pins what is seen.
    connection
        .execute_batch("begin")
        .map_err(|error| failed(path, &error))?;
    is_current(path, &connection)?;
    let pinned: rusqlite::Result<i64> =
        connection.query_row("select count(*) from sqlite_master", [], |row| row.get(0));
    pinned.map_err(|error| failed(path, &error))?;
    Ok(connection)
}

fn is_there(path: &Path) -> Result<(), OpenError> {
    match path.exists() {
        true => Ok(()),
        false => Err(OpenError::Database {
            name: path.display().to_string(),
            reason: "it is not there".into(),
        }),
    }
}

fn is_current(path: &Path, connection: &Connection) -> Result<(), OpenError> {
    let found: i64 = connection
        .query_row("pragma user_version", [], |row| row.get(0))
        .map_err(|error| failed(path, &error))?;
    crate::open_error::is_current(path.display().to_string(), found)
}

fn failed(path: &Path, error: &rusqlite::Error) -> OpenError {
    OpenError::Database {
        name: path.display().to_string(),
        reason: error.to_string(),
    }
}

/// Checkpoints are SQLite's own, by the writer after each 1,000 pages of log: a thread that made them beside
/// it gained up to a sixth in commits, but its syncs delayed the writer's (p99 10 ms against 9, and 36
/// against 16 in a large database).
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
