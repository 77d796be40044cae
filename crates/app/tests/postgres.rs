//! Two servers on one PostgreSQL. Where `FLORIN_TEST_DATABASE_URL` names none, these tests say so and pass.

mod support;

use std::path::Path;

use support::{Florin, KEY, florin, output};
use tokio_postgres::{Config, NoTls};

/// A database of its own, dropped at the end.
struct Database {
    server: Config,
    name: String,
    url: String,
}

impl Database {
    fn create(name: &str) -> Option<Database> {
        let Ok(given) = std::env::var("FLORIN_TEST_DATABASE_URL") else {
            println!("skipped: FLORIN_TEST_DATABASE_URL names no PostgreSQL");
            return None;
        };
        let server: Config = given.parse().expect("it is a URL");
        let name = format!("florin_app_{name}_{}", std::process::id());
        let (base, _) = given.rsplit_once('/').expect("the URL names a database");
        let database = Database {
            server,
            url: format!("{base}/{name}"),
            name,
        };
        database.run(&format!("create database {}", database.name));
        Some(database)
    }

    fn run(&self, sql: &str) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let (client, connection) = self.server.connect(NoTls).await.unwrap();
            tokio::spawn(connection);
            client.batch_execute(sql).await.unwrap();
        });
    }

    fn serve(&self, folder: &Path) -> Florin {
        let folder = folder.to_str().unwrap();
        let args = [
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--database-url",
            &self.url,
            "--data-dir",
            folder,
        ];
        Florin::start(florin(&args).env("FLORIN_SECRET_KEY", KEY))
    }

    fn command(&self, args: &[&str], folder: &Path) -> (bool, String) {
        let output = output(
            florin(args)
                .args(["--database-url", &self.url, "--data-dir"])
                .arg(folder),
        );
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        )
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.run(&format!("drop database {} with (force)", self.name));
    }
}

#[test]
fn two_servers_that_start_at_once_make_one_account_and_share_the_work() {
    let Some(database) = Database::create("share") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = std::thread::scope(|scope| {
        let starting = [(); 2].map(|()| scope.spawn(|| database.serve(folder.path())));
        let [one, other] = starting.map(|server| server.join().unwrap());
        (one, other)
    });
    let account = |server: &Florin| server.get("/_florin/state").json()["account"].clone();
    assert_eq!(account(&one), account(&other));
    let id = one.post("/v1/customers", "name=Jenny").json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(other.get(&format!("/v1/customers/{id}")).json()["name"], "Jenny");
    let moved = one.post("/_florin/time", r#"{"advance": "1d"}"#).json()["now"].as_i64();
    assert!(other.get("/_florin/time").json()["now"].as_i64() >= moved);
    drop(one);
    assert_eq!(other.get(&format!("/v1/customers/{id}")).status, 200);
    let (sound, report) = database.command(&["doctor"], folder.path());
    assert!(sound, "{report}");
    let (rotated, said) = database.command(&["keys", "rotate"], folder.path());
    assert!(rotated, "{said}");
    assert_eq!(other.post("/_florin/reset", "").status, 200);
    assert_eq!(other.stop().0.code(), Some(0));
    assert_eq!(
        database.serve(folder.path()).get(&format!("/v1/customers/{id}")).status,
        404
    );
}
