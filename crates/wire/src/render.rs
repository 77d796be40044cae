//! From an answer to bytes: expanded, in the caller's version, reduced to what its key may see.
//!
//! In the newest version, with a secret key and nothing to expand, a stored body is sent as it is.

use bytes::Bytes;
use db::Body;
use http::StatusCode;
use kernel::Key;
use serde_json::{Map, Value};

use crate::answer::{Answer, Item};
use crate::ctx::Ctx;
use crate::error::ApiError;
use crate::expand::{self, Paths};

pub struct Rendered {
    pub status: StatusCode,
    pub bytes: Bytes,
    /// The stored body that these bytes are, so that they need not be kept a second time.
    pub body: Option<Key>,
    pub error: Option<ApiError>,
    /// Shows a secret that must not be at rest as it is.
    pub confidential: bool,
}

impl Rendered {
    fn ok(bytes: impl Into<Bytes>, body: Option<Key>) -> Rendered {
        Rendered {
            status: StatusCode::OK,
            bytes: bytes.into(),
            body,
            error: None,
            confidential: false,
        }
    }
}

pub async fn render(ctx: &Ctx<'_>, answer: Answer, paths: &Paths) -> Result<Rendered, ApiError> {
    let as_stored = paths.is_empty() && !ctx.caller.is_publishable();
    match answer {
        Answer::Stored(body) if as_stored && !ctx.changes(&body) => Ok(Rendered::ok(body.public(), Some(body.id))),
        Answer::Stored(body) => {
            let value = finished(ctx, expand::parse(&body.public())?, paths).await?;
            Ok(Rendered::ok(to_bytes(&value), None))
        }
        Answer::Made(value) => {
            let value = finished(ctx, value, paths).await?;
            Ok(Rendered::ok(to_bytes(&value), None))
        }
        Answer::Confidential(value) => {
            let value = finished(ctx, value, paths).await?;
            let rendered = Rendered::ok(to_bytes(&value), None);
            Ok(Rendered {
                confidential: true,
                ..rendered
            })
        }
        Answer::Page { items, has_more, url } => page(ctx, items, has_more, &url, paths).await,
        Answer::Failed(error) => Ok(failed(ctx, error, paths).await),
        // The pipeline takes these before anything is rendered.
        Answer::Outside(_) => Err(ApiError::internal()),
    }
}

/// An error as this caller sees it.
pub async fn failed(ctx: &Ctx<'_>, error: ApiError, paths: &Paths) -> Rendered {
    let request = crate::error::Request {
        id: ctx.request_id,
        account: ctx.account().id.as_str(),
        livemode: ctx.livemode(),
    };
    let json = error.to_json(Some(request));
    let bytes =
        match error.has_objects() && (ctx.caller.is_publishable() || ctx.version != crate::versions::Version::NEWEST) {
            true => reshaped_error(ctx, &json, paths).await,
            false => json.into(),
        };
    Rendered {
        status: error.status(),
        bytes,
        body: None,
        error: Some(error),
        confidential: false,
    }
}

async fn reshaped_error(ctx: &Ctx<'_>, json: &str, paths: &Paths) -> Bytes {
    let mut value: Value = serde_json::from_str(json).unwrap_or_default();
    if let Some(error) = value.get_mut("error").and_then(Value::as_object_mut) {
        for field in error.values_mut().filter(|field| field.is_object()) {
            reduce(ctx, field);
        }
    }
    // The error stands, whatever fails while it is shown the older way; the store's fault is in the log.
    let versions = &ctx.app.registry.versions;
    let loaded = versions.load(ctx, &value, paths).await.unwrap_or_default();
    versions.downgrade(ctx.version, &mut value, &loaded);
    to_bytes(&value).into()
}

async fn finished(ctx: &Ctx<'_>, mut value: Value, paths: &Paths) -> Result<Value, ApiError> {
    paths.apply(ctx, &mut value).await?;
    reduce(ctx, &mut value);
    let versions = &ctx.app.registry.versions;
    let loaded = versions.load(ctx, &value, paths).await?;
    versions.downgrade(ctx.version, &mut value, &loaded);
    Ok(value)
}

/// Leaves what a publishable key may see.
fn reduce(ctx: &Ctx<'_>, value: &mut Value) {
    if !ctx.caller.is_publishable() {
        return;
    }
    let object = value.get("object").and_then(Value::as_str).unwrap_or_default();
    let shown = ctx
        .app
        .registry
        .object(object)
        .map_or(&[][..], |resource| resource.publishable);
    if let (false, Some(map)) = (shown.is_empty(), value.as_object_mut()) {
        map.retain(|field, _| shown.contains(&field.as_str()));
    }
}

async fn page(ctx: &Ctx<'_>, items: Vec<Item>, has_more: bool, url: &str, paths: &Paths) -> Result<Rendered, ApiError> {
    let mut out = Vec::with_capacity(256 + items.len() * 2_048);
    out.extend_from_slice(br#"{"object":"list","data":["#);
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        match item {
            Item::Stored(body) if paths.is_empty() && !ctx.caller.is_publishable() && !ctx.changes(&body) => {
                out.extend_from_slice(&body.public());
            }
            Item::Stored(body) => {
                let value = finished(ctx, expand::parse(&body.public())?, paths).await?;
                out.extend_from_slice(&to_bytes(&value));
            }
            Item::Made(value) => out.extend_from_slice(&to_bytes(&finished(ctx, value, paths).await?)),
        }
    }
    out.extend_from_slice(br#"],"has_more":"#);
    out.extend_from_slice(if has_more { b"true" } else { b"false" });
    out.extend_from_slice(br#","url":"#);
    out.extend_from_slice(&to_bytes(&Value::from(url)));
    out.push(b'}');
    Ok(Rendered::ok(out, None))
}

fn to_bytes(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).expect("values serialize")
}

/// A list inside an object, or one that is made: `{"object": "list", …}`.
pub fn list(items: Vec<Value>, has_more: bool, url: &str) -> Value {
    let mut map = Map::new();
    map.insert("object".into(), "list".into());
    map.insert("data".into(), Value::Array(items));
    map.insert("has_more".into(), has_more.into());
    map.insert("url".into(), url.into());
    Value::Object(map)
}

impl Ctx<'_> {
    /// Whether the caller's version shows this body otherwise than it is stored.
    fn changes(&self, body: &Body) -> bool {
        self.app.registry.versions.reshapes(self.version, &body.public())
    }
}
