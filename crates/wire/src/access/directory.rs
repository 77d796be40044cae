//! The directory: which key opens which account, remembered for a second.
//!
//! What this process changes is seen at once (`forget`); what another process on the same database
//! changes is seen within that second.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use db::{Cell, Query, Record, Scope, Store, StoreError};
use kernel::ids::{AccountId, ApiKeyId};
use kernel::{Clock, Timestamp};
use parking_lot::RwLock;

use super::account::{ACCOUNTS, Account};
use super::key::{self, API_KEYS, ApiKey, KeyKind};
use crate::error::ApiError;

static SYSTEM_KEY: std::sync::OnceLock<ApiKeyId> = std::sync::OnceLock::new();

/// An id that no stored key has: it is all zeros.
fn system_key() -> ApiKeyId {
    ApiKeyId::parse("mk_100000000000000000000000").expect("24 characters behind the prefix")
}

/// Who calls, and in whose name.
#[derive(Clone, Debug)]
pub struct Caller {
    pub key: Arc<ApiKey>,
    pub account: Arc<Account>,
    pub scope: Scope,
}

impl Caller {
    /// Florin itself, acting for an account: for timers and pages.
    pub fn system(account: Arc<Account>, livemode: bool) -> Caller {
        let key = ApiKey {
            id: SYSTEM_KEY.get_or_init(system_key).clone(),
            hash: String::new(),
            last4: String::new(),
            kind: KeyKind::Secret,
            name: None,
            livemode,
            created: account.created,
            expires_at: None,
            permissions: Vec::new(),
        };
        let scope = account.scope(livemode);
        Caller {
            key: Arc::new(key),
            account,
            scope,
        }
    }

    pub fn livemode(&self) -> bool {
        self.scope.livemode()
    }

    /// The key as errors show it: `sk_test_***1234`. Its text is not known here.
    pub fn key_hint(&self) -> String {
        format!("{}***{}", self.key.kind.prefix(self.key.livemode), self.key.last4)
    }

    pub fn is_publishable(&self) -> bool {
        self.key.kind == KeyKind::Publishable
    }
}

/// A key, the scope it opens, and when both were read.
type Known = (Timestamp, Arc<ApiKey>, Scope);

pub struct Directory {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    keys: RwLock<HashMap<Box<str>, Known>>,
    accounts: RwLock<HashMap<u32, (Timestamp, Arc<Account>)>>,
}

const REMEMBERED: Duration = Duration::from_secs(1);
/// Wrong keys are not remembered, so the map holds at most the keys that exist.
const KEYS_MAX: usize = 100_000;

impl Directory {
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Directory {
        Directory {
            store,
            clock,
            keys: RwLock::default(),
            accounts: RwLock::default(),
        }
    }

    /// The caller whom a key's text names, acting for `account_header` if given.
    pub async fn caller(&self, text: &str, account_header: Option<&str>) -> Result<Caller, ApiError> {
        if KeyKind::of(text).is_none() {
            return Err(ApiError::invalid_api_key(text));
        }
        let (key, scope) = self.key(text).await?.ok_or_else(|| ApiError::invalid_api_key(text))?;
        let own = self
            .account(scope.account())
            .await?
            .ok_or_else(|| ApiError::invalid_api_key(text))?;
        if key.expires_at.is_some_and(|at| at <= self.clock.now()) {
            return Err(ApiError::expired_api_key(text));
        }
        let Some(wanted) = account_header.filter(|wanted| *wanted != own.id.as_str()) else {
            return Ok(Caller {
                key,
                account: own,
                scope,
            });
        };
        let other = self
            .account_by_id(wanted)
            .await?
            .filter(|account| account.creator == own.number);
        let other = other.ok_or_else(|| ApiError::account_invalid(text, wanted))?;
        let scope = other.scope(scope.livemode());
        Ok(Caller {
            key,
            account: other,
            scope,
        })
    }

    async fn key(&self, text: &str) -> Result<Option<(Arc<ApiKey>, Scope)>, StoreError> {
        let hash = key::hash(text);
        if let Some((at, key, scope)) = self.keys.read().get(hash.as_str())
            && self.is_fresh(*at)
        {
            return Ok(Some((key.clone(), *scope)));
        }
        let row = self
            .store
            .find(&API_KEYS, API_KEYS.index("hash"), None, vec![hash.as_str().into()])
            .await?;
        let Some(row) = row else {
            self.keys.write().remove(hash.as_str());
            return Ok(None);
        };
        let key = Arc::new(ApiKey::read(&row)?.object);
        let mut keys = self.keys.write();
        if keys.len() >= KEYS_MAX {
            keys.clear();
        }
        keys.insert(hash.into(), (self.clock.now(), key.clone(), row.scope));
        Ok(Some((key, row.scope)))
    }

    /// An account by its number.
    pub async fn account(&self, number: u32) -> Result<Option<Arc<Account>>, StoreError> {
        if let Some((at, account)) = self.accounts.read().get(&number)
            && self.is_fresh(*at)
        {
            return Ok(Some(account.clone()));
        }
        self.look_up("number", i64::from(number).into()).await
    }

    /// An account by its id, as a client gave it.
    pub async fn account_by_id(&self, id: &str) -> Result<Option<Arc<Account>>, StoreError> {
        // Not every text can be looked up: PostgreSQL refuses NUL.
        if AccountId::parse(id).is_none() {
            return Ok(None);
        }
        self.look_up("public_id", id.into()).await
    }

    async fn look_up(&self, index: &str, value: Cell) -> Result<Option<Arc<Account>>, StoreError> {
        let row = self
            .store
            .find(&ACCOUNTS, ACCOUNTS.index(index), None, vec![value])
            .await?;
        let Some(row) = row else { return Ok(None) };
        let account = Arc::new(Account::read(&row)?.object);
        self.accounts
            .write()
            .insert(account.number, (self.clock.now(), account.clone()));
        Ok(Some(account))
    }

    /// Numbers of the accounts whose clock is ahead of the machine's.
    pub async fn ahead(&self) -> Result<Vec<u32>, StoreError> {
        let mut query = Query::newest(&ACCOUNTS, Scope::from_raw(0), 100_000).by("ahead", vec![1.into()]);
        query.scope = None;
        query.bodies = false;
        let rows = self.store.list(query).await?;
        let numbers = rows.iter().filter_map(|row| row.cells[0].int());
        Ok(numbers.filter_map(|number| u32::try_from(number).ok()).collect())
    }

    /// Every account, oldest first: for what must be done now and then in all of them.
    pub async fn accounts(&self) -> Result<Vec<Arc<Account>>, StoreError> {
        let mut query = Query::newest(&ACCOUNTS, Scope::from_raw(0), 100_000);
        query.scope = None;
        query.order = db::Order::OldestFirst;
        let rows = self.store.list(query).await?;
        rows.iter()
            .map(|row| Account::read(row).map(|stored| Arc::new(stored.object)))
            .collect()
    }

    /// Reads the account and its keys anew next time.
    pub fn forget(&self, number: u32) {
        self.accounts.write().remove(&number);
        self.keys.write().retain(|_, (_, _, scope)| scope.account() != number);
    }

    fn is_fresh(&self, read_at: Timestamp) -> bool {
        let now = self.clock.now();
        now >= read_at && now < read_at.plus(REMEMBERED)
    }
}
