//! The answers and their headers: who may keep them, who may embed them, and what a document may do.

use bytes::Bytes;
use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use wire::pipeline::Reply;

use super::files::Found;
use super::train::{Script, TRAINS};

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Scripts and connections of this origin only, nothing inline but style. Merchants' fonts come from where merchants
/// keep them. Any page may embed a frame: that is what it is for.
const FRAME_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'unsafe-inline' https: http://localhost:*; img-src 'self' data:; \
    font-src https: data: http://localhost:*; connect-src 'self'; frame-src 'self'; \
    form-action 'none'; base-uri 'none'; frame-ancestors http: https:";

/// The library's script: for every page of the world, and looked at again after a minute.
pub fn script(script: &Script, known: Option<&HeaderValue>) -> Reply {
    let mut reply = made(StatusCode::OK, JAVASCRIPT, script.bytes.clone());
    let headers = &mut reply.headers;
    set(headers, CACHE_CONTROL, "public, max-age=60");
    set(headers, VARY, "Accept-Encoding");
    if let Some(name) = script.encoding.name() {
        set(headers, CONTENT_ENCODING, name);
    }
    tagged(reply, &script.etag, known)
}

/// A frame's document: never kept, so that frame and script are of one build as far as can be.
pub fn document(found: Found) -> Reply {
    let mut reply = file("text/html; charset=utf-8", found);
    let headers = &mut reply.headers;
    set(headers, CACHE_CONTROL, "no-store");
    set(headers, CONTENT_SECURITY_POLICY, FRAME_POLICY);
    set(headers, REFERRER_POLICY, "origin");
    reply
}

/// A file with a digest in its name: it never changes.
pub fn asset(path: &str, found: Found, known: Option<&HeaderValue>) -> Reply {
    let ending = path.rsplit('.').next().unwrap_or_default();
    let kind = match ending {
        "js" => JAVASCRIPT,
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "woff2" => "font/woff2",
        "png" => "image/png",
        _ => "application/octet-stream",
    };
    let form = found.encoding.name().unwrap_or("plain");
    let etag = format!("\"{path}-{form}\"");
    let mut reply = file(kind, found);
    set(&mut reply.headers, CACHE_CONTROL, "public, max-age=31536000, immutable");
    tagged(reply, &etag, known)
}

pub fn unknown_train(word: &str) -> Reply {
    let known = TRAINS.join(", ");
    comment(
        StatusCode::NOT_FOUND,
        &format!("There is no release train {word}; known are {known}."),
    )
}

pub fn not_built() -> Reply {
    let text = "This server was built without its browser side. In its sources: cargo xtask web, then build again.";
    comment(StatusCode::SERVICE_UNAVAILABLE, text)
}

/// A page that was opened before this server was replaced by another version asks for files of the old one.
pub fn no_such_file() -> Reply {
    let text = "There is no such file. If it was there a moment ago, the server was updated: load the page again.\n";
    let mut reply = made(StatusCode::NOT_FOUND, TEXT, Bytes::from_static(text.as_bytes()));
    set(&mut reply.headers, CACHE_CONTROL, "no-store");
    reply
}

pub fn fault() -> Reply {
    comment(StatusCode::INTERNAL_SERVER_ERROR, "The script could not be made.")
}

/// For HEAD: everything but the body.
pub fn without_body(reply: Reply) -> Reply {
    Reply {
        body: Bytes::new(),
        ..reply
    }
}

/// One line for whoever looks at the failed request.
fn comment(status: StatusCode, text: &str) -> Reply {
    let mut reply = made(status, JAVASCRIPT, format!("// {text}\n").into());
    set(&mut reply.headers, CACHE_CONTROL, "no-store");
    reply
}

fn file(kind: &'static str, found: Found) -> Reply {
    let mut reply = made(StatusCode::OK, kind, found.bytes);
    set(&mut reply.headers, VARY, "Accept-Encoding");
    if let Some(name) = found.encoding.name() {
        set(&mut reply.headers, CONTENT_ENCODING, name);
    }
    reply
}

fn made(status: StatusCode, kind: &'static str, body: Bytes) -> Reply {
    let mut headers = HeaderMap::new();
    set(&mut headers, CONTENT_TYPE, kind);
    set(&mut headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(&mut headers, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(&mut headers, RESOURCE_POLICY, "cross-origin");
    headers.insert(CONTENT_LENGTH, body.len().into());
    Reply { status, headers, body }
}

/// With its tag; 304 if the browser has this form already.
fn tagged(mut reply: Reply, etag: &str, known: Option<&HeaderValue>) -> Reply {
    if let Ok(value) = HeaderValue::from_str(etag) {
        reply.headers.insert(ETAG, value);
    }
    let known = known.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let has = |tag: &str| matches!(tag.trim().trim_start_matches("W/"), tag if tag == etag || tag == "*");
    if known.split(',').any(has) {
        reply.status = StatusCode::NOT_MODIFIED;
        reply.body = Bytes::new();
        for header in [CONTENT_LENGTH, CONTENT_ENCODING] {
            reply.headers.remove(header);
        }
    }
    reply
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
