//! Servers inside the test process: one per database for all stories, and further ones with settings of their own.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use florin::settings::DataFolder;
use florin::{Running, Server, Settings};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::OnceCell;

use crate::shop::Shop;

const URL_VARIABLE: &str = "FLORIN_TEST_DATABASE_URL";

/// Longer than any test: what is later happens when the clock is moved, and only then.
const LATER: Duration = Duration::from_secs(3_600);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// A running server, its first account and its folder.
pub struct TestServer {
    pub database: Database,
    pub url: String,
    pub account: String,
    pub secret: String,
    pub publishable: String,
    pub(crate) client: reqwest::Client,
    folder: TempDir,
    settings: Settings,
    running: Running,
}

/// Outlives every test, as the servers do.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime can be started")
});

static SQLITE: OnceCell<Arc<TestServer>> = OnceCell::const_new();
static POSTGRES: OnceCell<Arc<TestServer>> = OnceCell::const_new();

/// Runs a story in a new account of the database's server.
pub fn run<F, S>(database: Database, story: F)
where
    F: FnOnce(Shop) -> S,
    S: Future<Output = ()>,
{
    RUNTIME.block_on(async {
        match server(database).await {
            Some(server) => story(Shop::open(&server, &[]).await).await,
            None => println!("skipped: {URL_VARIABLE} names no PostgreSQL"),
        }
    });
}

async fn server(database: Database) -> Option<Arc<TestServer>> {
    match database {
        Database::Sqlite => {
            let start = || async { Arc::new(TestServer::start(database, |_| {}).await.expect("SQLite needs nothing")) };
            Some(SQLITE.get_or_init(start).await.clone())
        }
        Database::Postgres => {
            postgres_url()?;
            let start = || async { Arc::new(TestServer::start(database, |_| {}).await.expect("the URL is there")) };
            Some(POSTGRES.get_or_init(start).await.clone())
        }
    }
}

impl TestServer {
    /// A server of its own, with a database of its own. `None` without a PostgreSQL to use.
    pub async fn start(database: Database, adjust: impl FnOnce(&mut Settings)) -> Option<TestServer> {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let mut settings = Settings::ephemeral();
        settings.data = DataFolder::At(folder.path().join("data"));
        settings.async_delay = LATER;
        if database == Database::Postgres {
            settings.database_url = Some(new_database(&postgres_url()?).await);
        }
        adjust(&mut settings);
        let running = Server::start(settings.clone()).await.expect("the server starts");
        let first = running.first_start.as_ref().expect("the data is new");
        Some(TestServer {
            database,
            url: running.url.clone(),
            account: first.account.id.as_str().to_owned(),
            secret: first.secret_key.clone(),
            publishable: first.publishable_key.clone(),
            client: client(),
            folder,
            settings,
            running,
        })
    }

    /// Everything that the server keeps on disk.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What `florin doctor` finds in everything that the server has stored.
    pub async fn doctor(&self) -> Vec<String> {
        florin::findings(&self.settings).await.expect("the doctor can read")
    }

    /// Where PostgreSQL keeps what the server wrote: the database's own files and the log of changes, everything in them.
    /// Empty for the embedded database, and where PostgreSQL runs on another machine.
    pub async fn database_files(&self) -> Vec<PathBuf> {
        let Some(url) = &self.settings.database_url else {
            return Vec::new();
        };
        let client = connect(url).await;
        client.batch_execute("checkpoint").await.expect("the user may");
        let sql =
            "select current_setting('data_directory'), oid::text from pg_database where datname = current_database()";
        let row = client.query_one(sql, &[]).await.expect("the user may");
        let (data, database): (&str, &str) = (row.get(0), row.get(1));
        let data = Path::new(data);
        let files = vec![data.join("base").join(database), data.join("pg_wal")];
        match files.iter().all(|folder| folder.is_dir()) {
            true => files,
            false => {
                println!("skipped: {} is not on this machine", data.display());
                Vec::new()
            }
        }
    }

    pub async fn stop(self) -> PathBuf {
        assert!(self.running.stop().await, "the server stops in time");
        self.folder.keep()
    }
}

fn postgres_url() -> Option<String> {
    std::env::var(URL_VARIABLE).ok().filter(|url| !url.is_empty())
}

/// A database that nobody else uses: processes run at once, and a process may start several servers.
async fn new_database(url: &str) -> String {
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let name = format!("florin_flows_{}_{count}", std::process::id());
    let client = connect(url).await;
    // One that an earlier process of this number left.
    for statement in [
        format!("drop database if exists {name}"),
        format!("create database {name}"),
    ] {
        client
            .batch_execute(&statement)
            .await
            .expect("the user may create databases");
    }
    let (base, _) = url.rsplit_once('/').expect("the URL names a database");
    format!("{base}/{name}")
}

/// The connection ends with the client.
async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .expect("PostgreSQL can be reached");
    tokio::spawn(connection);
    client
}

fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(60))
        .build()
        .expect("a client without TLS needs nothing")
}
