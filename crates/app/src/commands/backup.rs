//! `florin backup FILE`: a consistent copy of the embedded database.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use db::{Sqlite, Store as _};

use super::target::folder;
use crate::assemble::KEY_FILE;
use crate::settings::Settings;
use crate::tables;

pub async fn backup(settings: &Settings, file: &Path) -> anyhow::Result<ExitCode> {
    if settings.database_url.is_some() {
        bail!("a PostgreSQL database is backed up with its own tools, as in pg_dump --format=custom");
    }
    if file.exists() {
        bail!("{} is there already; choose another name or remove it", file.display());
    }
    let folder = folder(settings)?;
    let store = Sqlite::snapshot(folder, tables::all())?;
    // Under another name until it is complete, so that an interrupted copy is not taken for one.
    let mut partial = file.as_os_str().to_owned();
    partial.push(".partial");
    let partial = Path::new(&partial);
    let cannot = || format!("cannot write {}", partial.display());
    match fs::remove_file(partial) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error).with_context(cannot)?,
        Ok(()) | Err(_) => {}
    }
    // For its owner only, before anything is in it.
    let empty = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(partial)
        .with_context(cannot)?;
    empty
        .set_permissions(fs::Permissions::from_mode(0o600))
        .with_context(cannot)?;
    store.backup(partial).await.with_context(cannot)?;
    fs::rename(partial, file).with_context(|| format!("cannot write {}", file.display()))?;
    sync_folder(file)?;
    println!(
        "{} is a copy of the database. Card numbers in it open only with the vault's key, which is not in it:",
        file.display()
    );
    println!("keep {} as well, in another place.", folder.join(KEY_FILE).display());
    Ok(ExitCode::SUCCESS)
}

/// So that the copy's name is on disk, too.
fn sync_folder(file: &Path) -> anyhow::Result<()> {
    let parent = file
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let synced = fs::File::open(parent).and_then(|folder| folder.sync_all());
    synced.with_context(|| format!("cannot sync {}", parent.display()))
}
