//! A store to test, the table that the tests write to, and short ways to write.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};

use db::{
    Action, Body, Cell, Change, CommitError, Dialect, EVENTS, IDEMPOTENCY, Memory, Migration, OUTBOX, Postgres,
    Posting, Row, Scope, Sqlite, Store, TIMERS, Table, Values, Write, global_index, global_unique, index, int, text,
    unique,
};
use futures::FutureExt;
use kernel::{Key, Money};

pub static THINGS: Table = Table {
    name: "things",
    columns: &[text("code"), text("email"), int("owner"), int("due")],
    indexes: &[
        global_unique("code", &[0]),
        unique("email", &[1]),
        index("owner", &[2]),
        global_index("due", &[3]),
    ],
};

pub static TABLES: &[&Table] = &[&THINGS, &EVENTS, &OUTBOX, &TIMERS, &IDEMPOTENCY];

pub const THINGS_MIGRATION: Migration = Migration {
    number: 0,
    name: "things",
    sql: "create table things (@head, code text, email text, owner bigint, due bigint);
        @newest things;
        create unique index things_code on things (code);
        create unique index things_email on things (account, email);
        create index things_owner on things (account, owner, id);
        create index things_due on things (due, id);",
};

pub const TEST: Scope = Scope::new(1, false);
pub const LIVE: Scope = Scope::new(1, true);
pub const OTHER: Scope = Scope::new(2, false);

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Memory,
    Sqlite,
    Postgres,
}

pub struct Lab {
    pub store: Arc<dyn Store>,
    pub place: Place,
    next: AtomicI64,
}

pub enum Place {
    Memory,
    Sqlite(tempfile::TempDir),
    Postgres(Server),
}

/// Runs the test on one kind of store, or says why it cannot.
pub fn run(kind: Kind, test: impl AsyncFnOnce(&Lab)) {
    block_on(async {
        let Some(lab) = Lab::open(kind).await else { return };
        let outcome = AssertUnwindSafe(test(&lab)).catch_unwind().await;
        lab.close().await;
        outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    });
}

pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

