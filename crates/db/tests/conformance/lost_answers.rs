//! A COMMIT whose answer is lost: what the store says afterwards is true.
//!
//! A proxy between the store and PostgreSQL cuts the line at the worst moments.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use db::{Action, CommitError, Postgres, Values};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};

use crate::lab::{Lab, Place, Server, TABLES, TEST, THINGS, Thing, Writing, block_on};

const PASS: u8 = 0;
/// The transaction never arrives.
const CUT_BEFORE: u8 = 1;
/// It arrives and is committed, and nobody hears of it.
const CUT_AFTER: u8 = 2;

trait Line: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Line for T {}

/// The address of a proxy that cuts the next commit's line as it is told to, once.
async fn proxy(server: &Server, cut: Arc<AtomicU8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let config: tokio_postgres::Config = server.url.parse().unwrap();
    let (user, database) = (
        config.get_user().unwrap_or("postgres").to_owned(),
        config.get_dbname().unwrap().to_owned(),
    );
    let password = config
        .get_password()
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let upstream = connect(&config).await;
            tokio::spawn(pump(client, upstream, cut.clone()));
        }
    });
    let password = password.map_or(String::new(), |password| format!(":{password}"));
    format!("postgres://{user}{password}@127.0.0.1:{port}/{database}?sslmode=disable")
}

async fn connect(config: &tokio_postgres::Config) -> Box<dyn Line> {
    let port = config.get_ports().first().copied().unwrap_or(5432);
    match &config.get_hosts()[0] {
        tokio_postgres::config::Host::Tcp(host) => Box::new(TcpStream::connect((host.as_str(), port)).await.unwrap()),
        tokio_postgres::config::Host::Unix(path) => Box::new(
            UnixStream::connect(path.join(format!(".s.PGSQL.{port}")))
                .await
                .unwrap(),
        ),
    }
}

async fn pump(client: TcpStream, server: Box<dyn Line>, cut: Arc<AtomicU8>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = tokio::io::split(server);
    let (mut asked, mut answered) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    let mut deaf = false;
    loop {
        tokio::select! {
            read = from_client.read(&mut asked) => {
                let Ok(length @ 1..) = read else { return };
                let commits = asked[..length].windows(7).any(|bytes| bytes == b"commit\0");
                let told = if commits { cut.swap(PASS, Ordering::SeqCst) } else { PASS };
                if told == CUT_BEFORE {
                    return;
                }
                deaf |= told == CUT_AFTER;
                to_server.write_all(&asked[..length]).await.unwrap();
            }
            read = from_server.read(&mut answered) => {
                let Ok(length @ 1..) = read else { return };
                if !deaf {
                    let _ = to_client.write_all(&answered[..length]).await;
                } else if answered[..length].windows(7).any(|bytes| bytes == b"COMMIT\0") {
                    return;
                }
            }
        }
    }
}

async fn with_proxy(test: impl AsyncFnOnce(&Lab, &AtomicU8)) {
    let Some(direct) = Lab::open(crate::lab::Kind::Postgres).await else {
        return;
    };
    let Place::Postgres(server) = direct.place else {
        unreachable!("the lab was opened on PostgreSQL")
    };
    drop(direct.store);
    let cut = Arc::new(AtomicU8::new(PASS));
    let url = proxy(&server, cut.clone()).await;
    let store = Postgres::open(&url, TABLES).await.unwrap();
    let lab = Lab::over(Arc::new(store), Place::Postgres(server));
    test(&lab, &cut).await;
    lab.close().await;
}

#[test]
fn a_change_that_was_committed_is_found() {
    block_on(with_proxy(async |lab, cut| {
        lab.inserted(TEST, Thing::default()).await;
        let (key, change) = lab.insert(TEST, Thing::default());
        cut.store(CUT_AFTER, Ordering::SeqCst);
        lab.commit(change).await.unwrap();
        assert_eq!(lab.get(TEST, key).await.unwrap().version, 1);
        assert_eq!(
            lab.store.list(db::Query::newest(&THINGS, TEST, 9)).await.unwrap().len(),
            2
        );
    }));
}

#[test]
fn a_change_that_never_arrived_is_known_not_to_be_there() {
    block_on(with_proxy(async |lab, cut| {
        let (key, change) = lab.insert(TEST, Thing::default());
        cut.store(CUT_BEFORE, Ordering::SeqCst);
        let failed = lab.commit(change).await;
        assert!(matches!(failed, Err(CommitError::Failed(_))), "{failed:?}");
        assert!(lab.get(TEST, key).await.is_none());
        // And the store goes on.
        lab.inserted(TEST, Thing::default()).await;
    }));
}

#[test]
fn a_change_without_a_body_stays_unknown() {
    block_on(with_proxy(async |lab, cut| {
        let key = lab.inserted(TEST, Thing::default()).await;
        let mut change = db::Change::default();
        change.write(
            TEST,
            key,
            Action::Update {
                read_at: 1,
                values: Values {
                    body: None,
                    cells: Thing::default().cells(),
                },
            },
        );
        cut.store(CUT_AFTER, Ordering::SeqCst);
        let unknown = lab.commit(change).await;
        assert!(matches!(unknown, Err(CommitError::Unknown(_))), "{unknown:?}");
        assert_eq!(lab.get(TEST, key).await.unwrap().version, 2);
    }));
}
