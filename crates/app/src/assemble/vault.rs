//! The card vault's keys at the start: the master key from its file or variable, the data keys from their rows.

use std::path::Path;

use acquiring::cards::FingerprintKey;
use acquiring::vault::{DataKey, Error, KeyPurpose, KeyRing, KeySource, Vault, WrappedKey};
use db::{Action, CommitError, Origin, Query, Row, Store, StoreError, Tx, Values};
use kernel::{Chance, Clock, Ids};

use super::StartError;
use super::secrets::NOBODY;
use crate::tables::VAULT_KEYS;

/// In the data folder, unless the key is in a variable.
pub const KEY_FILE: &str = "vault.key";
const KEYS_MAX: usize = 1_000;

pub fn key_source(folder: &Path) -> KeySource {
    KeySource::from_environment_or(folder.join(KEY_FILE))
}

/// What the product uses of the vault's keys.
pub struct Opened {
    pub vault: Vault,
    pub fingerprints: FingerprintKey,
}

/// The data keys that the first start makes: one seals, one makes fingerprints.
const FIRST: [(u32, KeyPurpose); 2] = [(1, KeyPurpose::Seal), (2, KeyPurpose::Fingerprint)];

pub async fn open(
    store: &dyn Store,
    ids: &Ids,
    chance: &Chance,
    clock: &dyn Clock,
    folder: &Path,
) -> Result<Opened, StartError> {
    let rows = rows(store).await?;
    let source = key_source(folder);
    let file = folder.join(KEY_FILE).display().to_string();
    // A new master key would open nothing that is there.
    if let (KeySource::File(path), false) = (&source, rows.is_empty())
        && !path.exists()
    {
        return Err(StartError::VaultKeyMissing { file });
    }
    let ring = source.load_or_create()?;
    let keys = match rows.is_empty() {
        false => unwrap(&ring, &rows, &file)?,
        true => first(store, ids, chance, clock, &ring, &file).await?,
    };
    let sealing = keys.iter().filter(|key| key.purpose() == KeyPurpose::Seal);
    let fingerprints = keys.iter().find(|key| key.purpose() == KeyPurpose::Fingerprint);
    Ok(Opened {
        vault: Vault::new(sealing)?,
        fingerprints: fingerprints.ok_or(Error::WrongPurpose)?.fingerprint_key()?,
    })
}

/// All data keys, oldest first.
pub async fn rows(store: &dyn Store) -> Result<Vec<Row>, StoreError> {
    let mut query = Query::newest(&VAULT_KEYS, NOBODY, KEYS_MAX);
    query.order = db::Order::OldestFirst;
    store.list(query).await
}

/// The data key of a row as it is stored.
pub fn wrapped(row: &Row) -> Result<WrappedKey, Error> {
    let text = row
        .cells
        .get(1)
        .and_then(|cell| cell.text())
        .ok_or(Error::UnknownFormat)?;
    WrappedKey::from_bytes(&hex::decode(text).map_err(|_| Error::UnknownFormat)?)
}

/// What a data key's row holds beside its head.
pub fn values(number: u32, wrapped: &WrappedKey) -> Values {
    let cells = vec![i64::from(number).into(), hex::encode(wrapped.as_bytes()).into()];
    Values { body: None, cells }
}

fn unwrap(ring: &KeyRing, rows: &[Row], file: &str) -> Result<Vec<DataKey>, StartError> {
    let unwrapped = rows
        .iter()
        .map(|row| ring.unwrap(&wrapped(row)?))
        .collect::<Result<_, _>>();
    unwrapped.map_err(|error| match error {
        Error::UnknownMasterKey | Error::NotAuthentic => StartError::VaultKeyWrong { file: file.to_owned() },
        other => StartError::Vault(other),
    })
}

async fn first(
    store: &dyn Store,
    ids: &Ids,
    chance: &Chance,
    clock: &dyn Clock,
    ring: &KeyRing,
    file: &str,
) -> Result<Vec<DataKey>, StartError> {
    let keys: Vec<DataKey> = FIRST
        .into_iter()
        .map(|(number, purpose)| DataKey::generate(number, purpose))
        .collect::<Result<_, _>>()?;
    let mut tx = Tx::new(store, ids, NOBODY, clock.now(), clock.now(), Origin::default());
    for key in &keys {
        let row = tx.new_key();
        tx.write(
            &VAULT_KEYS,
            row,
            Action::Insert(values(key.id(), &ring.wrap(key, chance)?)),
        );
    }
    match store.commit(tx.into_change()).await {
        Ok(()) => Ok(keys),
        // Another process started at the same time.
        Err(CommitError::Duplicate { .. } | CommitError::Conflict) => unwrap(ring, &rows(store).await?, file),
        Err(error) => Err(error.into()),
    }
}
