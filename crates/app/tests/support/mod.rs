//! The real binary for the length of a test, and plain HTTP over a socket to talk to it.

#![allow(dead_code, reason = "each test file uses its part")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;

pub const KEY: &str = "sk_test_florin";
/// Nothing here takes this long; it only keeps a broken server from hanging the tests.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The binary without any setting from the outside.
pub fn florin(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_florin"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("FLORIN_")) {
        command.env_remove(name);
    }
    command.args(args).stdin(Stdio::null());
    command
}

/// A command that ends by itself, in an empty folder of its own if it names no other.
pub fn output(command: &mut Command) -> Output {
    command.output().expect("the binary runs")
}

/// Exit code 1, nothing on standard output, one line on standard error: that line.
pub fn refusal(command: &mut Command) -> String {
    let output = output(command);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "", "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.starts_with("florin: "), "{stderr}");
    stderr.trim_start_matches("florin: ").trim_end().to_owned()
}

/// A server that runs until it is stopped or dropped.
pub struct Florin {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// Reads all the time, or the server would wait for room in the pipe.
    log: Option<JoinHandle<String>>,
    /// All that it said on standard output until it was ready.
    pub banner: String,
    pub addr: SocketAddr,
}

impl Florin {
    /// On an empty temporary store, with `KEY` as its secret key.
    pub fn ephemeral() -> Florin {
        Florin::start(florin(&["serve", "--ephemeral", "--listen", "127.0.0.1:0"]).env("FLORIN_SECRET_KEY", KEY))
    }

    pub fn on(folder: &Path) -> Florin {
        Florin::start(serve_on(folder).env("FLORIN_SECRET_KEY", KEY))
    }

    pub fn start(command: &mut Command) -> Florin {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut stderr = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            stderr.read_to_string(&mut log).unwrap();
            log
        });
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut banner = String::new();
        while !banner.contains("listens on http://") {
            if stdout.read_line(&mut banner).unwrap() == 0 {
                panic!("the server ended at once: {}", log.join().unwrap());
            }
        }
        let (_, url) = banner.rsplit_once("http://").unwrap();
        let addr = url.split_whitespace().next().unwrap().parse().unwrap();
        Florin {
            child,
            stdout,
            log: Some(log),
            banner,
            addr,
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn terminate(&self) {
        let pid = rustix::process::Pid::from_raw(self.child.id() as i32).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    }

    /// Asks it to stop and waits for its end; what it logged.
    pub fn stop(mut self) -> (ExitStatus, String) {
        self.terminate();
        self.wait()
    }

    pub fn wait(&mut self) -> (ExitStatus, String) {
        let log = self.log.take().expect("waited for once").join().unwrap();
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap(), log)
    }

    pub fn connect(&self) -> TcpStream {
        connect(self.addr)
    }

    pub fn get(&self, path: &str) -> Answer {
        exchange(self.addr, &request("GET", path, KEY, ""))
    }

    /// A form to the API, or JSON to a control call.
    pub fn post(&self, path: &str, body: &str) -> Answer {
        exchange(self.addr, &request("POST", path, KEY, body))
    }

    pub fn call(&self, method: &str, path: &str, key: &str, body: &str) -> Answer {
        exchange(self.addr, &request(method, path, key, body))
    }
}

impl Drop for Florin {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn serve_on(folder: &Path) -> Command {
    florin(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--data-dir",
        folder.to_str().unwrap(),
    ])
}

pub fn connect(addr: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

pub fn request(method: &str, path: &str, key: &str, body: &str) -> String {
    let kind = if body.starts_with('{') {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: florin\r\nAuthorization: Bearer {key}\r\nContent-Type: {kind}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
}

/// One request on a connection of its own.
pub fn exchange(addr: SocketAddr, request: &str) -> Answer {
    let mut stream = connect(addr);
    stream.write_all(request.as_bytes()).unwrap();
    Answer::read(&mut stream).expect("an answer comes")
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// `None` if the connection ends before a whole answer.
    pub fn read(stream: &mut impl Read) -> Option<Answer> {
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).ok()? == 0 {
                return None;
            }
        }
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let length = header_of(&head, "content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        Some(Answer {
            status,
            body: String::from_utf8(body).unwrap(),
            head,
        })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        header_of(&self.head, name)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The API's error object, of this type: its message.
    pub fn error(&self, kind: &str) -> String {
        let json = self.json();
        assert_eq!(json["error"]["type"], kind, "{json}");
        json["error"]["message"].as_str().unwrap().to_owned()
    }
}

fn header_of<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.eq_ignore_ascii_case(name).then_some(value.trim())
    })
}
