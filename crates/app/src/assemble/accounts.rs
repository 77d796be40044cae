//! Making an account with its keys: at the first start, and by a control call.

use std::sync::Arc;

use db::{CommitError, Origin, Query, Record, Scope, StoreError, Tx};
use kernel::{Currency, Timestamp};
use wire::App;
use wire::access::{ACCOUNTS, Account, ApiKey, KeyKind, RiskRules, hash, new_secret};
use wire::versions::Version;

/// How often a number is drawn again because another process took it.
const ATTEMPTS_MAX: u32 = 16;

/// What is decided about a new account before it has a number.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Number of the account whose key may act for it; `None` makes it its own.
    pub creator: Option<u32>,
    pub country: String,
    pub currency: Currency,
    pub payout_interval: String,
    /// Drawn if not given.
    pub secret_key: Option<String>,
    pub publishable_key: Option<String>,
}

/// Shown once: only hashes are stored.
#[derive(Clone, Debug)]
pub struct NewKeys {
    pub account: Arc<Account>,
    pub secret: String,
    pub publishable: String,
}

pub async fn create(app: &App, new: &NewAccount) -> Result<NewKeys, CommitError> {
    let mut number = last_number(app).await? + 1;
    for _ in 0..ATTEMPTS_MAX {
        match attempt(app, new, number).await {
            Err(CommitError::Duplicate { table: "accounts", .. }) => number += 1,
            outcome => return outcome,
        }
    }
    Err(CommitError::Conflict)
}

/// Keys grow with time, so the newest account has the highest number, but for those made at the same moment.
async fn last_number(app: &App) -> Result<u32, StoreError> {
    let mut query = Query::newest(&ACCOUNTS, Scope::from_raw(0), 1);
    query.scope = None;
    let rows = app.store.list(query).await?;
    rows.first().map_or(Ok(0), |row| Ok(Account::read(row)?.object.number))
}

pub(super) async fn attempt(app: &App, new: &NewAccount, number: u32) -> Result<NewKeys, CommitError> {
    let scope = Scope::new(number, false);
    let now = app.now();
    let mut tx = Tx::new(&*app.store, &app.ids, scope, now, now, Origin::default());
    let account = account(new, number, &tx);
    let key = |given: &Option<String>, kind| given.clone().unwrap_or_else(|| new_secret(kind, false, &app.chance));
    let secret = key(&new.secret_key, KeyKind::Secret);
    let publishable = key(&new.publishable_key, KeyKind::Publishable);
    for (text, kind) in [(&secret, KeyKind::Secret), (&publishable, KeyKind::Publishable)] {
        let key = api_key(&tx, text, kind, now);
        tx.insert(key);
    }
    tx.insert(account.clone());
    app.commit(tx.into_change()).await?;
    app.directory.forget(number);
    Ok(NewKeys {
        account: Arc::new(account),
        secret,
        publishable,
    })
}

fn account(new: &NewAccount, number: u32, tx: &Tx<'_>) -> Account {
    Account {
        id: tx.id(),
        number,
        creator: new.creator.unwrap_or(number),
        created: tx.now(),
        country: new.country.clone(),
        default_currency: new.currency,
        business_name: None,
        email: None,
        statement_descriptor: "FLORIN".to_owned(),
        api_version: Version::NEWEST.as_str().to_owned(),
        payout_interval: new.payout_interval.clone(),
        clock_offset_ms: 0,
        risk: RiskRules::default(),
    }
}

/// A test key as it is stored.
pub fn api_key(tx: &Tx<'_>, text: &str, kind: KeyKind, now: Timestamp) -> ApiKey {
    ApiKey {
        id: tx.id(),
        hash: hash(text),
        last4: text.chars().skip(text.chars().count().saturating_sub(4)).collect(),
        kind,
        name: None,
        livemode: false,
        created: now,
        expires_at: None,
        permissions: Vec::new(),
    }
}

/// Rewrites an account as `change` decides, again from the read if another request did so meanwhile.
pub async fn update(app: &App, number: u32, mut change: impl FnMut(&mut Account)) -> Result<Arc<Account>, CommitError> {
    for _ in 0..ATTEMPTS_MAX {
        let now = app.now();
        let mut tx = Tx::new(
            &*app.store,
            &app.ids,
            Scope::new(number, false),
            now,
            now,
            Origin::default(),
        );
        let found = tx.find::<Account>("number", vec![i64::from(number).into()]).await?;
        let mut stored = found.ok_or(CommitError::Conflict)?;
        change(&mut stored.object);
        tx.update(&stored);
        let account = Arc::new(stored.object);
        match app.commit(tx.into_change()).await {
            Err(CommitError::Conflict) => {}
            Err(error) => return Err(error),
            Ok(()) => {
                app.directory.forget(number);
                return Ok(account);
            }
        }
    }
    Err(CommitError::Conflict)
}
