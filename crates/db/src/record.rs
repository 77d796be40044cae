//! Records: typed objects as rows. A model says which table it lives in and which columns it fills.

use kernel::Key;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Cell, Row, Scope, StoreError, Table};

/// An object that is stored. Its JSON is what the API shows in the newest version.
pub trait Record: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// What Florin keeps beside the JSON; `()` if nothing.
    type Private: Serialize + DeserializeOwned + Send;

    /// First character behind `evt_` for this object's events: '3' for payments, '1' for the rest.
    const EVENT_VARIANT: char = '1';

    fn table() -> &'static Table;
    fn key(&self) -> Key;
    /// Values of the table's columns, in their order.
    fn cells(&self) -> Vec<Cell>;
    fn private(&self) -> Option<&Self::Private> {
        None
    }
    fn restore(&mut self, _private: Self::Private) {}

    /// The object at the version in a row.
    fn read(row: &Row) -> Result<Stored<Self>, StoreError> {
        let damaged = |why: String| StoreError::Damaged {
            what: format!("{} {}: {why}", Self::table().name, row.key.0),
        };
        let body = row.body.as_ref().ok_or_else(|| damaged("no body".into()))?;
        let mut object: Self = serde_json::from_slice(&body.public()).map_err(|error| damaged(error.to_string()))?;
        if !body.private().is_empty() {
            let private = serde_json::from_slice(body.private()).map_err(|error| damaged(error.to_string()))?;
            object.restore(private);
        }
        Ok(Stored {
            object,
            scope: row.scope,
            version: row.version,
        })
    }
}

/// An object and the version it was read at; 0 while it is only in the change at hand.
#[derive(Clone, Debug)]
pub struct Stored<T> {
    pub object: T,
    pub scope: Scope,
    pub version: i64,
}

impl<T> std::ops::Deref for Stored<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.object
    }
}

impl<T> std::ops::DerefMut for Stored<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.object
    }
}
