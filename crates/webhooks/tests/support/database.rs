//! Which database a test runs on: each runs on SQLite, and on PostgreSQL where there is one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use db::{Postgres, Sqlite, Store, Table};

const VARIABLE: &str = "FLORIN_TEST_DATABASE_URL";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

tokio::task_local! {
    static DATABASE: Database;
}

/// Two tests for each story: `story::sqlite` and `story::postgres`.
#[allow(unused_macros, reason = "examples have no stories")]
macro_rules! on_both {
    ($($story:ident),+ $(,)?) => {
        $(mod $story {
            #[test]
            fn sqlite() {
                super::support::run(super::support::Database::Sqlite, super::$story());
            }

            #[test]
            fn postgres() {
                super::support::run(super::support::Database::Postgres, super::$story());
            }
        })+
    };
}

pub fn run(database: Database, story: impl Future<Output = ()>) {
    if is_there(database) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(on(database, story));
    }
}

/// Shops that are opened meanwhile are on this database.
pub async fn on<T>(database: Database, work: impl Future<Output = T>) -> T {
    DATABASE.scope(database, work).await
}

pub fn is_there(database: Database) -> bool {
    let there = database == Database::Sqlite || std::env::var_os(VARIABLE).is_some();
    if !there {
        println!("skipped: {VARIABLE} names no PostgreSQL");
    }
    there
}

/// Where a shop's data is.
pub enum Place {
    Folder(tempfile::TempDir),
    Url(String),
}

impl Place {
    pub async fn new() -> Place {
        match DATABASE.try_with(|database| *database).unwrap_or(Database::Sqlite) {
            Database::Sqlite => Place::Folder(tempfile::tempdir().unwrap()),
            Database::Postgres => Place::Url(new_database().await),
        }
    }

    /// `None` if the store that is open there must be shared: SQLite's folder is one process's.
    pub async fn open_again(&self, tables: &'static [&'static Table]) -> Option<Arc<dyn Store>> {
        match self {
            Place::Folder(_) => None,
            Place::Url(_) => Some(self.open(tables).await),
        }
    }

    pub async fn open(&self, tables: &'static [&'static Table]) -> Arc<dyn Store> {
        match self {
            Place::Folder(folder) => Arc::new(Sqlite::open(folder.path(), tables).unwrap()),
            Place::Url(url) => Arc::new(Postgres::open(url, tables).await.unwrap()),
        }
    }
}

/// One that nobody else uses.
async fn new_database() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let url = std::env::var(VARIABLE).unwrap();
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("florin_webhooks_{}_{count}", std::process::id());
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    for statement in [
        format!("drop database if exists {name}"),
        format!("create database {name}"),
    ] {
        client.batch_execute(&statement).await.unwrap();
    }
    drop(client);
    connection.abort();
    let (base, _) = url.rsplit_once('/').expect("the URL names a database");
    format!("{base}/{name}")
}
