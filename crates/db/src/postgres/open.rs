//! Opening: the pool, each connection's settings, migrations that two processes may start at once.

use std::time::Duration;

use deadpool_postgres::{Hook, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime, Timeouts};
use tokio_postgres::config::Host;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, Error};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::tls::Wanted;
use super::{CONNECTIONS, TIMEOUT, reason};
use crate::{Dialect, MIGRATIONS, Migration, OpenError, latest_version, statements};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// What each connection asks for. A database that does not know one of these does without it.
///
/// Our statements reach rows by index alone, and their arrays' lengths do not change how: one plan for all
/// calls, made once, without the hash joins that suit a table only while it is small. What is not
/// compressed already is compressed by the cheaper method.
const SETTINGS: [&str; 7] = [
    "set statement_timeout = '10s'",
    "set lock_timeout = '5s'",
    "set plan_cache_mode = force_generic_plan",
    "set enable_hashjoin = off",
    "set enable_mergejoin = off",
    "set enable_seqscan = off",
    "set default_toast_compression = 'lz4'",
];

/// How to connect.
pub(super) struct Way {
    config: Config,
    tls: MakeRustlsConnect,
}

impl Way {
    /// Host and database; never the password.
    pub(super) fn name(&self) -> String {
        name(&self.config)
    }
}

pub(super) fn way(url: &str) -> Result<Way, OpenError> {
    let wanted = Wanted::read(url);
    let config = config(&wanted.url)?;
    let tls = wanted.connector().map_err(|reason| OpenError::Database {
        name: name(&config),
        reason,
    })?;
    Ok(Way { config, tls })
}

fn config(url: &str) -> Result<Config, OpenError> {
    let mut config: Config = url.parse().map_err(|error: Error| OpenError::Database {
        name: "named by --database-url".into(),
        reason: reason(&error),
    })?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_application_name().is_none() {
        config.application_name("florin");
    }
    Ok(config)
}

fn name(config: &Config) -> String {
    let host = config.get_hosts().first().map_or_else(String::new, |host| match host {
        Host::Tcp(host) => host.clone(),
        Host::Unix(path) => path.display().to_string(),
    });
    format!("{host}/{}", config.get_dbname().unwrap_or_default())
}

pub(super) fn pool(way: Way) -> Result<Pool, OpenError> {
    pool_of(way, CONNECTIONS, &SETTINGS)
}

/// One connection, in a transaction that never ends: it goes on seeing what is there at its first read.
pub(super) fn frozen_pool(way: Way) -> Result<Pool, OpenError> {
    const FROZEN: [&str; 2] = [
        "set statement_timeout = 0",
        "begin transaction isolation level repeatable read read only",
    ];
    pool_of(way, 1, &FROZEN)
}

pub(super) async fn client(pool: &Pool, name: &str) -> Result<Object, OpenError> {
    pool.get().await.map_err(|error| OpenError::Database {
        name: name.to_owned(),
        reason: super::pool_reason(&error),
    })
}

fn pool_of(way: Way, connections: usize, settings: &'static [&'static str]) -> Result<Pool, OpenError> {
    let name = way.name();
    let manager = Manager::from_config(
        way.config,
        way.tls,
        ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        },
    );
    let settle = Hook::async_fn(move |client, _| {
        Box::pin(async move {
            for setting in settings {
                if let Err(error) = client.batch_execute(setting).await {
                    tracing::debug!(setting, error = %reason(&error), "the database does not know a setting");
                }
            }
            Ok(())
        })
    });
    let timeouts = Timeouts {
        wait: Some(TIMEOUT),
        create: Some(CONNECT_TIMEOUT),
        recycle: Some(CONNECT_TIMEOUT),
    };
    let pool = Pool::builder(manager)
        .max_size(connections)
        .timeouts(timeouts)
        .runtime(Runtime::Tokio1);
    pool.post_create(settle).build().map_err(|error| OpenError::Database {
        name,
        reason: error.to_string(),
    })
}

/// Brings the database up to date. Whichever of two processes inserts a migration's number first makes
/// it; the other waits for that transaction, finds the number taken, and looks again.
pub(super) async fn migrate(client: &mut Client, name: &str) -> Result<(), OpenError> {
    let failed = |error: Error| OpenError::Database {
        name: name.to_owned(),
        reason: reason(&error),
    };
    let mut lost = 0;
    loop {
        match step(client).await {
            Ok(Step::Done) => return Ok(()),
            Ok(Step::Newer(found)) => {
                return Err(OpenError::Newer {
                    name: name.to_owned(),
                    found,
                    known: latest_version(),
                });
            }
            Ok(Step::Migrated) => {}
            Err(error) if raced(&error) && lost < 50 => lost += 1,
            Err(error) => return Err(failed(error)),
        }
    }
}

/// Refuses what another version of florin has written.
pub(super) async fn is_current(client: &Client, name: &str) -> Result<(), OpenError> {
    let found = client
        .query_one("select coalesce(max(version), 0) from schema", &[])
        .await;
    let found: i64 = match found {
        Ok(row) => row.get(0),
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => 0,
        Err(error) => {
            return Err(OpenError::Database {
                name: name.to_owned(),
                reason: reason(&error),
            });
        }
    };
    crate::open_error::is_current(name.to_owned(), found)
}

enum Step {
    Done,
    Migrated,
    Newer(i64),
}

async fn step(client: &mut Client) -> Result<Step, Error> {
    client
        .batch_execute("create table if not exists schema (version bigint primary key)")
        .await?;
    let row = client
        .query_one("select coalesce(max(version), 0) from schema", &[])
        .await?;
    let found: i64 = row.get(0);
    if found > latest_version() {
        return Ok(Step::Newer(found));
    }
    let Some(migration) = MIGRATIONS.iter().find(|migration| migration.number > found) else {
        return Ok(Step::Done);
    };
    apply(client, migration).await?;
    Ok(Step::Migrated)
}

async fn apply(client: &mut Client, migration: &Migration) -> Result<(), Error> {
    let transaction = client.transaction().await?;
    transaction
        .execute("insert into schema (version) values ($1)", &[&migration.number])
        .await?;
    for statement in statements(migration, Dialect::Postgres) {
        transaction.batch_execute(&statement).await?;
    }
    transaction.commit().await
}

/// Another process was first. `create table if not exists` can fail so, too: it looks before it locks.
fn raced(error: &Error) -> bool {
    matches!(
        error.code(),
        Some(
            &(SqlState::UNIQUE_VIOLATION
                | SqlState::DUPLICATE_TABLE
                | SqlState::DUPLICATE_OBJECT
                | SqlState::T_R_SERIALIZATION_FAILURE
                | SqlState::T_R_DEADLOCK_DETECTED)
        )
    )
}
