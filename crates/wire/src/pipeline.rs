//! The way of every request: key → route → version → idempotency → parameters → operation → answer.

mod asked;
mod outside;

use std::sync::Arc;

use bytes::Bytes;
use db::CommitError;
use http::header::HeaderMap;
use http::{Method, StatusCode};
use kernel::Key;

use crate::access::{Caller, KeyKind, grants};
use crate::answer::Answer;
use crate::app::App;
use crate::ctx::Ctx;
use crate::error::ApiError;
use crate::expand::Paths;
use crate::headers::{self, Echo};
use crate::idempotency::{self, Known, Replay};
use crate::operation::Operation;
use crate::outside::Ask;
use crate::params::Params;
use crate::render::{self, Rendered};
use crate::router::{Found, Router};
use crate::versions::Version;
use asked::{Asked, text};

/// A request whose body is complete.
pub struct Incoming {
    pub method: Method,
    pub path: String,
    pub query: Option<String>,
    pub headers: HeaderMap,
    pub body: Bytes,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// How often an operation runs again because a row moved under it, before the caller is told to retry.
const ATTEMPTS_MAX: usize = 16;

pub async fn handle(app: &Arc<App>, router: &Router, incoming: Incoming) -> Reply {
    let request_id = format!("req_{}", app.chance.alphanumeric(14));
    let mut reply = Reply {
        status: StatusCode::OK,
        headers: headers::common(),
        body: Bytes::new(),
    };
    if incoming.method == Method::OPTIONS {
        return preflight(reply);
    }
    let mut echo = Echo::default();
    let outcome = run(app, router, &incoming, &request_id, &mut echo).await;
    echo.add_to(&mut reply.headers);
    match outcome {
        Ok(done) => finish(&mut reply, done, &request_id),
        Err(Early { error, caller }) => {
            let request = caller.as_ref().map(|caller| crate::error::Request {
                id: &request_id,
                account: caller.account.id.as_str(),
                livemode: caller.livemode(),
            });
            reply.status = error.status();
            reply.body = error.to_json(request).into();
            headers::for_error(&mut reply.headers, &error);
            if caller.is_some() {
                headers::insert(&mut reply.headers, "request-id", &request_id);
            }
        }
    }
    reply
}

/// The reply of a call that is no operation, with the headers that all replies have.
pub fn answered(status: StatusCode, body: Bytes, request_id: &str) -> Reply {
    let mut headers = headers::common();
    headers::insert(&mut headers, "request-id", request_id);
    Reply { status, headers, body }
}

/// The reply to what never becomes a call of an operation: too large, no such path, a fault of the server.
pub fn refused(error: &ApiError, request_id: Option<&str>) -> Reply {
    let mut reply = Reply {
        status: error.status(),
        headers: headers::common(),
        body: error.to_json(None).into(),
    };
    headers::for_error(&mut reply.headers, error);
    if let Some(id) = request_id {
        headers::insert(&mut reply.headers, "request-id", id);
    }
    reply
}

fn preflight(mut reply: Reply) -> Reply {
    let allowed = "Authorization, Content-Type, Idempotency-Key, Stripe-Account, Stripe-Version, X-Requested-With";
    headers::insert(&mut reply.headers, "access-control-allow-headers", allowed);
    reply
}

fn finish(reply: &mut Reply, done: Done, request_id: &str) {
    headers::insert(&mut reply.headers, "request-id", request_id);
    if let Some(original) = &done.original {
        headers::insert(&mut reply.headers, "original-request", original);
        headers::insert(&mut reply.headers, "stripe-should-retry", "false");
    }
    if done.replayed {
        headers::insert(&mut reply.headers, "idempotent-replayed", "true");
    }
    if let Some(error) = &done.error {
        headers::for_error(&mut reply.headers, error);
    }
    reply.status = done.status;
    reply.body = done.bytes;
}

struct Done {
    status: StatusCode,
    bytes: Bytes,
    /// For requests with an idempotency key: the request that was answered first.
    original: Option<String>,
    replayed: bool,
    error: Option<ApiError>,
}

impl Done {
    fn again(replay: Replay) -> Done {
        Done {
            status: replay.status,
            bytes: replay.bytes,
            original: Some(replay.original),
            replayed: true,
            error: None,
        }
    }
}

/// How far one run of an operation came.
enum Ran {
    Answered(Rendered),
    /// It is committed, and waits for an acquirer.
    Outside(Key),
}

/// An error before the operation ran.
struct Early {
    error: ApiError,
    caller: Option<Caller>,
}

async fn run(
    app: &Arc<App>,
    router: &Router,
    incoming: &Incoming,
    request_id: &str,
    echo: &mut Echo,
) -> Result<Done, Early> {
    let early = |error| Early { error, caller: None };
    let mut asked = Asked::read(incoming).map_err(early)?;
    let caller = app.directory.caller(&asked.key, asked.account.as_deref()).await;
    let caller = caller.map_err(early)?;
    echo.idempotency_key = incoming
        .headers
        .get("idempotency-key")
        .filter(|_| incoming.method != Method::GET)
        .cloned();
    echo.account = asked.echoed_account();
    match prepared(app, router, incoming, &mut asked, &caller, echo) {
        Ok(call) => call
            .run(app, &caller, incoming, request_id)
            .await
            .map_err(|error| (error, caller)),
        Err(error) => Err((error, caller)),
    }
    .map_err(|(error, caller)| Early {
        error,
        caller: Some(caller),
    })
}

/// A request that may run: everything that can be said of it without reading the store holds.
struct Call<'a> {
    found: Found<'a>,
    version: Version,
    params: Params,
    paths: Paths,
    key: Option<&'a str>,
    fingerprint: String,
}

