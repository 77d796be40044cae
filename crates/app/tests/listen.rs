//! `florin listen`: says its secret, forwards what happens with a signature, shows the answers, and finds
//! the server again.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, channel};

use serde_json::Value;
use support::{Florin, KEY, PATIENCE, florin, refusal};

/// A receiver that answers 200; what it got, as (head, body).
fn sink() -> (String, Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (got, received) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut reader = BufReader::new(stream.unwrap());
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).is_ok_and(|read| read > 0) {}
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")
                    .map(str::to_owned)
            });
            let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
            reader.read_exact(&mut body).unwrap();
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            reader.get_mut().write_all(answer).unwrap();
            if got.send((head, String::from_utf8(body).unwrap())).is_err() {
                return;
            }
        }
    });
    (address, received)
}

struct Listener {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Listener {
    fn start(server: &Florin, args: &[&str]) -> Listener {
        let url = format!("http://{}", server.addr);
        let mut command = florin(&["listen", "--url", &url, "--api-key", KEY]);
        let mut child = command.args(args).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Listener { child, lines }
    }

    fn line(&mut self) -> String {
        self.lines.next().expect("a line").unwrap()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_happens_is_forwarded_signed_and_shown() {
    let server = Florin::ephemeral();
    let (address, received) = sink();
    let to = format!("{address}/webhook");
    let mut listener = Listener::start(&server, &["--forward-to", &to, "--events", "customer.created,refund.*"]);
    let ready = listener.line();
    let secret = ready.split('\'').nth(1).unwrap().to_owned();
    assert_eq!(
        ready,
        format!("Ready! Your webhook signing secret is '{secret}' (^C to quit)")
    );
    assert!(secret.starts_with("whsec_"), "{secret}");

    let customer = server.post("/v1/customers", "email=a@example.com").json();
    server.post(&format!("/v1/customers/{}", customer["id"].as_str().unwrap()), "name=B");
    let (head, body) = received.recv_timeout(PATIENCE).unwrap();
    let event: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        [&event["type"], &event["data"]["object"]["id"]],
        [&"customer.created".into(), &customer["id"]]
    );
    assert!(head.starts_with("POST /webhook HTTP/1.1\r\n"), "{head}");
    let signature = head
        .lines()
        .find_map(|line| line.strip_prefix("stripe-signature: "))
        .unwrap();
    let at = signature
        .strip_prefix("t=")
        .unwrap()
        .split(',')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let at = kernel::Timestamp::from_seconds(at);
    let expected = webhooks::signature_header(std::iter::once(secret.as_str()), at, body.as_bytes(), false);
    assert_eq!(signature, expected);
    let id = event["id"].as_str().unwrap();
    let (arrow, answer) = (listener.line(), listener.line());
    assert!(arrow.ends_with(&format!("   --> customer.created [{id}]")), "{arrow}");
    assert!(
        answer.ends_with(&format!("  <--  [200] POST http://{to} [{id}]")),
        "{answer}"
    );

    server.post(&format!("/v1/events/{id}/retry"), "for_stripecli=true");
    let (_, again) = received.recv_timeout(PATIENCE).unwrap();
    assert_eq!(again, body);

    let printed = florin(&["listen", "--url", &format!("http://{}", server.addr), "--print-secret"])
        .env("FLORIN_SECRET_KEY", KEY)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(printed.stdout).unwrap().trim(), secret);
}

#[test]
fn a_wrong_key_or_no_server_is_one_line() {
    let server = Florin::ephemeral();
    let url = format!("http://{}", server.addr);
    let wrong = refusal(&mut florin(&["listen", "--url", &url, "--api-key", "sk_test_wrong"]));
    assert!(wrong.contains("Invalid API Key"), "{wrong}");
    let away = refusal(&mut florin(&[
        "listen",
        "--url",
        "http://127.0.0.1:1",
        "--api-key",
        KEY,
    ]));
    assert!(away.contains("no answer"), "{away}");
}
