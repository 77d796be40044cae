//! Starting: what is refused and how, what the first start makes, and which setting wins.

mod support;

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use support::{Florin, KEY, florin, refusal, serve_on};

fn key_in(banner: &str, label: &str) -> String {
    let line = banner
        .lines()
        .find(|line| line.trim_start().starts_with(label))
        .unwrap();
    line.split_whitespace().last().unwrap().to_owned()
}

#[test]
fn the_first_start_prints_keys_that_work_and_the_second_prints_none() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let first = Florin::start(&mut serve_on(&data));
    let secret = key_in(&first.banner, "secret key");
    let publishable = key_in(&first.banner, "publishable key");
    assert!(
        secret.starts_with("sk_test_") && publishable.starts_with("pk_test_"),
        "{}",
        first.banner
    );
    assert_eq!(first.call("GET", "/v1/customers", &secret, "").status, 200);
    assert_eq!(first.call("GET", "/v1/customers", &publishable, "").status, 401);
    let (status, log) = first.stop();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(!log.contains(&secret), "a key is in the log");

    assert_eq!(fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(
        fs::metadata(data.join("vault.key")).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let second = Florin::start(&mut serve_on(&data));
    assert!(!second.banner.contains("sk_test_"), "{}", second.banner);
    assert_eq!(second.call("GET", "/v1/customers", &secret, "").status, 200);
}

#[test]
fn keys_can_be_fixed_and_a_later_one_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let first = Florin::on(folder.path());
    assert_eq!(key_in(&first.banner, "secret key"), KEY);
    assert_eq!(first.get("/v1/customers").status, 200);
    assert_eq!(first.stop().0.code(), Some(0));

    let second = Florin::start(serve_on(folder.path()).env("FLORIN_SECRET_KEY", "sk_test_another"));
    for key in [KEY, "sk_test_another"] {
        assert_eq!(second.call("GET", "/v1/customers", key, "").status, 200, "{key}");
    }
    assert_eq!(second.call("GET", "/v1/customers", "sk_test_wrong", "").status, 401);
    let other = second.post("/_florin/accounts", "{}").json()["secret_key"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(second.stop().0.code(), Some(0));

    let line = refusal(serve_on(folder.path()).env("FLORIN_SECRET_KEY", other));
    assert_eq!(
        line,
        "FLORIN_SECRET_KEY is a key of another account or of another kind already; choose another one"
    );
}

#[test]
fn what_makes_no_sense_is_refused_with_one_line() {
    type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], &'a str);
    let cases: &[Case<'_>] = &[
        (&["--listen", "nonsense"], &[], "cannot listen on \"nonsense\""),
        (
            &["--public-url", "florin.example"],
            &[],
            "must be http:// or https:// and a host",
        ),
        (&["--public-url", "https://florin.example/path"], &[], "without a path"),
        (&["--database-url", "mysql://x"], &[], "must begin with postgres://"),
        (&["--ephemeral", "--data-dir", "x"], &[], "leave out --data-dir"),
        (
            &["--ephemeral", "--database-url", "postgres://x"],
            &[],
            "leave out --database-url",
        ),
        (&["--async-delay=-1"], &[], "must be from 0 to 86400 seconds"),
        (&["--async-delay", "NaN"], &[], "must be from 0 to 86400 seconds"),
        (&["--country", "XX"], &[], "there is no account country \"XX\""),
        (
            &["--default-currency", "dollars"],
            &[],
            "there is no currency \"dollars\"",
        ),
        (&["--config", "missing.toml"], &[], "missing.toml: "),
        (
            &[],
            &[("FLORIN_SECRET_KEY", "secret")],
            "FLORIN_SECRET_KEY must begin with sk_test_",
        ),
        (
            &[],
            &[("FLORIN_SECRET_KEY", "sk_live_1")],
            "FLORIN_SECRET_KEY must begin with sk_test_",
        ),
        (
            &[],
            &[("FLORIN_PUBLISHABLE_KEY", "pk_test_a b")],
            "FLORIN_PUBLISHABLE_KEY must begin with pk_test_",
        ),
        (
            &[],
            &[("FLORIN_WEBHOOK_SECRET", "x")],
            "FLORIN_WEBHOOK_SECRET must begin with whsec_",
        ),
        (
            &[],
            &[("FLORIN_EPHEMERAL", "maybe")],
            "FLORIN_EPHEMERAL must be true or false",
        ),
        (
            &[],
            &[("FLORIN_ASYNC_DELAY", "soon")],
            "FLORIN_ASYNC_DELAY must be a number of seconds",
        ),
        (&[], &[("FLORIN_LOG_FORMAT", "xml")], "log_format: "),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (args, env, says) in cases {
        let mut command = florin(&["serve"]);
        let line = refusal(command.args(*args).envs(env.iter().copied()).current_dir(folder.path()));
        assert!(line.contains(says), "{args:?} {env:?}: {line}");
        assert!(!line.contains("sk_live_1"), "{line}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
}

#[test]
fn a_misspelt_setting_in_the_file_is_found() {
    let folder = tempfile::tempdir().unwrap();
    for (text, says) in [
        (
            "listn = \"127.0.0.1:0\"",
            "there is no setting listn; known are allow_private_webhooks,",
        ),
        ("listen = 5", "listen: "),
        ("\nlisten =", "line 2: "),
    ] {
        fs::write(folder.path().join("florin.toml"), text).unwrap();
        let line = refusal(florin(&["serve"]).current_dir(folder.path()));
        assert!(line.contains(says), "{line}");
    }
}

#[test]
fn a_flag_wins_over_the_variable_and_the_variable_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let toml = "listen = \"127.0.0.1:0\"\ndata_dir = \"from-file\"\ncountry = \"DE\"\n";
    fs::write(folder.path().join("florin.toml"), toml).unwrap();
    let made = |name: &str| folder.path().join(name).join("florin.db").exists();

    drop(Florin::start(florin(&["serve"]).current_dir(folder.path())));
    assert!(made("from-file"));
    let mut with_variable = florin(&["serve"]);
    with_variable
        .env("FLORIN_DATA_DIR", "from-variable")
        .env("FLORIN_LISTEN", "")
        .current_dir(folder.path());
    drop(Florin::start(&mut with_variable));
    assert!(made("from-variable"));
    drop(Florin::start(with_variable.args(["--data-dir", "from-flag"])));
    assert!(made("from-flag"));
    // Which sources were read last shows in what is left to the weaker ones.
    let server = Florin::start(with_variable.env("FLORIN_SECRET_KEY", KEY));
    assert_eq!(server.get("/_florin/time").status, 200);
}

#[test]
fn what_cannot_be_opened_is_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "no folder").unwrap();
    assert!(refusal(&mut serve_on(&file)).starts_with("cannot use the data folder"));

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let line = refusal(&mut florin(&[
        "serve",
        "--ephemeral",
        "--listen",
        &format!("127.0.0.1:{port}"),
    ]));
    assert_eq!(
        line,
        format!("port {port} of 127.0.0.1 is in use; stop what listens there or choose another --listen")
    );

    let data = folder.path().join("data");
    let server = Florin::on(&data);
    assert!(refusal(&mut serve_on(&data)).starts_with("another florin process is using the data folder"));
    assert_eq!(server.stop().0.code(), Some(0));

    let database = rusqlite::Connection::open(data.join("florin.db")).unwrap();
    database.pragma_update(None, "user_version", 9_999).unwrap();
    drop(database);
    assert!(refusal(&mut serve_on(&data)).contains("was written by a newer florin (schema 9999"));

    fs::write(data.join("florin.db"), "this is not a database, however long it is").unwrap();
    assert!(refusal(&mut serve_on(&data)).starts_with("cannot open the database"));
    let unreachable = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--database-url",
        "postgres://florin@127.0.0.1:1/florin",
    ];
    assert!(
        refusal(florin(&unreachable).current_dir(folder.path()))
            .starts_with("cannot open the database 127.0.0.1/florin")
    );
}

#[test]
fn the_vaults_key_must_be_there_be_private_and_fit() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    assert_eq!(Florin::on(data).stop().0.code(), Some(0));
    let file = data.join("vault.key");
    let key = fs::read(&file).unwrap();

    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(refusal(&mut serve_on(data)).contains("set its mode to 0600"));
    fs::remove_file(&file).unwrap();
    assert!(refusal(&mut serve_on(data)).starts_with("the vault's master key is missing"));
    assert!(!file.exists(), "a new key would hide that the old one is lost");

    fs::write(&file, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(refusal(&mut serve_on(data)).starts_with("the vault's master key does not open"));
    fs::remove_file(&file).unwrap();
    let text = String::from_utf8(key).unwrap();
    let server = Florin::start(serve_on(data).env("FLORIN_VAULT_KEY", text.trim()));
    assert_eq!(server.stop().0.code(), Some(0));
}