fn prepared<'a>(
    app: &'a Arc<App>,
    router: &'a Router,
    incoming: &'a Incoming,
    asked: &mut Asked<'_>,
    caller: &Caller,
    echo: &mut Echo,
) -> Result<Call<'a>, ApiError> {
    let version = match asked.version.as_deref() {
        Some(asked) => Version::parse(asked).ok_or_else(|| ApiError::invalid_version(asked))?,
        None => Version::parse(&caller.account.api_version).unwrap_or(Version::NEWEST),
    };
    echo.version = Some(version);
    let found = router.find(&incoming.method, &incoming.path);
    let found = found.ok_or_else(|| ApiError::unknown_route(incoming.method.as_str(), &incoming.path))?;
    permitted(found.operation, caller)?;
    let key = idempotency::key(&incoming.method, text(&incoming.headers, "idempotency-key"))?;
    let form = asked.form(incoming)?;
    let fingerprint = if key.is_some() {
        idempotency::fingerprint(&incoming.method, &incoming.path, &form)
    } else {
        String::new()
    };
    let operation = found.operation.name();
    let upgraded = app.registry.versions.upgrade(version, &operation, &form);
    let upgraded = upgraded.map_err(|error| ApiError::invalid(format!("Invalid request: {error}.")))?;
    let params = (found.operation.params)().check(&upgraded.form, version.as_str())?;
    let expand: Vec<&str> = if params.knows("expand") {
        params.texts("expand").collect()
    } else {
        Vec::new()
    };
    let paths = Paths::check(&app.registry, found.operation.returns, &expand)?;
    let paths = paths.and_loaded(&app.registry, upgraded.expand)?;
    readable(app, found.operation, &paths, caller)?;
    Ok(Call {
        found,
        version,
        params,
        paths,
        key,
        fingerprint,
    })
}

/// A restricted key sees what it expands only if it may read that by itself.
fn readable(app: &App, operation: &Operation, paths: &Paths, caller: &Caller) -> Result<(), ApiError> {
    if caller.key.kind != KeyKind::Restricted {
        return Ok(());
    }
    let objects = paths.objects(&app.registry, operation.returns);
    let needed = objects.iter().filter_map(|object| app.registry.read_permission(object));
    match needed
        .into_iter()
        .find(|needed| !grants(&caller.key.permissions, needed))
    {
        Some(missing) => Err(lacking(missing, caller)),
        None => Ok(()),
    }
}

