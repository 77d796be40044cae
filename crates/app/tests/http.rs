//! HTTP: limits of size and time, both protocols, and what is not HTTP at all.

mod support;

use std::io::{Read as _, Write as _};
use std::time::Duration;

use florin::settings::Limits;
use florin::{Running, Server, Settings};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use support::{Answer, Florin, KEY, connect, request};

/// A server in this process whose limits of time pass at once.
fn impatient() -> (tokio::runtime::Runtime, Running) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let brief = Duration::from_millis(200);
    let limits = Limits {
        head: brief,
        body: brief,
        idle: brief * 2,
        ..Limits::default()
    };
    let running = runtime
        .block_on(Server::start(Settings {
            limits,
            ..Settings::ephemeral()
        }))
        .unwrap();
    (runtime, running)
}

/// Whatever comes until the other side closes.
fn rest(stream: &mut impl std::io::Read) -> String {
    let mut rest = Vec::new();
    // A reset counts as closed.
    let _ = stream.read_to_end(&mut rest);
    String::from_utf8_lossy(&rest).into_owned()
}

#[test]
fn one_connection_serves_many_requests_also_sent_ahead() {
    let server = Florin::ephemeral();
    let mut stream = server.connect();
    let one = request("POST", "/v1/customers", KEY, "name=Jenny");
    stream.write_all(format!("{one}{one}").as_bytes()).unwrap();
    let mut both = String::new();
    while both.matches("\"object\":\"customer\"").count() < 2 {
        let mut piece = [0; 4_096];
        let length = stream.read(&mut piece).unwrap();
        assert!(length > 0, "{both}");
        both.push_str(std::str::from_utf8(&piece[..length]).unwrap());
    }
    stream
        .write_all(request("GET", "/healthz", KEY, "").as_bytes())
        .unwrap();
    assert_eq!(Answer::read(&mut stream).unwrap().body, r#"{"status":"alive"}"#);
}

#[test]
fn what_is_not_http_is_closed_and_harms_nobody() {
    let server = Florin::ephemeral();
    let long = "x".repeat(100_000);
    let many: String = (0..200).map(|number| format!("X-{number}: 1\r\n")).collect();
    for text in [
        "\r\n\r\n\r\n\r\n",
        "nonsense\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /\0 HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nName\u{7f}: x\r\n\r\n",
        "POST /v1/customers HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/customers HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        "POST /v1/customers HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nthis is no frame of HTTP/2, whatever one reads into it",
        &format!("GET /{long} HTTP/1.1\r\n\r\n"),
        &format!("GET / HTTP/1.1\r\nX: {long}\r\n\r\n"),
        &format!("GET / HTTP/1.1\r\n{many}\r\n"),
    ] {
        let mut stream = server.connect();
        stream.write_all(text.as_bytes()).unwrap();
        // Some of these could go on and make a request; nothing more comes.
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let answer = rest(&mut stream);
        assert!(
            !answer.contains(" 200 ") && !answer.contains(" 50"),
            "{text:.40}: {answer}"
        );
    }
    assert_eq!(server.get("/readyz").status, 200);
    let (status, log) = server.stop();
    assert!(status.success() && !log.contains("panic"), "{log}");
}

#[test]
fn wrong_requests_get_the_apis_error_object() {
    let server = Florin::ephemeral();
    let kind = "invalid_request_error";
    for (method, path, key, body, status, says) in [
        (
            "GET",
            "/nothing",
            KEY,
            "",
            404,
            "Unrecognized request URL (GET: /nothing)",
        ),
        ("BREW", "/v1/customers", KEY, "", 404, "Unrecognized request URL (BREW"),
        ("GET", "/v1/customers/", KEY, "", 404, "Unrecognized request URL"),
        (
            "GET",
            "/v1/customers",
            "sk_test_wrong",
            "",
            401,
            "Invalid API Key provided",
        ),
        ("POST", "/v1/customers", KEY, "name=%zz", 400, ""),
        ("POST", "/v1/customers", KEY, "name=%ff", 400, ""),
        (
            "POST",
            "/v1/customers",
            KEY,
            "nonsense=1",
            400,
            "Received unknown parameter: nonsense",
        ),
        ("POST", "/_florin/nothing", KEY, "{}", 404, "Unrecognized request URL"),
        (
            "GET",
            &format!("/v1/customers?email={}", "x".repeat(17_000)),
            KEY,
            "",
            414,
            "longer than 16384 bytes",
        ),
    ] {
        let answer = server.call(method, path, key, body);
        assert_eq!(answer.status, status, "{method} {path:.60}: {}", answer.body);
        assert!(answer.error(kind).contains(says), "{}", answer.body);
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
    let mut stream = server.connect();
    stream
        .write_all(b"HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    let head = rest(&mut stream);
    assert!(
        head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
}

#[test]
fn bodies_have_a_limit_also_when_their_size_is_not_announced() {
    let server = Florin::ephemeral();
    let name = |length: usize| format!("name={}", "x".repeat(length - 5));
    let limit = 2 << 20;
    let too_large = server.post("/v1/customers", &name(limit + 1));
    assert_eq!(too_large.status, 400);
    assert_eq!(
        too_large.error("invalid_request_error"),
        "The request body is too large: more than 2097152 bytes (2 MiB)."
    );
    let within = server.post("/v1/customers", &name(limit));
    assert!(
        !within.error("invalid_request_error").contains("too large"),
        "{}",
        within.body
    );
    // Files may be larger; that there is no such call yet is another matter.
    let file = server.post("/v1/files", &name(limit + 1));
    assert!(
        !file.error("invalid_request_error").contains("too large"),
        "{}",
        file.body
    );
    let file = server.post("/v1/files", &name((16 << 20) + 1));
    assert!(
        file.error("invalid_request_error").contains("16777216 bytes (16 MiB)"),
        "{}",
        file.body
    );

    let mut stream = server.connect();
    let head = format!(
        "POST /v1/customers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x1_0000));
    (0..33).for_each(|_| stream.write_all(chunk.as_bytes()).unwrap());
    stream.write_all(b"0\r\n\r\n").unwrap();
    let answer = Answer::read(&mut stream).unwrap();
    assert!(
        answer.error("invalid_request_error").contains("too large"),
        "{}",
        answer.body
    );
}

#[test]
fn whoever_dawdles_is_let_go() {
    let (runtime, running) = impatient();
    let key = running.first_start.as_ref().unwrap().secret_key.clone();

    let mut silent = connect(running.addr);
    assert_eq!(rest(&mut silent), "", "a connection without a request ends");
    let mut head = connect(running.addr);
    head.write_all(b"GET /healthz HTTP/1.1\r\nHost: ").unwrap();
    assert_eq!(rest(&mut head), "", "so does one whose head never ends");
    let mut body = connect(running.addr);
    let request = request("POST", "/v1/customers", &key, "name=Jenny").replace("Length: 10", "Length: 11");
    body.write_all(request.as_bytes()).unwrap();
    let answer = Answer::read(&mut body).unwrap();
    assert!(
        answer
            .error("invalid_request_error")
            .starts_with("The request body did not arrive"),
        "{}",
        answer.body
    );
    assert_eq!(rest(&mut body), "");
    let mut kept = connect(running.addr);
    kept.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert_eq!(Answer::read(&mut kept).unwrap().status, 200);
    assert_eq!(rest(&mut kept), "", "a connection that is kept for nothing ends");
    assert!(runtime.block_on(running.stop()));
}

#[test]
fn http2_without_tls_works_and_many_requests_share_a_connection() {
    let server = Florin::ephemeral();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(server.addr).await.unwrap();
        let (sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        let calls = (0..50).map(|number| {
            let mut sender = sender.clone();
            async move {
                let request = hyper::Request::post("http://florin/v1/customers")
                    .header("authorization", format!("Bearer {KEY}"))
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(Full::new(bytes::Bytes::from(format!("name=Jenny+{number}"))));
                let answer = sender.send_request(request.unwrap()).await.unwrap();
                assert_eq!(answer.status(), 200);
                let body = answer.into_body().collect().await.unwrap().to_bytes();
                assert!(
                    std::str::from_utf8(&body)
                        .unwrap()
                        .contains(&format!("Jenny {number}\""))
                );
            }
        });
        futures::future::join_all(calls).await;
    });
    assert_eq!(server.stop().0.code(), Some(0));
}

#[test]
fn metrics_count_requests_and_commits_and_queues() {
    let server = Florin::ephemeral();
    server.post("/v1/customers", "name=Jenny");
    server.get("/v1/customers/cus_secret?expand[]=x");
    server.get("/v1/outside/of/the/api");
    let metrics = server.get("/metrics");
    assert!(metrics.header("content-type").unwrap().starts_with("text/plain"));
    for line in [
        "florin_requests_total{method=\"POST\",path=\"/v1/customers\",status=\"200\"} 1",
        "florin_request_duration_seconds_count{method=\"POST\",path=\"/v1/customers\"} 1",
        "florin_requests_total{method=\"GET\",path=\"(unknown)\",status=\"404\"} 1",
        "florin_commits_total{outcome=\"committed\"} ",
        "florin_queue_length{queue=\"timers\"} ",
    ] {
        assert!(
            metrics.body.lines().any(|known| known.starts_with(line)),
            "{line}\n{}",
            metrics.body
        );
    }
    assert!(!metrics.body.contains("cus_secret"), "ids would make a metric each");
    let (_, log) = server.stop();
    assert!(
        log.contains("path=\"/v1/customers/{customer}\"") || log.contains("path=\"/v1/customers/{id}\""),
        "{log}"
    );
    for secret in [KEY, "Jenny", "cus_secret", "expand"] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}

#[test]
fn logs_are_json_if_asked_for() {
    let mut command = support::florin(&[
        "serve",
        "--ephemeral",
        "--listen",
        "127.0.0.1:0",
        "--log-format",
        "json",
    ]);
    let server = Florin::start(command.env("FLORIN_SECRET_KEY", KEY));
    server.get("/v1/customers");
    let (_, log) = server.stop();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let line = lines
        .iter()
        .find(|line| line["path"] == "/v1/customers")
        .expect("the request is logged");
    assert_eq!((&line["method"], &line["status"]), (&"GET".into(), &200.into()));
    assert!(
        line["request"].as_str().unwrap().starts_with("req_") && line["ms"].is_number(),
        "{line}"
    );
}