/// Makes a test of each function for each kind of store.
macro_rules! on_all_stores {
    ($($name:ident)*) => {
        mod memory { $(#[test] fn $name() { $crate::lab::run($crate::lab::Kind::Memory, super::$name) })* }
        mod sqlite { $(#[test] fn $name() { $crate::lab::run($crate::lab::Kind::Sqlite, super::$name) })* }
        mod postgres { $(#[test] fn $name() { $crate::lab::run($crate::lab::Kind::Postgres, super::$name) })* }
    };
}

impl Lab {
    pub async fn open(kind: Kind) -> Option<Lab> {
        let (place, store): (Place, Arc<dyn Store>) = match kind {
            Kind::Memory => (Place::Memory, Arc::new(Memory::new(TABLES, 1))),
            Kind::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                drop(Sqlite::open(folder.path(), TABLES).unwrap());
                let raw = rusqlite::Connection::open(folder.path().join("florin.db")).unwrap();
                create_things(Dialect::Sqlite, |sql| raw.execute_batch(sql).unwrap());
                drop(raw);
                let store = Sqlite::open(folder.path(), TABLES).unwrap();
                (Place::Sqlite(folder), Arc::new(store))
            }
            Kind::Postgres => {
                let server = Server::create().await?;
                let store = Postgres::open(&server.url, TABLES).await.unwrap();
                let raw = server.connect().await;
                for sql in db::statements(&THINGS_MIGRATION, Dialect::Postgres) {
                    raw.batch_execute(&sql).await.unwrap();
                }
                (Place::Postgres(server), Arc::new(store))
            }
        };
        Some(Lab::over(store, place))
    }

    /// Over a store that the test has made itself.
    pub fn over(store: Arc<dyn Store>, place: Place) -> Lab {
        Lab {
            store,
            place,
            next: AtomicI64::new(1),
        }
    }

    pub async fn close(self) {
        drop(self.store);
        if let Place::Postgres(server) = self.place {
            server.drop_database().await;
        }
    }

    /// Runs SQL behind the store's back; `None` for the store in memory.
    pub async fn raw(&self, sql: &str) -> Option<Result<(), String>> {
        match &self.place {
            Place::Memory => None,
            Place::Sqlite(folder) => {
                let connection = rusqlite::Connection::open(folder.path().join("florin.db")).unwrap();
                Some(connection.execute_batch(sql).map_err(|error| error.to_string()))
            }
            Place::Postgres(server) => {
                let result = server.connect().await.batch_execute(sql).await;
                Some(result.map_err(|error| error.as_db_error().map_or(error.to_string(), ToString::to_string)))
            }
        }
    }

    pub fn folder(&self) -> PathBuf {
        match &self.place {
            Place::Sqlite(folder) => folder.path().to_owned(),
            Place::Memory | Place::Postgres(_) => panic!("only SQLite has a folder"),
        }
    }

    pub fn key(&self) -> Key {
        Key(self.next.fetch_add(1, Ordering::Relaxed))
    }

    pub async fn commit(&self, change: Change) -> Result<(), CommitError> {
        self.store.commit(change).await
    }

    pub async fn get(&self, scope: Scope, key: Key) -> Option<Row> {
        self.store.get(&THINGS, scope, key).await.unwrap()
    }

    /// A change that inserts one thing with a body, and the thing's key.
    pub fn insert(&self, scope: Scope, thing: Thing) -> (Key, Change) {
        let key = self.key();
        let mut change = Change::default();
        let values = self.values(&mut change, scope, thing);
        change.write(scope, key, Action::Insert(values));
        (key, change)
    }

    pub async fn inserted(&self, scope: Scope, thing: Thing) -> Key {
        let (key, change) = self.insert(scope, thing);
        self.commit(change).await.unwrap();
        key
    }

    pub fn values(&self, change: &mut Change, scope: Scope, thing: Thing) -> Values {
        let body = self.key();
        let public = format!(
            "{{\"email\":\"{}\",\"owner\":{:?}}}",
            thing.email.unwrap_or("none"),
            thing.owner
        );
        change
            .bodies
            .push((scope, Body::new(body, public.as_bytes(), b"private")));
        Values {
            body: Some(body),
            cells: thing.cells(),
        }
    }

    pub fn update(&self, scope: Scope, key: Key, read_at: i64, thing: Thing) -> Change {
        let mut change = Change::default();
        let values = self.values(&mut change, scope, thing);
        change.write(scope, key, Action::Update { read_at, values });
        change
    }

    pub fn post(&self, change: &mut Change, scope: Scope, debit: &str, credit: &str, amount: i64) {
        let amount = Money::new(amount, "eur".parse().unwrap());
        let (key, transaction) = (self.key(), self.key());
        change.postings.push(Posting {
            scope,
            key,
            transaction,
            debit: debit.into(),
            credit: credit.into(),
            amount,
        });
    }
}

fn create_things(dialect: Dialect, execute: impl Fn(&str)) {
    db::statements(&THINGS_MIGRATION, dialect)
        .iter()
        .for_each(|sql| execute(sql));
}

pub trait Writing {
    fn write(&mut self, scope: Scope, key: Key, action: Action);
}

impl Writing for Change {
    fn write(&mut self, scope: Scope, key: Key, action: Action) {
        self.writes.push(Write {
            table: &THINGS,
            scope,
            key,
            action,
        });
    }
}

#[derive(Clone, Copy, Default, Debug)]
pub struct Thing {
    pub code: Option<&'static str>,
    pub email: Option<&'static str>,
    pub owner: Option<i64>,
    pub due: Option<i64>,
}

impl Thing {
    pub fn cells(self) -> Vec<Cell> {
        vec![self.code.into(), self.email.into(), self.owner.into(), self.due.into()]
    }
}

/// A database of its own on the PostgreSQL that the tests were given.
pub struct Server {
    pub url: String,
    admin: String,
    database: String,
}

static DATABASES: AtomicU32 = AtomicU32::new(0);

impl Server {
    pub async fn create() -> Option<Server> {
        let Ok(admin) = std::env::var("FLORIN_TEST_DATABASE_URL") else {
            println!("skipped: FLORIN_TEST_DATABASE_URL names no PostgreSQL to test with");
            return None;
        };
        let nth = DATABASES.fetch_add(1, Ordering::Relaxed);
        let database = format!("florin_test_{}_{nth}", std::process::id());
        let raw = connect(&admin).await;
        raw.batch_execute(&format!("drop database if exists {database}"))
            .await
            .unwrap();
        raw.batch_execute(&format!("create database {database}")).await.unwrap();
        Some(Server {
            url: with_database(&admin, &database),
            admin,
            database,
        })
    }

    pub async fn connect(&self) -> tokio_postgres::Client {
        connect(&self.url).await
    }

    pub async fn drop_database(self) {
        let raw = connect(&self.admin).await;
        raw.batch_execute(&format!("drop database {} with (force)", self.database))
            .await
            .unwrap();
    }
}

async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// `postgres://user@host:port/database?options` with another database.
fn with_database(url: &str, database: &str) -> String {
    let (base, options) = url
        .split_once('?')
        .map_or((url, String::new()), |(base, rest)| (base, format!("?{rest}")));
    let authority = base.find("://").map_or(0, |at| at + 3);
    let end = base[authority..].find('/').map_or(base.len(), |at| authority + at);
    format!("{}/{database}{options}", &base[..end])
}
