//! The page's routes: GET shows it, POST decides.

use std::sync::Arc;

use acquiring::sandbox::ChallengeResult;
use futures::future::BoxFuture;
use http::{Method, StatusCode};
use wire::App;
use wire::page::{Page, PathParts};
use wire::pipeline::{Incoming, Reply};

use super::page;
use crate::challenge::routes::{part, redirect, reply};
use crate::challenge::{Way, submit};

const ROUTE: &str = "/test_bank/{account}/{attempt}";

pub fn pages() -> Vec<Page> {
    let page = |method, handler| Page {
        method,
        path: ROUTE,
        handler,
    };
    vec![page(Method::GET, get), page(Method::POST, post)]
}

fn get(app: &Arc<App>, path: PathParts, _incoming: Incoming) -> BoxFuture<'_, Reply> {
    Box::pin(async move { shown(app, &path).await })
}

async fn shown(app: &Arc<App>, path: &PathParts) -> Reply {
    match page::show(app, part(path, "account"), part(path, "attempt")).await {
        Ok(Some(html)) => reply(StatusCode::OK, html),
        Ok(None) => not_found(),
        Err(error) => reply(error.status(), page::message(FAULT)),
    }
}

const FAULT: &str = "Something went wrong. Please try again.";

fn post(app: &Arc<App>, path: PathParts, incoming: Incoming) -> BoxFuture<'_, Reply> {
    Box::pin(async move {
        let result = match &incoming.body[..] {
            b"outcome=authorize" => ChallengeResult::Passed,
            b"outcome=fail" => ChallengeResult::Failed,
            _ => {
                return reply(
                    StatusCode::BAD_REQUEST,
                    page::message("Choose to authorize or to fail."),
                );
            }
        };
        match submit(app, part(&path, "account"), part(&path, "attempt"), result).await {
            Ok(Some(Way::Back(url))) => redirect(&url),
            Ok(Some(Way::Told { .. })) => shown(app, &path).await,
            Ok(None) => not_found(),
            Err(error) => reply(error.status(), page::message(FAULT)),
        }
    })
}

fn not_found() -> Reply {
    reply(
        StatusCode::NOT_FOUND,
        page::message("There is no such payment. Start it again."),
    )
}
