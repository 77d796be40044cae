//! What browsers load from here besides the API: the library's script, the documents of its frames, and their files.

mod encoding;
mod files;
mod reply;
mod train;

use std::collections::HashMap;
use std::sync::Arc;

use http::header::{ACCEPT_ENCODING, IF_NONE_MATCH};
use http::{HeaderMap, Method};
use parking_lot::Mutex;
use tokio::sync::OnceCell;
use wire::pipeline::Reply;

use crate::certs;
use encoding::{Encoding, accepted};
use train::{Asked, Script};

pub use files::Files;

/// The built script in `web/dist`.
const SCRIPT: &str = "stripe.js";
/// Where everything but the script is served.
const FOLDER: &str = "/v3/";

/// Train, coding and origin of a script.
type Served = (&'static str, &'static str, String);

/// The browser side of one server.
pub struct Web {
    files: Files,
    /// Where browsers reach this server: what the script takes for its own origin.
    origin: String,
    /// Scripts as they were sent before. Nothing is made before it is asked for: most servers meet one train.
    scripts: Mutex<HashMap<Served, Arc<OnceCell<Script>>>>,
}

/// What a path is called in logs and metrics; `None` if it belongs to somebody else.
pub fn name(path: &str) -> Option<&'static str> {
    match train::asked(path) {
        Some(_) => Some("/{train}/stripe.js"),
        None if path.starts_with(FOLDER) => Some("/v3/{file}"),
        None => None,
    }
}

impl Web {
    pub fn new(files: Files, origin: String) -> Web {
        Web {
            files,
            origin,
            scripts: Mutex::default(),
        }
    }

    /// `None` for everything that is no file of the browser side.
    pub async fn reply(&self, method: &Method, path: &str, host: Option<&str>, headers: &HeaderMap) -> Option<Reply> {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return None;
        }
        let reply = match train::asked(path) {
            Some(Asked::Train(train)) => self.script(train, self.origin(host), headers).await,
            Some(Asked::Unknown(word)) => reply::unknown_train(word),
            None => self.file(path.strip_prefix(FOLDER)?, headers),
        };
        Some(match *method {
            Method::HEAD => reply::without_body(reply),
            _ => reply,
        })
    }

    /// A page that is not changed asks the original's host, which is pointed here: its frames must be of that host too.
    fn origin(&self, host: Option<&str>) -> String {
        match host.and_then(certs::original) {
            Some(host) => format!("https://{host}"),
            None => self.origin.clone(),
        }
    }

    async fn script(&self, train: &'static str, origin: String, headers: &HeaderMap) -> Reply {
        let Some(built) = self.files.plain(SCRIPT) else {
            return reply::not_built();
        };
        // Whoever works on the script wants it as it is now, and wants it at once.
        if !self.files.are_embedded() {
            let made = train::script(&built, train, &origin, Encoding::Identity);
            return reply::script(&made, headers.get(IF_NONE_MATCH));
        }
        let encoding = accepted(headers.get(ACCEPT_ENCODING))[0];
        let key = (train, encoding.name().unwrap_or_default(), origin.clone());
        let cell = self.scripts.lock().entry(key).or_default().clone();
        let made = cell.get_or_try_init(async || {
            // Compressing well takes a tenth of a second, during which this thread has other things to do.
            tokio::task::spawn_blocking(move || train::script(&built, train, &origin, encoding)).await
        });
        match made.await {
            Ok(script) => reply::script(script, headers.get(IF_NONE_MATCH)),
            Err(error) => {
                tracing::error!(%error, "the script could not be compressed");
                reply::fault()
            }
        }
    }

    fn file(&self, path: &str, headers: &HeaderMap) -> Reply {
        let accepted = accepted(headers.get(ACCEPT_ENCODING));
        match self.files.find(&format!("v3/{path}"), &accepted) {
            Some(found) if path.ends_with(".html") => reply::document(found),
            Some(found) => reply::asset(path, found, headers.get(IF_NONE_MATCH)),
            None if self.files.plain(SCRIPT).is_none() => reply::not_built(),
            None => reply::no_such_file(),
        }
    }
}
