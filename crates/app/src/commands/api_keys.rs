//! `florin keys list`, `create` and `revoke`: the API keys of an account, live ones among them. Also beside a server that
//! runs; it follows within a second.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use db::{Origin, Postgres, Query, Record as _, Scope, Sqlite, Store, Tx};
use kernel::{Chance, Clock as _, Ids, SystemClock, Timestamp};
use wire::access::{ACCOUNTS, API_KEYS, Account, ApiKey, KeyKind, is_permission, new_secret};

use super::target::{Target, folder};
use crate::assemble::api_key;
use crate::settings::Settings;
use crate::tables;

/// Keys of one account that are listed.
const LISTED_MAX: usize = 1_000;

#[derive(Args)]
pub struct NewKey {
    /// For live mode, in which real money moves
    #[arg(long)]
    live: bool,
    #[arg(long, value_enum, default_value_t = Kind::Secret)]
    kind: Kind,
    /// What a restricted key may do, as in charge_read; may be given several times
    #[arg(long = "permission", value_name = "NAME")]
    permissions: Vec<String>,
    /// What lists call it
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    whose: Whose,
}

#[derive(Args)]
pub struct Whose {
    /// Of this account [default: the one that the first start made]
    #[arg(long, value_name = "acct_…")]
    account: Option<String>,
    #[command(flatten)]
    pub target: Target,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Secret,
    Publishable,
    Restricted,
}

impl From<Kind> for KeyKind {
    fn from(kind: Kind) -> KeyKind {
        match kind {
            Kind::Secret => KeyKind::Secret,
            Kind::Publishable => KeyKind::Publishable,
            Kind::Restricted => KeyKind::Restricted,
        }
    }
}

impl Whose {
    pub fn list(self) -> anyhow::Result<ExitCode> {
        self.target
            .run(async |settings| list(&Opened::open(&settings, self.account.as_deref()).await?).await)
    }

    pub fn revoke(self, id: &str) -> anyhow::Result<ExitCode> {
        self.target
            .run(async |settings| revoke(&Opened::open(&settings, self.account.as_deref()).await?, id).await)
    }
}

impl NewKey {
    pub fn run(mut self) -> anyhow::Result<ExitCode> {
        if let Some(unknown) = self.permissions.iter().find(|name| !is_permission(name)) {
            bail!("there is no permission {unknown}");
        }
        if (self.kind == Kind::Restricted) == self.permissions.is_empty() {
            bail!("a restricted key needs at least one --permission, and the other kinds take none");
        }
        let Whose { account, target } = self.whose;
        let asked = Asked {
            live: self.live,
            kind: self.kind.into(),
            permissions: std::mem::take(&mut self.permissions),
            name: self.name,
        };
        target.run(async |settings| create(&Opened::open(&settings, account.as_deref()).await?, asked).await)
    }
}

struct Asked {
    live: bool,
    kind: KeyKind,
    permissions: Vec<String>,
    name: Option<String>,
}

/// The store and the account that the command is about.
struct Opened {
    store: Arc<dyn Store>,
    account: Account,
    chance: Arc<Chance>,
    ids: Ids,
    now: Timestamp,
}

impl Opened {
    async fn open(settings: &Settings, account: Option<&str>) -> anyhow::Result<Opened> {
        let store: Arc<dyn Store> = match &settings.database_url {
            Some(url) => Arc::new(Postgres::open(url, tables::all()).await?),
            None => Arc::new(Sqlite::open_beside(folder(settings)?, tables::all())?),
        };
        let (index, value) = match account {
            Some(id) => ("public_id", id.into()),
            None => ("number", 1.into()),
        };
        let row = store.find(&ACCOUNTS, ACCOUNTS.index(index), None, vec![value]).await?;
        let row = row.context(match account {
            Some(id) => format!("there is no account {id}"),
            None => "there is no account yet; the server makes one at its first start".to_owned(),
        })?;
        let chance = Arc::new(Chance::from_system());
        Ok(Opened {
            account: Account::read(&row)?.object,
            store,
            ids: Ids::new(chance.clone()),
            chance,
            now: SystemClock.now(),
        })
    }

    fn tx(&self, scope: Scope) -> Tx<'_> {
        Tx::new(&*self.store, &self.ids, scope, self.now, self.now, Origin::default())
    }

    async fn keys(&self) -> anyhow::Result<Vec<db::Stored<ApiKey>>> {
        let mut keys = Vec::new();
        for livemode in [false, true] {
            let mut query = Query::newest(&API_KEYS, self.account.scope(livemode), LISTED_MAX);
            query.order = db::Order::OldestFirst;
            for row in self.store.list(query).await? {
                keys.push(ApiKey::read(&row)?);
            }
        }
        Ok(keys)
    }
}

async fn list(opened: &Opened) -> anyhow::Result<ExitCode> {
    println!("Keys of {}", opened.account.id);
    for key in opened.keys().await? {
        let state = match key.expires_at {
            Some(at) if at <= opened.now => "revoked",
            Some(_) | None => "valid",
        };
        let shown = format!("{}…{}", key.kind.prefix(key.livemode), key.last4);
        let name = key.name.as_deref().unwrap_or("-");
        println!("{}  {shown:<16}  {:<11}  {state:<7}  {name}", key.id, key.kind.name());
    }
    Ok(ExitCode::SUCCESS)
}

async fn create(opened: &Opened, asked: Asked) -> anyhow::Result<ExitCode> {
    let text = new_secret(asked.kind, asked.live, &opened.chance);
    let mut tx = opened.tx(opened.account.scope(asked.live));
    let mut key = api_key(&tx, &text, asked.kind, opened.now);
    (key.livemode, key.name, key.permissions) = (asked.live, asked.name, asked.permissions);
    let id = tx.insert(key).object.id;
    opened.store.commit(tx.into_change()).await?;
    println!("{id}");
    println!("{text}");
    eprintln!("The key is shown this once: only its hash is stored.");
    Ok(ExitCode::SUCCESS)
}

async fn revoke(opened: &Opened, id: &str) -> anyhow::Result<ExitCode> {
    let found = opened.keys().await?.into_iter().find(|key| key.id.as_str() == id);
    let mut key = found.with_context(|| format!("{} has no key {id}", opened.account.id))?;
    if key.expires_at.is_none_or(|at| at > opened.now) {
        key.object.expires_at = Some(opened.now);
        let mut tx = opened.tx(key.scope);
        tx.update(&key);
        opened.store.commit(tx.into_change()).await?;
    }
    println!("{id} is revoked; servers that run refuse it within a second.");
    Ok(ExitCode::SUCCESS)
}