fn lacking(permission: &str, caller: &Caller) -> ApiError {
    ApiError::more_permissions_required(&caller.key_hint(), caller.account.id.as_str(), permission)
}

fn permitted(operation: &Operation, caller: &Caller) -> Result<(), ApiError> {
    match caller.key.kind {
        KeyKind::Secret => Ok(()),
        KeyKind::Publishable if operation.access.publishable => Ok(()),
        KeyKind::Publishable => Err(ApiError::secret_key_required()),
        KeyKind::Restricted if operation.access.granted(&caller.key.permissions) => Ok(()),
        KeyKind::Restricted => Err(lacking(operation.access.permission, caller)),
    }
}

impl Call<'_> {
    async fn run(
        self,
        app: &Arc<App>,
        caller: &Caller,
        incoming: &Incoming,
        request_id: &str,
    ) -> Result<Done, ApiError> {
        let _running = match self.key {
            Some(key) => Some(app.in_flight.enter(caller.scope, key)?),
            None => None,
        };
        match self.known(app, caller).await? {
            Some(Known::Answered(replay)) => return Ok(Done::again(replay)),
            Some(Known::Started(started)) => return self.resume(app, caller, started).await,
            None => {}
        }
        // The path as declared: in the one that was sent may stand anything.
        tracing::debug!(method = %incoming.method, path = self.found.operation.path, "runs");
        for _ in 0..ATTEMPTS_MAX {
            match self.attempt(app, caller, request_id).await {
                Ok(Ran::Answered(rendered)) => return Ok(self.done(rendered, request_id)),
                Ok(Ran::Outside(attempt)) => return self.outside(app, caller, request_id, attempt, Ask::First).await,
                Err(CommitError::Duplicate {
                    table: "idempotency", ..
                }) => {
                    return Err(ApiError::idempotency_key_in_use(self.key.unwrap_or_default()));
                }
                // Another request was first to take what is unique: the next run finds it.
                Err(CommitError::Conflict | CommitError::Duplicate { .. }) => {}
                Err(error) => {
                    tracing::error!(%error, "a commit failed");
                    return Err(ApiError::internal());
                }
            }
        }
        Err(ApiError::lock_timeout())
    }

    /// Reads, decides, renders, commits. What is answered is part of what is committed.
    async fn attempt(&self, app: &Arc<App>, caller: &Caller, request_id: &str) -> Result<Ran, CommitError> {
        let mut ctx = Ctx::new(app, caller, self.version, request_id, &self.found.path, self.key);
        let outcome = (self.found.operation.handler)(&mut ctx, &self.params).await;
        let rendered = match outcome {
            Ok(Answer::Outside(attempt)) => {
                if let Some(key) = self.key {
                    idempotency::start(&mut ctx.tx, key, &self.fingerprint, request_id, attempt);
                }
                app.commit(ctx.tx.into_change()).await?;
                return Ok(Ran::Outside(attempt));
            }
            Ok(answer) => render::render(&ctx, answer, &self.paths).await,
            Err(error) => Err(error),
        };
        let rendered = match rendered {
            Ok(rendered) => rendered,
            Err(error) => {
                ctx.tx.discard();
                render::failed(&ctx, error, &self.paths).await
            }
        };
        let kept = rendered.error.as_ref().is_none_or(ApiError::stored_for_idempotency);
        if let (Some(key), true) = (self.key, kept) {
            idempotency::record(app, &mut ctx.tx, key, &self.fingerprint, request_id, &rendered)?;
        }
        if !ctx.tx.is_empty() {
            app.commit(ctx.tx.into_change()).await?;
        }
        Ok(Ran::Answered(rendered))
    }

    async fn known(&self, app: &Arc<App>, caller: &Caller) -> Result<Option<Known>, ApiError> {
        match self.key {
            Some(key) => idempotency::find(app, caller.scope, key, &self.fingerprint).await,
            None => Ok(None),
        }
    }

    fn done(&self, rendered: Rendered, request_id: &str) -> Done {
        let original = self.key.map(|_| request_id.to_owned());
        Done {
            status: rendered.status,
            bytes: rendered.bytes,
            original,
            replayed: false,
            error: rendered.error,
        }
    }
}
