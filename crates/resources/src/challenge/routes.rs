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

use super::{page, submit};

const ROUTE: &str = "/3d_secure_2_test/{account}/{attempt}";
const HTML: &str = "text/html; charset=utf-8";
/// Nothing but the page's own style; the form goes back to the page, and from there to the shop.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'";

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
    ]
}

fn get(app: &Arc<App>, path: PathParts, _incoming: Incoming) -> BoxFuture<'_, Reply> {
    Box::pin(async move { shown(app, &path).await })
}

async fn shown(app: &Arc<App>, path: &PathParts) -> Reply {
    match page::show(app, part(path, "account"), part(path, "attempt")).await {
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
            Ok(Some(Some(url))) => redirect(&url),
            Ok(Some(None)) => shown(app, &path).await,
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
