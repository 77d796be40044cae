//! `cargo xtask served`: the built binary has the browser side in it, all of it, as the web build made it.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use crate::server::Server;

/// Addresses of the script, and what it must say that it was served as.
const SCRIPTS: &[(&str, &str)] = &[
    ("/v3", "v3"),
    ("/v3/?advancedFraudSignals=false", "v3"),
    ("/v3/stripe.js", "v3"),
    ("/acacia/stripe.js", "acacia"),
    ("/basil/stripe.js", "basil"),
    ("/clover/stripe.js", "clover"),
    ("/dahlia/stripe.js", "dahlia"),
    ("/endive/stripe.js", "endive"),
];

pub fn run(_args: &[String]) -> Result<()> {
    let dist = crate::root().join("web/dist");
    let server = Server::start()?;
    for (path, train) in SCRIPTS {
        let script = get(&server, path, "identity")?;
        script.is(path, 200, "text/javascript; charset=utf-8")?;
        let text = String::from_utf8(script.body)?;
        ensure!(!text.contains("__FLORIN_SERVED__"), "{path} does not say what it is");
        let said = format!("\\u0022train\\u0022:\\u0022{train}\\u0022");
        ensure!(text.contains(&said), "{path} does not say {said}");
    }
    for (coding, header) in [("br", "content-encoding: br"), ("gzip", "content-encoding: gzip")] {
        let script = get(&server, "/basil/stripe.js", coding)?;
        ensure!(script.head.contains(header), "the script is not sent as {coding}");
    }
    let files = files(&dist.join("v3"))?;
    ensure!(!files.is_empty(), "web/dist holds no frame");
    for file in &files {
        let path = format!("/{}", file.strip_prefix(&dist)?.display());
        let answer = get(&server, &path, "identity")?;
        let kind = match path.ends_with(".html") {
            true => "text/html; charset=utf-8",
            false => "",
        };
        answer.is(&path, 200, kind)?;
        ensure!(answer.body == fs::read(file)?, "{path} is not the file in web/dist");
    }
    println!("{} passed, 0 failed", SCRIPTS.len() + 2 + files.len());
    Ok(())
}

/// Without the compressed forms, which stand beside each.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let compressed = path.extension().is_some_and(|ending| ending == "br" || ending == "gz");
        match path.is_dir() {
            true => found.extend(files(&path)?),
            false if compressed => {}
            false => found.push(path),
        }
    }
    Ok(found)
}

struct Answer {
    /// In small letters.
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn is(&self, path: &str, status: u16, kind: &str) -> Result<()> {
        let first = self.head.lines().next().unwrap_or_default();
        ensure!(first.starts_with(&format!("http/1.1 {status}")), "{path}: {first}");
        ensure!(
            self.head.contains(&format!("content-type: {kind}")),
            "{path} is no {kind}"
        );
        Ok(())
    }
}

fn get(server: &Server, path: &str, coding: &str) -> Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: {coding}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut all = Vec::new();
    stream.read_to_end(&mut all)?;
    let end = all
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .context("no end of the head")?;
    let body = all.split_off(end + 4);
    Ok(Answer {
        head: String::from_utf8(all)?.to_ascii_lowercase(),
        body,
    })
}
