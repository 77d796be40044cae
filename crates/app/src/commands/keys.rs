//! `florin keys rotate`: a new master key for the card vault.
//!
//! First the file gets the new key in front of the old ones, then each data key is wrapped anew, then the old keys leave
//! the file. Whenever that is interrupted, the file has every key that a row may need, and the next rotation finishes it.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use acquiring::vault::{KeyRing, KeySource, MasterKey};
use anyhow::{Context as _, bail};
use db::{Action, CommitError, Origin, Postgres, Sqlite, Store, Tx};
use kernel::{Chance, Clock as _, Ids, SystemClock};

use super::target::folder;
use crate::assemble::{data_keys, key_source};
use crate::settings::Settings;
use crate::tables::{self, VAULT_KEYS};

pub async fn rotate(settings: &Settings) -> anyhow::Result<ExitCode> {
    let folder = folder(settings)?;
    let source = key_source(folder);
    let KeySource::File(file) = &source else {
        bail!(
            "the vault's key comes from {}; rotate it where it is kept",
            acquiring::vault::VARIABLE
        );
    };
    if !file.exists() {
        bail!("there is no {}; the server makes it at its first start", file.display());
    }
    let _alone = alone(folder)?;
    let store: Arc<dyn Store> = match &settings.database_url {
        Some(url) => Arc::new(Postgres::open(url, tables::all()).await?),
        None => Arc::new(Sqlite::open_beside(folder, tables::all())?),
    };
    let ring = source.load_or_create()?.rotate(MasterKey::generate()?);
    source.store(&ring)?;
    let count = rewrap(&*store, &ring).await?;
    let ring = ring.retire_earlier();
    for row in data_keys::rows(&*store).await? {
        // Before the old keys are gone for good.
        ring.unwrap(&data_keys::wrapped(&row)?)
            .context("a data key was wrapped by somebody else meanwhile; run this again")?;
    }
    source.store(&ring)?;
    println!(
        "The vault has a new master key in {}; {count} data keys are wrapped with it.",
        file.display()
    );
    println!("Servers that run go on; keep a copy of the new file in place of the old one's.");
    Ok(ExitCode::SUCCESS)
}

/// Two rotations at once would each write a file without the other's key.
fn alone(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join("rotation.lock");
    let cannot = || format!("cannot use {}", path.display());
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .with_context(cannot)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => bail!("another rotation is running in {}", folder.display()),
        Err(TryLockError::Error(error)) => Err(error).with_context(cannot),
    }
}

async fn rewrap(store: &dyn Store, ring: &KeyRing) -> anyhow::Result<usize> {
    let chance = Arc::new(Chance::from_system());
    let ids = Ids::new(chance.clone());
    let now = SystemClock.now();
    let rows = data_keys::rows(store).await?;
    for row in &rows {
        let wrapped = data_keys::wrapped(row)?;
        let Some(anew) = ring.rewrap(&wrapped, &chance)? else {
            continue;
        };
        let mut tx = Tx::new(store, &ids, row.scope, now, now, Origin::default());
        let values = data_keys::values(wrapped.data_key_id(), &anew);
        tx.write(
            &VAULT_KEYS,
            row.key,
            Action::Update {
                read_at: row.version,
                values,
            },
        );
        match store.commit(tx.into_change()).await {
            Ok(()) => {}
            Err(CommitError::Conflict) => bail!("a data key was changed by somebody else meanwhile; run this again"),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(rows.len())
}
