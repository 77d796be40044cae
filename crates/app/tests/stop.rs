//! Stopping: what is in flight is finished, nothing new is taken, nothing is left behind.

mod support;

use std::io::Write as _;
use std::net::TcpStream;
use std::path::PathBuf;

use support::{Answer, Florin, KEY, PATIENCE, florin, request};

#[test]
fn a_request_in_flight_is_answered_and_nothing_new_is_taken() {
    let mut server = Florin::ephemeral();
    let fault = server.post(
        "/_florin/faults",
        r#"{"kind": "slow_answer", "when": "after", "delay": "1s"}"#,
    );
    assert_eq!(fault.status, 200, "{}", fault.body);
    let mut slow = server.connect();
    slow.write_all(request("POST", "/v1/customers", KEY, "name=Jenny").as_bytes())
        .unwrap();
    // The fault has struck as soon as it is not among those that still can.
    while !server.get("/_florin/faults").json()["data"]
        .as_array()
        .unwrap()
        .is_empty()
    {}
    let idle = server.connect();
    server.terminate();
    let answer = Answer::read(&mut slow).expect("what was in flight is answered");
    assert_eq!((answer.status, &answer.json()["name"]), (200, &"Jenny".into()));
    let (status, log) = server.wait();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(
        log.contains("stopped") && !log.contains("before everything was finished"),
        "{log}"
    );
    assert!(TcpStream::connect_timeout(&server.addr, PATIENCE).is_err());
    drop(idle);
}

#[test]
fn an_ephemeral_server_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = florin(&["serve", "--ephemeral", "--listen", "127.0.0.1:0"]);
    let server = Florin::start(command.env("TMPDIR", folder.path()));
    let made: Vec<PathBuf> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(made.len() == 1 && made[0].join("florin.db").exists(), "{made:?}");
    assert_eq!(server.stop().0.code(), Some(0));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let server = Florin::on(folder.path());
    let id = server.post("/v1/customers", "name=Jenny").json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    drop(server);
    let server = Florin::on(folder.path());
    assert_eq!(server.get(&format!("/v1/customers/{id}")).json()["name"], "Jenny");
    let (status, _) = server.stop();
    assert_eq!(status.code(), Some(0));
    // The log of writes is in the database, so that copying the one file is enough.
    assert!(!folder.path().join("florin.db-wal").exists());
}
