//! Keeps every body for the check against the published schemas. The format is said in `tests/schemas/README.md`.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::sync::LazyLock;

use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::reply::Reply;

/// A folder; absent: nothing is kept.
const VARIABLE: &str = "FLORIN_TEST_BODIES";

static FILE: LazyLock<Option<Mutex<File>>> = LazyLock::new(|| {
    let folder = PathBuf::from(std::env::var_os(VARIABLE)?);
    let path = folder.join(format!("flows-{}.ndjson", std::process::id()));
    let file = OpenOptions::new().create(true).append(true).open(&path);
    Some(Mutex::new(
        file.unwrap_or_else(|error| panic!("{}: {error}", path.display())),
    ))
});

/// Only JSON is kept; what should have been JSON fails the test that reads it.
pub fn keep(reply: &Reply, publishable: bool) {
    let (Some(file), Ok(body)) = (&*FILE, serde_json::from_str::<Value>(&reply.body)) else {
        return;
    };
    let schema = match (&body["deleted"], &body["object"]) {
        (Value::Bool(true), Value::String(object)) => Some(format!("{object}.deleted")),
        _ => None,
    };
    let record = json!({"body": body, "schema": schema, "partial": publishable, "from": reply.call});
    // One write per line: processes that append to one file do not mix theirs.
    let line = format!("{record}\n");
    file.lock()
        .write_all(line.as_bytes())
        .expect("the file of bodies can be written");
}
