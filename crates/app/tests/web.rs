//! The browser side over HTTP: which paths there are, and with which headers. What is in the binary is looked at by
//! `cargo xtask served`; here the files are a test's own.

mod support;

use std::io::{Read as _, Write as _};
use std::path::Path;

use support::{Answer, Florin, KEY, connect, exchange, florin};

const SCRIPT: &str = "(()=>{const served=\"__FLORIN_SERVED__\";window.Stripe=served})();";
const FRAME: &str = "<!doctype html><title></title>";

/// A server with a built browser side of two files.
fn server(folder: &Path) -> Florin {
    std::fs::create_dir_all(folder.join("v3/assets")).unwrap();
    std::fs::write(folder.join("stripe.js"), SCRIPT).unwrap();
    std::fs::write(folder.join("manifest.json"), "{}").unwrap();
    std::fs::write(folder.join("v3/elements-inner-card-1a.html"), FRAME).unwrap();
    std::fs::write(folder.join("v3/assets/card-1a.js"), "1").unwrap();
    let mut command = florin(&["serve", "--ephemeral", "--listen", "127.0.0.1:0", "--web-dir"]);
    Florin::start(command.arg(folder).env("FLORIN_SECRET_KEY", KEY))
}

/// As a browser asks: without a key.
fn ask(server: &Florin, method: &str, path: &str, more: &str) -> Answer {
    exchange(
        server.addr,
        &format!("{method} {path} HTTP/1.1\r\nHost: x\r\n{more}Connection: close\r\n\r\n"),
    )
}

#[test]
fn every_train_is_the_script_with_its_own_name() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path());
    for (path, train) in [
        ("/v3", "v3"),
        ("/v3/", "v3"),
        ("/v3/stripe.js", "v3"),
        ("/v3/?advancedFraudSignals=false", "v3"),
        ("/v3?x=1", "v3"),
        ("/acacia/stripe.js", "acacia"),
        ("/basil/stripe.js?advancedFraudSignals=false", "basil"),
        ("/clover/stripe.js", "clover"),
        ("/dahlia/stripe.js", "dahlia"),
        ("/endive/stripe.js", "endive"),
    ] {
        let answer = ask(&server, "GET", path, "Accept-Encoding: br, gzip\r\n");
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), Some("text/javascript; charset=utf-8"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
        let (_, served) = answer.body.split_once("served=").unwrap();
        let (served, _) = served.split_once(';').unwrap();
        let served: String = serde_json::from_str(served).unwrap();
        let served: serde_json::Value = serde_json::from_str(&served).unwrap();
        let origin = format!("http://{}", server.addr);
        assert_eq!(served, serde_json::json!({"train": train, "origin": origin}), "{path}");
    }
    let unknown = ask(&server, "GET", "/fern/stripe.js", "");
    assert_eq!(unknown.status, 404);
    assert_eq!(unknown.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert_eq!(
        unknown.body,
        "// There is no release train fern; known are v3, acacia, basil, clover, dahlia, endive.\n"
    );
}

#[test]
fn a_script_that_the_browser_has_is_not_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path());
    let first = ask(&server, "GET", "/basil/stripe.js", "");
    let etag = first.header("etag").expect("a tag").to_owned();
    let again = ask(
        &server,
        "GET",
        "/basil/stripe.js",
        &format!("If-None-Match: \"x\", {etag}\r\n"),
    );
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    assert_eq!(again.header("etag"), Some(etag.as_str()));
    let other = ask(&server, "GET", "/v3/", &format!("If-None-Match: {etag}\r\n"));
    assert_eq!(other.status, 200);
    let mut stream = connect(server.addr);
    write!(
        stream,
        "HEAD /basil/stripe.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut head = String::new();
    stream.read_to_string(&mut head).unwrap();
    assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    assert!(
        head.contains(&format!("content-length: {}\r\n", first.body.len())),
        "{head}"
    );
}

#[test]
fn frames_may_do_little_and_be_embedded_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path());
    let frame = ask(
        &server,
        "GET",
        "/v3/elements-inner-card-1a.html?x=elements-inner-accessory-target",
        "",
    );
    assert_eq!((frame.status, frame.body.as_str()), (200, FRAME));
    assert_eq!(frame.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(frame.header("cache-control"), Some("no-store"));
    assert_eq!(frame.header("referrer-policy"), Some("origin"));
    assert_eq!(frame.header("x-frame-options"), None);
    let policy = frame.header("content-security-policy").unwrap();
    for part in [
        "default-src 'none'",
        "script-src 'self';",
        "connect-src 'self';",
        "frame-ancestors http: https:",
    ] {
        assert!(policy.contains(part), "{part} is not in {policy}");
    }
    assert!(!policy.contains("unsafe-eval"));
    let asset = ask(&server, "GET", "/v3/assets/card-1a.js", "");
    assert_eq!((asset.status, asset.body.as_str()), (200, "1"));
    assert_eq!(
        asset.header("cache-control"),
        Some("public, max-age=31536000, immutable")
    );
    for absent in [
        "/v3/elements-inner-card-2b.html",
        "/v3/../manifest.json",
        "/v3/%2e%2e/manifest.json",
        "/v3/assets",
    ] {
        assert_eq!(ask(&server, "GET", absent, "").status, 404, "{absent}");
    }
}

#[test]
fn a_server_without_its_browser_side_says_how_to_build_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = florin(&["serve", "--ephemeral", "--listen", "127.0.0.1:0", "--web-dir"]);
    let server = Florin::start(command.arg(folder.path()).env("FLORIN_SECRET_KEY", KEY));
    for path in ["/basil/stripe.js", "/v3/", "/v3/elements-inner-card-1a.html"] {
        let answer = ask(&server, "GET", path, "");
        assert_eq!(answer.status, 503, "{path}");
        assert!(
            answer.body.starts_with("// ") && answer.body.contains("cargo xtask web"),
            "{}",
            answer.body
        );
    }
}
