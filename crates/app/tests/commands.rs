//! Commands beside a server that runs: backup, doctor, rotation of the vault's key.

mod support;

use std::fs;
use std::path::Path;
use std::process::Output;

use support::{Florin, KEY, florin, output, refusal};

fn run(args: &[&str], folder: &Path) -> Output {
    output(florin(args).args(["--data-dir", folder.to_str().unwrap()]))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Raw numbers are sealed by the vault; charged again they must open.
fn pay(server: &Florin) -> u16 {
    let form = "type=card&card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2040&card[cvc]=123";
    server.post("/v1/payment_methods", form).status
}

#[test]
fn a_backup_is_a_database_that_serves() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let copy = folder.path().join("copy");
    fs::create_dir(&copy).unwrap();
    let file = copy.join("florin.db");
    let server = Florin::on(&data);
    let id = server.post("/v1/customers", "name=Jenny").json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let written = run(&["backup", file.to_str().unwrap()], &data);
    assert!(written.status.success(), "{}", said(&written));
    server.post("/v1/customers", "name=Later");
    let line = refusal(florin(&["backup", file.to_str().unwrap(), "--data-dir"]).arg(&data));
    assert!(line.contains("is there already"), "{line}");

    fs::copy(data.join("vault.key"), copy.join("vault.key")).unwrap();
    let second = Florin::on(&copy);
    assert_eq!(second.get(&format!("/v1/customers/{id}")).json()["name"], "Jenny");
    assert_eq!(second.get("/v1/customers").json()["data"].as_array().unwrap().len(), 1);
    assert_eq!(
        fs::read_dir(&copy)
            .unwrap()
            .filter(|entry| {
                entry
                    .as_ref()
                    .unwrap()
                    .file_name()
                    .to_string_lossy()
                    .ends_with(".partial")
            })
            .count(),
        0
    );
}

#[test]
fn commands_without_a_database_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().to_str().unwrap();
    for args in [&["doctor"][..], &["backup", "x.db"], &["keys", "rotate"]] {
        let line = refusal(florin(args).args(["--data-dir", empty]).current_dir(folder.path()));
        assert!(
            line.contains("it is not there") || line.contains("there is no"),
            "{line}"
        );
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
    let line = refusal(florin(&["backup", "x.db", "--database-url", "postgres://x"]).current_dir(folder.path()));
    assert!(line.contains("pg_dump"), "{line}");
    assert!(run(&["migrate"], folder.path()).status.success());
    assert!(run(&["doctor"], folder.path()).status.success());
    assert_eq!(
        output(&mut florin(&["--version"])).stdout,
        format!("florin {}\n", env!("CARGO_PKG_VERSION")).as_bytes()
    );
}

#[test]
fn the_doctor_finds_what_was_planted() {
    let folder = tempfile::tempdir().unwrap();
    let server = Florin::on(folder.path());
    server.post("/v1/customers", "name=Jenny");
    let pay = "amount=2000&currency=usd&payment_method=pm_card_visa&confirm=true&return_url=https://shop.test";
    for _ in 0..3 {
        assert_eq!(server.post("/v1/payment_intents", pay).status, 200);
    }
    let sound = run(&["doctor"], folder.path());
    assert_eq!(sound.status.code(), Some(0), "{}", said(&sound));
    assert_eq!(server.stop().0.code(), Some(0));

    let database = rusqlite::Connection::open(folder.path().join("florin.db")).unwrap();
    let plant = |sql: &str| database.execute_batch(sql).unwrap();
    plant("insert into balances (account, name, currency, shard, amount) values (2, 'available', 'usd', 7, 500)");
    plant(
        "insert into postings (id, account, version, body, txn, debit, credit, currency, amount) \
         values (77, 2, 1, null, 78, 'acquirer_receivable', 'available', 'eur', 9)",
    );
    // Long after the first payment's others, and two in one key's place.
    plant(
        "insert into postings (id, account, version, body, txn, debit, credit, currency, amount) \
         select 9000000000000000000, account, 1, null, min(id), 'acquirer_receivable', 'available', 'usd', 7 \
         from balance_transactions",
    );
    plant("delete from balance_transactions where id = (select max(id) from balance_transactions)");
    plant("update customers set body = 4711");
    plant("delete from bodies where id = (select body from events limit 1)");
    drop(database);
    let sick = run(&["doctor"], folder.path());
    assert_eq!(sick.status.code(), Some(1));
    let findings = said(&sick);
    for finding in [
        "balance of available in usd is 500, but its postings sum to 7",
        ": its net is 1912, but its postings sum to 1919",
        " is captured and has no balance transaction",
        " move 1912 usd, but no balance transaction tells of it",
        "debits and credits in usd differ by 500",
        "balance of available in eur is missing, but its postings sum to 9",
        "postings of 78 move 9 eur, but no balance transaction tells of it",
        "customers ",
        "events ",
        "body 4711 is missing",
    ] {
        assert!(findings.contains(finding), "{finding}:\n{findings}");
    }
}

#[test]
fn the_vaults_key_is_rotated_while_the_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vault.key");
    let server = Florin::on(folder.path());
    assert_eq!(pay(&server), 200);
    let old = fs::read_to_string(&file).unwrap();
    let rotated = run(&["keys", "rotate"], folder.path());
    assert!(rotated.status.success(), "{}", said(&rotated));
    let new = fs::read_to_string(&file).unwrap();
    assert!(old != new && new.lines().count() == 1);
    assert!(!said(&rotated).contains(new.trim()));
    assert_eq!(pay(&server), 200);
    assert_eq!(server.stop().0.code(), Some(0));
    let server = Florin::on(folder.path());
    assert_eq!(pay(&server), 200);
    assert_eq!(server.stop().0.code(), Some(0));
    // The old key opens nothing any more.
    fs::write(&file, &old).unwrap();
    assert!(refusal(&mut support::serve_on(folder.path())).contains("does not open"));
}

#[test]
fn a_rotation_that_was_interrupted_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vault.key");
    assert_eq!(Florin::on(folder.path()).stop().0.code(), Some(0));
    // As it is after the first step: a new key in front, every row still under the old one.
    let old = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n{old}")).unwrap();
    let server = Florin::start(support::serve_on(folder.path()).env("FLORIN_SECRET_KEY", KEY));
    assert_eq!(pay(&server), 200);
    let rotated = run(&["keys", "rotate"], folder.path());
    assert!(rotated.status.success(), "{}", said(&rotated));
    let new = fs::read_to_string(&file).unwrap();
    assert!(new.lines().count() == 1 && !new.contains("AAAA") && new != old);
    drop(server);
    assert_eq!(pay(&Florin::on(folder.path())), 200);
}
