//! The first start makes the account and its keys; later ones add keys that the operator has fixed meanwhile.

use std::sync::Arc;

use db::{CommitError, Origin, Record, Scope, Tx};
use wire::App;
use wire::access::{API_KEYS, Account, ApiKey, KeyKind, hash};

use super::accounts::{self, NewAccount};
use super::error::StartError;
use crate::settings::Settings;

/// Number of the account that the first start makes.
const FIRST: u32 = 1;

/// What the operator is told once.
#[derive(Clone, Debug)]
pub struct FirstStart {
    pub account: Arc<Account>,
    pub secret_key: String,
    pub publishable_key: String,
}

pub async fn ensure(app: &App, settings: &Settings) -> Result<Option<FirstStart>, StartError> {
    if let Some(account) = app.directory.account(FIRST).await? {
        fixed_keys(app, &account, settings).await?;
        return Ok(None);
    }
    let new = NewAccount {
        creator: None,
        country: settings.country.clone(),
        currency: settings.currency,
        payout_interval: "daily".to_owned(),
        secret_key: settings.keys.secret.clone(),
        publishable_key: settings.keys.publishable.clone(),
    };
    match accounts::attempt(app, &new, FIRST).await {
        Ok(made) => Ok(Some(FirstStart {
            account: made.account,
            secret_key: made.secret,
            publishable_key: made.publishable,
        })),
        // Another process started at the same time and made it.
        Err(CommitError::Duplicate { .. } | CommitError::Conflict) => {
            app.directory.forget(FIRST);
            match app.directory.account(FIRST).await? {
                Some(account) => fixed_keys(app, &account, settings).await.map(|()| None),
                None => Err(CommitError::Conflict.into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}

async fn fixed_keys(app: &App, account: &Account, settings: &Settings) -> Result<(), StartError> {
    let given = [
        (&settings.keys.secret, KeyKind::Secret, "FLORIN_SECRET_KEY"),
        (
            &settings.keys.publishable,
            KeyKind::Publishable,
            "FLORIN_PUBLISHABLE_KEY",
        ),
    ];
    for (text, kind, variable) in given {
        if let Some(text) = text {
            fixed_key(app, account, text, kind, variable).await?;
        }
    }
    Ok(())
}

/// Adds the key unless the account has it. Earlier keys stay valid: what uses them goes on working.
async fn fixed_key(
    app: &App,
    account: &Account,
    text: &str,
    kind: KeyKind,
    variable: &'static str,
) -> Result<(), StartError> {
    let scope = Scope::new(account.number, false);
    if !is_there(app, scope, text, kind, variable).await? {
        let now = app.now();
        let mut tx = Tx::new(&*app.store, &app.ids, scope, now, now, Origin::default());
        let key = accounts::api_key(&tx, text, kind, now);
        tx.insert(key);
        match app.commit(tx.into_change()).await {
            Err(CommitError::Duplicate { .. }) => is_there(app, scope, text, kind, variable).await.map(drop)?,
            outcome => outcome?,
        }
        app.directory.forget(account.number);
    }
    Ok(())
}

async fn is_there(
    app: &App,
    scope: Scope,
    text: &str,
    kind: KeyKind,
    variable: &'static str,
) -> Result<bool, StartError> {
    let row = app
        .store
        .find(&API_KEYS, API_KEYS.index("hash"), None, vec![hash(text).into()])
        .await?;
    let Some(row) = row else { return Ok(false) };
    match row.scope == scope && ApiKey::read(&row)?.object.kind == kind {
        true => Ok(true),
        false => Err(StartError::KeyTaken { variable }),
    }
}
