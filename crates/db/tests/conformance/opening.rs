//! Opening: again, by two at once, from every older version, from a newer one; and backups.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use db::{
    Dialect, IDEMPOTENCY, MIGRATIONS, Migration, OpenError, Postgres, Sqlite, Store, Table, latest_version, statements,
};
use futures::future::join_all;
use kernel::Key;

use crate::lab::{Kind, LIVE, Lab, Server, TABLES, TEST, THINGS, Thing, block_on, run};

/// Without the table that only these tests have.
pub static MACHINERY: &[&Table] = &[&db::EVENTS, &db::OUTBOX, &db::TIMERS, &db::IDEMPOTENCY];

const SAMPLE: &str = "insert into idempotency (id, account, version, body, key, fingerprint, status, request) \
     values (5, 2, 1, null, 'old', 'f', 200, 'req_1')";

async fn assert_sample(store: &dyn Store, version: usize) {
    let found = store
        .find(&IDEMPOTENCY, IDEMPOTENCY.index("key"), Some(TEST), vec!["old".into()])
        .await
        .unwrap();
    assert_eq!(found.map(|row| row.key), (version > 0).then_some(Key(5)));
    let differences = db::check_tables(store, MACHINERY).await.unwrap();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn sqlite_at(folder: &Path, migrations: &[Migration]) {
    let raw = rusqlite::Connection::open(folder.join("florin.db")).unwrap();
    for migration in migrations {
        statements(migration, Dialect::Sqlite)
            .iter()
            .for_each(|sql| raw.execute_batch(sql).unwrap());
        raw.pragma_update(None, "user_version", migration.number).unwrap();
    }
    if !migrations.is_empty() {
        raw.execute_batch(SAMPLE).unwrap();
    }
}

async fn postgres_at(server: &Server, migrations: &[Migration]) {
    let raw = server.connect().await;
    raw.batch_execute("create table schema (version bigint primary key)")
        .await
        .unwrap();
    for migration in migrations {
        for sql in statements(migration, Dialect::Postgres) {
            raw.batch_execute(&sql).await.unwrap();
        }
        raw.execute("insert into schema values ($1)", &[&migration.number])
            .await
            .unwrap();
    }
    if !migrations.is_empty() {
        raw.batch_execute(SAMPLE).await.unwrap();
    }
}

#[test]
fn every_older_sqlite_database_is_brought_up_to_date() {
    for version in 0..=MIGRATIONS.len() {
        let folder = tempfile::tempdir().unwrap();
        sqlite_at(folder.path(), &MIGRATIONS[..version]);
        let store = Sqlite::open(folder.path(), MACHINERY).unwrap();
        block_on(assert_sample(&store, version));
    }
}

#[test]
fn every_older_postgres_database_is_brought_up_to_date() {
    block_on(async {
        for version in 0..=MIGRATIONS.len() {
            let Some(server) = Server::create().await else { return };
            postgres_at(&server, &MIGRATIONS[..version]).await;
            let store = Postgres::open(&server.url, MACHINERY).await.unwrap();
            assert_sample(&store, version).await;
            drop(store);
            server.drop_database().await;
        }
    });
}

#[test]
fn processes_that_start_at_once_migrate_once() {
    block_on(async {
        let Some(server) = Server::create().await else { return };
        let opened = join_all((0..6).map(|_| Postgres::open(&server.url, MACHINERY))).await;
        for store in opened {
            assert_sample(&store.unwrap(), 0).await;
        }
        server.drop_database().await;
    });
}

fn assert_newer<T>(opened: Result<T, OpenError>) {
    match opened.err() {
        Some(error @ OpenError::Newer { .. }) => {
            let text = error.to_string();
            let (found, known) = (latest_version() + 1, latest_version());
            assert!(
                text.contains(&format!("newer florin (schema {found}, this one knows {known})")),
                "{text}"
            );
            assert!(!text.contains('\n'));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_newer_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(Sqlite::open(folder.path(), MACHINERY).unwrap());
    let raw = rusqlite::Connection::open(folder.path().join("florin.db")).unwrap();
    raw.pragma_update(None, "user_version", latest_version() + 1).unwrap();
    drop(raw);
    assert_newer(Sqlite::open(folder.path(), MACHINERY));
    block_on(async {
        let Some(server) = Server::create().await else { return };
        drop(Postgres::open(&server.url, MACHINERY).await.unwrap());
        server
            .connect()
            .await
            .execute("insert into schema values ($1)", &[&(latest_version() + 1)])
            .await
            .unwrap();
        assert_newer(Postgres::open(&server.url, MACHINERY).await);
        server.drop_database().await;
    });
}

#[test]
fn a_folder_serves_one_process() {
    let folder = tempfile::tempdir().unwrap();
    let first = Sqlite::open(folder.path(), MACHINERY).unwrap();
    let second = Sqlite::open(folder.path(), MACHINERY).err();
    assert!(matches!(second, Some(OpenError::InUse { .. })), "{second:?}");
    drop(first);
    Sqlite::open(folder.path(), MACHINERY).unwrap();
}

#[test]
fn what_cannot_be_opened_says_so_in_one_line() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Sqlite::open(&file.path().join("folder"), MACHINERY).err().unwrap();
    assert!(matches!(error, OpenError::Folder { .. }), "{error}");
    let urls = [
        "postgres://localhost:1/none",
        "nonsense",
        "postgres://u:secret@h/d?sslmode=require",
    ];
    for url in urls {
        let error = block_on(Postgres::open(url, MACHINERY)).err().unwrap().to_string();
        assert!(error.starts_with("cannot open the database"), "{error}");
        assert!(!error.contains('\n') && !error.contains("secret"), "{error}");
    }
}

#[test]
fn what_was_committed_survives_reopening() {
    run(Kind::Sqlite, async |lab: &Lab| {
        let key = lab
            .inserted(
                TEST,
                Thing {
                    email: Some("a@b"),
                    ..Thing::default()
                },
            )
            .await;
        // What the store acknowledged is in the files, whether or not it is closed.
        let copy = tempfile::tempdir().unwrap();
        for name in ["florin.db", "florin.db-wal"] {
            std::fs::copy(lab.folder().join(name), copy.path().join(name)).unwrap();
        }
        let store = Sqlite::open(copy.path(), TABLES).unwrap();
        let row = store.get(&THINGS, TEST, key).await.unwrap().unwrap();
        assert_eq!(row.body.unwrap().private(), b"private");
    });
    block_on(async {
        let Some(lab) = Lab::open(Kind::Postgres).await else {
            return;
        };
        let key = lab
            .inserted(
                TEST,
                Thing {
                    email: Some("a@b"),
                    ..Thing::default()
                },
            )
            .await;
        let crate::lab::Place::Postgres(server) = lab.place else {
            unreachable!()
        };
        drop(lab.store);
        let store = Postgres::open(&server.url, TABLES).await.unwrap();
        let row = store.get(&THINGS, TEST, key).await.unwrap().unwrap();
        assert_eq!(row.body.unwrap().private(), b"private");
        drop(store);
        server.drop_database().await;
    });
}

#[test]
fn a_backup_made_while_others_write_is_one_moment() {
    run(Kind::Sqlite, async |lab: &Lab| {
        let done = AtomicBool::new(false);
        let write_one = async || {
            let (_, mut change) = lab.insert(LIVE, Thing::default());
            lab.post(&mut change, LIVE, "left", "right", 3);
            lab.commit(change).await.unwrap();
        };
        let write = async || {
            while !done.load(Ordering::Relaxed) {
                write_one().await;
            }
        };
        write_one().await;
        let back_up = async || {
            let to = tempfile::tempdir().unwrap();
            for nth in 0..3 {
                let file = to.path().join(format!("copy-{nth}.db"));
                lab.store.backup(&file).await.unwrap();
                assert_one_moment(&file);
            }
            let refused = lab.store.backup(&to.path().join("no-such-folder/copy.db")).await;
            assert!(refused.is_err());
            done.store(true, Ordering::Relaxed);
        };
        futures::join!(write(), write(), back_up());
    });
}

fn assert_one_moment(file: &Path) {
    let copy = rusqlite::Connection::open(file).unwrap();
    let number = |sql: &str| copy.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let things = number("select count(*) from things");
    assert!(things > 0);
    assert_eq!(
        number("select count(*) from things t join bodies b on b.id = t.body"),
        things
    );
    assert_eq!(number("select count(*) from postings"), things);
    assert_eq!(
        number("select sum(amount) from balances where name = 'right'"),
        3 * things
    );
    assert_eq!(number("select sum(amount) from balances"), 0);
    assert_eq!(number("pragma user_version"), latest_version());
}

#[test]
fn other_stores_say_how_they_are_backed_up() {
    for (kind, says) in [(Kind::Memory, "memory"), (Kind::Postgres, "pg_dump")] {
        run(kind, async |lab: &Lab| {
            let error = lab.store.backup(Path::new("/nowhere")).await.unwrap_err();
            assert!(error.to_string().contains(says), "{error}");
        });
    }
}

#[test]
fn a_table_that_differs_from_its_migration_is_named() {
    static DIFFERENT: Table = Table {
        name: "timers",
        columns: &[db::int("due"), db::text("type")],
        indexes: &[db::unique("due", &[0])],
    };
    static MISSING: Table = Table {
        name: "missing",
        columns: &[],
        indexes: &[],
    };
    for kind in [Kind::Sqlite, Kind::Postgres] {
        run(kind, async |lab: &Lab| {
            let found = db::check_tables(&*lab.store, &[&DIFFERENT, &MISSING]).await.unwrap();
            assert_eq!(found.len(), 3, "{found:?}");
            assert!(
                found[0].contains("due int, type text") && found[0].contains("attempts int"),
                "{}",
                found[0]
            );
            assert_eq!(found[1], "timers: no unique index timers_due on (account, due)");
            assert_eq!(found[2], "missing: no migration creates this table");
        });
    }
}

#[test]
fn a_snapshot_of_sqlite_does_not_move_and_writes_beside_a_server_are_seen() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Sqlite::snapshot(folder.path(), MACHINERY).err().unwrap();
    assert!(matches!(missing, OpenError::Database { .. }), "{missing}");
    sqlite_at(folder.path(), &MIGRATIONS[..1]);
    let older = Sqlite::open_beside(folder.path(), MACHINERY).err().unwrap();
    assert!(matches!(older, OpenError::Older { found: 1, .. }), "{older}");

    let server = Sqlite::open(folder.path(), MACHINERY).unwrap();
    let snapshot = Sqlite::snapshot(folder.path(), MACHINERY).unwrap();
    let beside = Sqlite::open_beside(folder.path(), MACHINERY).unwrap();
    let change = |key| db::Change {
        writes: vec![db::Write {
            table: &db::TIMERS,
            scope: TEST,
            key: Key(key),
            action: db::Action::Insert(db::Values {
                body: None,
                cells: vec![1.into(), "a_kind".into(), 2.into(), 0.into()],
            }),
        }],
        ..db::Change::default()
    };
    block_on(beside.commit(change(7))).unwrap();
    block_on(server.commit(change(8))).unwrap();
    let count = |store: &dyn Store| {
        block_on(store.list(db::Query::newest(&db::TIMERS, TEST, 9)))
            .unwrap()
            .len()
    };
    assert_eq!([count(&server), count(&beside), count(&snapshot)], [2, 2, 0]);
    assert!(block_on(snapshot.commit(change(9))).is_err());
}
