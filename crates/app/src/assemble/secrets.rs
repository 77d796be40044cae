//! The installation's secret: drawn at the first start, the same for all processes on one database.

use db::{Action, CommitError, Origin, Scope, Store, StoreError, Tx, Values};
use kernel::{Clock, Ids};

use super::StartError;
use crate::tables::INSTALLATION;

/// The scope of what belongs to no account.
pub const NOBODY: Scope = Scope::from_raw(0);
const NAME: &str = "secret";

pub async fn installation(store: &dyn Store, ids: &Ids, clock: &dyn Clock) -> Result<[u8; 32], StartError> {
    if let Some(secret) = read(store).await? {
        return Ok(secret);
    }
    let mut secret = [0; 32];
    ids.chance().fill(&mut secret);
    let mut tx = Tx::new(store, ids, NOBODY, clock.now(), clock.now(), Origin::default());
    let cells = vec![NAME.into(), hex::encode(secret).into()];
    let key = tx.new_key();
    tx.write(&INSTALLATION, key, Action::Insert(Values { body: None, cells }));
    match store.commit(tx.into_change()).await {
        Ok(()) => Ok(secret),
        // Another process started at the same time.
        Err(CommitError::Duplicate { .. } | CommitError::Conflict) => read(store).await?.ok_or_else(damaged),
        Err(error) => Err(error.into()),
    }
}

async fn read(store: &dyn Store) -> Result<Option<[u8; 32]>, StartError> {
    let found = store
        .find(&INSTALLATION, INSTALLATION.index("name"), None, vec![NAME.into()])
        .await?;
    let Some(row) = found else { return Ok(None) };
    let mut secret = [0; 32];
    let text = row.cells.get(1).and_then(|cell| cell.text()).unwrap_or_default();
    hex::decode_to_slice(text, &mut secret).map_err(|_| damaged())?;
    Ok(Some(secret))
}

fn damaged() -> StartError {
    StoreError::Damaged {
        what: "the installation's secret".into(),
    }
    .into()
}
