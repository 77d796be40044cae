//! Control calls: each does what docs/sandbox.md says, and refuses what it does not take.

mod support;

use std::io::Write as _;

use support::{Answer, Florin, KEY, request};

const WRONG: &str = "invalid_request_error";

#[test]
fn only_a_secret_test_key_controls() {
    let server = Florin::ephemeral();
    let publishable = server.banner.lines().find(|line| line.contains("publishable")).unwrap();
    let publishable = publishable.split_whitespace().last().unwrap();
    for (key, status) in [
        (KEY, 200),
        ("sk_live_1", 403),
        ("rk_live_1", 403),
        (publishable, 401),
        ("sk_test_no", 401),
    ] {
        let answer = server.call("GET", "/_florin/state", key, "");
        assert_eq!(answer.status, status, "{key}: {}", answer.body);
        assert_eq!(answer.status != 200, answer.json()["error"]["type"] == WRONG);
    }
    assert_eq!(server.call("DELETE", "/_florin/time", KEY, "").status, 400);
}

#[test]
fn time_moves_forward_and_for_one_account_only() {
    let server = Florin::ephemeral();
    let now = |key: &str| {
        server.call("GET", "/_florin/time", key, "").json()["now"]
            .as_i64()
            .unwrap()
    };
    let other = server.post("/_florin/accounts", "{}").json()["secret_key"]
        .as_str()
        .unwrap()
        .to_owned();
    let (mine, theirs) = (now(KEY), now(&other));
    let moved = server.post("/_florin/time", r#"{"advance": "1d12h"}"#).json()["now"]
        .as_i64()
        .unwrap();
    assert!((mine + 129_600..mine + 129_660).contains(&moved), "{moved} {mine}");
    assert!(now(KEY) >= moved && now(&other) < theirs + 60);
    let created = server.post("/v1/customers", "name=Later").json()["created"]
        .as_i64()
        .unwrap();
    assert!(created >= moved);

    let target = moved + 1_000_000;
    let set = server.post("/_florin/time", &format!(r#"{{"set": {target}}}"#));
    assert_eq!(set.json()["now"], target);
    for (body, says) in [
        (r#"{"set": 5}"#, "cannot be moved back"),
        (r#"{"set": 9999999999}"#, "cannot be moved past"),
        (r#"{"advance": "99999d"}"#, "cannot be moved past"),
        (r#"{"advance": "soon"}"#, "Invalid advance: \"soon\""),
        (r#"{"advance": "1h", "set": 5}"#, "Give either"),
        (r#"{}"#, "Give either"),
        (r#"{"advanced": "1h"}"#, "unknown field `advanced`"),
        (r#"{"advance": 5}"#, "expected a string"),
        ("advance=1h", "must be a JSON object"),
    ] {
        let answer = server.post("/_florin/time", body);
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.error(WRONG).contains(says), "{body}: {}", answer.body);
    }
}

#[test]
fn accounts_have_their_own_data_and_settings() {
    let server = Florin::ephemeral();
    let made = server
        .post("/_florin/accounts", r#"{"country": "de", "payout_interval": "manual"}"#)
        .json();
    assert_eq!(
        (&made["country"], &made["default_currency"]),
        (&"DE".into(), &"eur".into())
    );
    let key = made["secret_key"].as_str().unwrap();
    let id = server.post("/v1/customers", "name=Mine").json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(server.call("GET", &format!("/v1/customers/{id}"), key, "").status, 404);
    assert_eq!(
        server.call("GET", "/v1/customers", key, "").json()["data"]
            .as_array()
            .unwrap()
            .len(),
        0
    );

    // Its maker's key may act for it.
    let account = made["id"].as_str().unwrap();
    let as_it =
        request("GET", "/_florin/state", KEY, "").replacen("\r\n", &format!("\r\nStripe-Account: {account}\r\n"), 1);
    assert_eq!(support::exchange(server.addr, &as_it).json()["account"], account);
    for body in [
        r#"{"country": "XX"}"#,
        r#"{"default_currency": "euro"}"#,
        r#"{"payout_interval": "never"}"#,
    ] {
        assert_eq!(server.post("/_florin/accounts", body).status, 400, "{body}");
    }
}

#[test]
fn rules_on_risk_are_kept_one_by_one() {
    let server = Florin::ephemeral();
    let before = server.get("/_florin/radar").json();
    assert_eq!(before["review_elevated_risk"], false);
    let set = server
        .post("/_florin/radar", r#"{"review_elevated_risk": true}"#)
        .json();
    assert_eq!(
        (&set["review_elevated_risk"], &set["block_highest_risk"]),
        (&true.into(), &before["block_highest_risk"])
    );
    assert_eq!(server.get("/_florin/radar").json(), set);
    assert_eq!(
        server.post("/_florin/radar", r#"{"block_everything": true}"#).status,
        400
    );
}

#[test]
fn faults_strike_as_often_as_they_say_and_only_their_account() {
    let server = Florin::ephemeral();
    let other = server.post("/_florin/accounts", "{}").json()["secret_key"]
        .as_str()
        .unwrap()
        .to_owned();
    let fault = server.post(
        "/_florin/faults",
        r#"{"kind": "server_error", "count": 2, "path": "/v1/customers"}"#,
    );
    assert_eq!(fault.status, 200, "{}", fault.body);
    assert_eq!(server.call("POST", "/v1/customers", &other, "name=x").status, 200);
    let statuses: Vec<u16> = (0..3).map(|_| server.post("/v1/customers", "name=x").status).collect();
    assert_eq!(statuses, [500, 500, 200]);
    assert_eq!(
        server.get("/v1/customers").json()["data"].as_array().unwrap().len(),
        1,
        "nothing was done before it"
    );

    server.post(
        "/_florin/faults",
        r#"{"kind": "slow_answer", "share": 1, "delay": "0s"}"#,
    );
    assert_eq!(server.get("/_florin/faults").json()["data"][0]["share"], 1.0);
    assert_eq!(server.call("DELETE", "/_florin/faults", KEY, "").json()["cleared"], 1);
    for body in [
        r#"{}"#,
        r#"{"kind": "earthquake"}"#,
        r#"{"kind": "server_error", "count": 0}"#,
        r#"{"kind": "server_error", "count": 1, "share": 0.5}"#,
        r#"{"kind": "server_error", "share": 2}"#,
        r#"{"kind": "server_error", "delay": "1s"}"#,
        r#"{"kind": "slow_answer", "delay": "1d"}"#,
        r#"{"kind": "server_error", "path": "v1"}"#,
        r#"{"kind": "webhook_failure", "when": "after"}"#,
    ] {
        assert_eq!(server.post("/_florin/faults", body).status, 400, "{body}");
    }
}

#[test]
fn an_answer_that_is_lost_is_replayed_for_its_idempotency_key() {
    let server = Florin::ephemeral();
    server.post("/_florin/faults", r#"{"kind": "connection_reset"}"#);
    let create = request("POST", "/v1/customers", KEY, "name=Once").replacen("\r\n", "\r\nIdempotency-Key: k\r\n", 1);
    let mut stream = server.connect();
    stream.write_all(create.as_bytes()).unwrap();
    assert!(Answer::read(&mut stream).is_none(), "the connection breaks");
    let again = support::exchange(server.addr, &create);
    assert_eq!((again.status, again.header("idempotent-replayed")), (200, Some("true")));
    assert_eq!(server.get("/v1/customers").json()["data"].as_array().unwrap().len(), 1);
}

#[test]
fn a_reset_empties_the_account_and_keeps_its_keys() {
    let server = Florin::ephemeral();
    let other = server.post("/_florin/accounts", "{}").json()["secret_key"]
        .as_str()
        .unwrap()
        .to_owned();
    for key in [KEY, &other] {
        server.call("POST", "/v1/customers", key, "name=Jenny");
    }
    server.post("/_florin/time", r#"{"advance": "1d"}"#);
    let before = server.get("/_florin/state").json();
    assert_eq!(before["rows"]["customers"], 1);
    assert_eq!(server.post("/_florin/reset", "").status, 200);
    let after = server.get("/_florin/state").json();
    assert_eq!(after["rows"], serde_json::json!({"accounts": 1, "api_keys": 2}));
    assert_eq!(
        server.call("GET", "/_florin/state", &other, "").json()["rows"]["customers"],
        1
    );
    assert!(after["now"].as_i64() >= before["now"].as_i64(), "the clock stays");
    assert_eq!(server.post("/v1/customers", "name=Again").status, 200);
}
