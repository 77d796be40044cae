//! TLS to a PostgreSQL of the test's own, with certificates made here.

use std::io::{BufRead, BufReader, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use db::{OpenError, Postgres, Store};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::lab::block_on;
use crate::opening::MACHINERY;

/// Ends the server when its standard input closes.
const GUARD: &str = include_str!("../../../../xtask/src/postgres-guard.sh");

struct Secured {
    port: u16,
    folder: tempfile::TempDir,
    guard: Child,
}

impl Drop for Secured {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

impl Secured {
    /// With a certificate for `localhost` by an authority of its own. `None` where the tests have no PostgreSQL.
    fn start() -> Option<Secured> {
        if std::env::var_os("FLORIN_TEST_DATABASE_URL").is_none() {
            println!("skipped: FLORIN_TEST_DATABASE_URL names no PostgreSQL to test with");
            return None;
        }
        let (authority, key) = (authority(), KeyPair::generate().unwrap());
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &authority).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        std::fs::write(at.join("root.pem"), authority.pem()).unwrap();
        std::fs::write(at.join("other.pem"), self::authority().pem()).unwrap();
        std::fs::write(at.join("server.pem"), certificate.pem()).unwrap();
        let mut file = std::fs::OpenOptions::new();
        let mut file = file
            .write(true)
            .create(true)
            .mode(0o600)
            .open(at.join("server.key"))
            .unwrap();
        file.write_all(key.serialize_pem().as_bytes()).unwrap();

        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = unprivileged(at);
        command
            .args(["sh", "-c", GUARD, "postgres-guard"])
            .arg(programs())
            .arg(port.to_string());
        for setting in [
            "ssl=on".to_owned(),
            format!("ssl_cert_file={}", at.join("server.pem").display()),
            format!("ssl_key_file={}", at.join("server.key").display()),
            "fsync=off".to_owned(),
        ] {
            command.args(["-c", &setting]);
        }
        let mut guard = command
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(guard.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert_eq!(line.trim(), "ready", "PostgreSQL starts with TLS");
        Some(Secured { port, folder, guard })
    }

    /// How many of a store's connections use TLS, and how many do not; or why there is no store.
    async fn opened(&self, host: &str, options: &str) -> Result<(i64, i64), OpenError> {
        let options = options.replace("FOLDER", &self.folder.path().display().to_string());
        let url = format!("postgres://florin@{host}:{}/florin?{options}", self.port);
        let store = Postgres::open(&url, MACHINERY).await?;
        store.ping().await.unwrap();
        let plain = format!("postgres://florin@127.0.0.1:{}/florin?sslmode=disable", self.port);
        let (client, connection) = tokio_postgres::connect(&plain, tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        let sql = "select count(*) filter (where s.ssl), count(*) filter (where not s.ssl) from pg_stat_ssl s \
                   join pg_stat_activity a using (pid) where a.application_name = $1";
        let application = options.rsplit_once("application_name=").unwrap().1;
        let row = client.query_one(sql, &[&application]).await.unwrap();
        Ok((row.get(0), row.get(1)))
    }
}

/// PostgreSQL refuses to run as root; what it reads must then belong to whom it runs as.
fn unprivileged(folder: &Path) -> Command {
    if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
        return Command::new("env");
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap();
    let find = |name: &str| users.lines().find(|line| line.starts_with(&format!("{name}:")));
    let user = find("postgres")
        .or_else(|| find("nobody"))
        .expect("a user that PostgreSQL can run as");
    let mut fields = user.split(':').skip(2).map(|number| number.parse::<u32>().unwrap());
    let (uid, gid) = (fields.next().unwrap(), fields.next().unwrap());
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for path in files.chain([folder.to_owned()]) {
        chown(path, Some(uid), Some(gid)).unwrap();
    }
    let mut command = Command::new("setpriv");
    command.args([
        format!("--reuid={uid}"),
        format!("--regid={gid}"),
        "--clear-groups".into(),
    ]);
    command
}

/// The folder with `initdb` and `postgres`.
fn programs() -> PathBuf {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = debian.map(|entry| entry.path().join("bin")).collect();
    found.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    found.extend(std::env::split_paths(&path));
    found.retain(|folder| folder.join("initdb").is_file());
    found
        .into_iter()
        .next()
        .expect("PostgreSQL is installed where tests run on it")
}

#[test]
fn a_connection_is_encrypted_and_its_server_known_as_asked() {
    let Some(server) = Secured::start() else { return };
    block_on(async {
        let cases = [
            ("127.0.0.1", "sslmode=disable&application_name=a", false),
            ("127.0.0.1", "application_name=b", true),
            ("127.0.0.1", "sslmode=require&application_name=c", true),
            (
                "127.0.0.1",
                "sslmode=require&sslrootcert=FOLDER/root.pem&application_name=d",
                true,
            ),
            (
                "127.0.0.1",
                "sslmode=verify-ca&sslrootcert=FOLDER/root.pem&application_name=e",
                true,
            ),
            (
                "localhost",
                "sslmode=verify-full&sslrootcert=FOLDER/root.pem&application_name=f",
                true,
            ),
        ];
        for (host, options, encrypted) in cases {
            let (tls, plain) = server.opened(host, options).await.unwrap();
            assert_eq!((tls > 0, plain > 0), (encrypted, !encrypted), "{options}");
        }
    });
}

#[test]
fn a_server_that_is_not_the_one_asked_for_is_refused_in_one_line() {
    let Some(server) = Secured::start() else { return };
    block_on(async {
        let cases = [
            // A name that the certificate is not for.
            ("127.0.0.1", "sslmode=verify-full&sslrootcert=FOLDER/root.pem"),
            // Another authority, and those of the system.
            ("localhost", "sslmode=verify-full&sslrootcert=FOLDER/other.pem"),
            ("localhost", "sslmode=verify-ca&sslrootcert=FOLDER/other.pem"),
            ("localhost", "sslmode=require&sslrootcert=FOLDER/other.pem"),
            ("localhost", "sslmode=verify-full"),
            ("localhost", "sslmode=verify-full&sslrootcert=FOLDER/none.pem"),
        ];
        for (host, options) in cases {
            let error = server.opened(host, options).await.unwrap_err().to_string();
            assert!(error.starts_with("cannot open the database"), "{options}: {error}");
            assert!(
                error.contains("certificate") || error.contains("sslrootcert"),
                "{options}: {error}"
            );
            assert!(!error.contains('\n'), "{error}");
        }
    });
}

#[test]
fn a_server_without_tls_is_refused_when_tls_is_asked_for() {
    let Ok(url) = std::env::var("FLORIN_TEST_DATABASE_URL") else {
        println!("skipped: FLORIN_TEST_DATABASE_URL names no PostgreSQL to test with");
        return;
    };
    block_on(async {
        let error = Postgres::open(&format!("{url}?sslmode=require"), MACHINERY).await.err();
        let error = error.unwrap().to_string();
        assert!(error.contains("TLS"), "{error}");
    });
}
