//! The page's routes: GET shows it, POST decides.

use std::sync::Arc;

use acquiring::sandbox::ChallengeResult;
use bytes::Bytes;
use futures::future::BoxFuture;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use http::{Method, StatusCode};
use wire::page::{Page, PathParts};
use wire::pipeline::{Incoming, Reply};
use wire::{ApiError, App};

use super::submit::{Way, submit};
use super::{frame, page};

const ROUTE: &str = "/3d_secure_2_test/{account}/{attempt}";
const HTML: &str = "text/html; charset=utf-8";
/// Nothing but the page's own style, the script that tells the library around it, and the same page one frame deeper; the
/// form goes back to the page, and from there to the shop.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; frame-src 'self'; base-uri 'none'";

pub fn pages() -> Vec<Page> {
    vec![
        Page {
            method: Method::GET,
            path: ROUTE,
            handler: get,
        },
        Page {
            method: Method::POST,
            path: ROUTE,
            handler: post,
        },
        Page {
            method: Method::GET,
            path: frame::SCRIPT_PATH,
            handler: script,
        },
    ]
}

fn get(app: &Arc<App>, path: PathParts, incoming: Incoming) -> BoxFuture<'_, Reply> {
    let inner = incoming.query.as_deref() == Some(frame::INNER);
    Box::pin(async move { shown(app, &path, inner).await })
}

fn script(_app: &Arc<App>, _path: PathParts, _incoming: Incoming) -> BoxFuture<'_, Reply> {
    Box::pin(async {
        let mut script = reply(StatusCode::OK, frame::SCRIPT.to_owned());
        let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
        script.headers.insert(CONTENT_TYPE, kind);
        script
    })
}

async fn shown(app: &Arc<App>, path: &PathParts, inner: bool) -> Reply {
    match page::show(app, part(path, "account"), part(path, "attempt"), inner).await {
        Ok(Some(html)) => reply(StatusCode::OK, html),
        Ok(None) => not_found(),
        Err(error) => failed(&error),
    }
}

fn post(app: &Arc<App>, path: PathParts, incoming: Incoming) -> BoxFuture<'_, Reply> {
    Box::pin(async move {
        let result = match &incoming.body[..] {
            b"outcome=complete" => ChallengeResult::Passed,
            b"outcome=fail" => ChallengeResult::Failed,
            _ => return reply(StatusCode::BAD_REQUEST, page::message("Choose Complete or Fail.")),
        };
        match submit(app, part(&path, "account"), part(&path, "attempt"), result).await {
            Ok(Some(Way::Back(url))) => redirect(&url),
            Ok(Some(Way::Told { url })) => reply(StatusCode::OK, frame::told(result, url.as_deref())),
            Ok(None) => not_found(),
            Err(error) => failed(&error),
        }
    })
}

pub(crate) fn part<'p>(path: &'p PathParts, name: &str) -> &'p str {
    path.iter()
        .find(|(part, _)| &**part == name)
        .map(|(_, value)| &**value)
        .unwrap_or_default()
}

fn not_found() -> Reply {
    reply(
        StatusCode::NOT_FOUND,
        page::message("There is no such authentication. Start the payment again."),
    )
}

fn failed(error: &ApiError) -> Reply {
    reply(error.status(), page::message("Something went wrong. Please try again."))
}

pub(crate) fn redirect(url: &str) -> Reply {
    let mut reply = reply(StatusCode::SEE_OTHER, String::new());
    match HeaderValue::from_str(url) {
        Ok(url) => {
            reply.headers.insert(LOCATION, url);
            reply
        }
        Err(_) => self::reply(
            StatusCode::OK,
            page::message("Done. The shop's return address is not a valid URL."),
        ),
    }
}

pub(crate) fn reply(status: StatusCode, html: String) -> Reply {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(HTML));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert("cache-control", HeaderValue::from_static("no-store"));
    headers.insert("referrer-policy", HeaderValue::from_static("no-referrer"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    Reply {
        status,
        headers,
        body: Bytes::from(html),
    }
}
