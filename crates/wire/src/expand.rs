//! `expand`: ids become the objects they name, to a depth of four, checked before anything is read.

use futures::future::BoxFuture;
use serde_json::{Map, Value};

use crate::ctx::Ctx;
use crate::error::ApiError;
use crate::resource::{Expand, How, Registry, Show};
use crate::versions::Preload;

const DEPTH_MAX: usize = 4;

/// The paths of one request, known to exist.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    /// Below the object itself, or below each object of a list.
    paths: Vec<String>,
    /// As the request gave them.
    on_list: bool,
    /// Below what is loaded for an older version only.
    loaded: Vec<(Preload, String)>,
}

impl Paths {
    /// Checks paths against what the operation returns: an object (`refund`) or a list (`list:refund`).
    pub fn check(registry: &Registry, returns: &str, given: &[&str]) -> Result<Paths, ApiError> {
        let (object, on_list) = match returns.strip_prefix("list:") {
            Some(object) => (object, true),
            None => (returns, false),
        };
        let mut paths = Vec::new();
        for path in given.iter().filter(|path| !(on_list && **path == "data")) {
            let below = match on_list {
                true => path
                    .strip_prefix("data.")
                    .ok_or_else(|| ApiError::cannot_expand(path, true))?,
                false => path,
            };
            if path.split('.').count() > DEPTH_MAX {
                return Err(ApiError::expand_too_deep(path));
            }
            if !exists(registry, object, below) {
                return Err(ApiError::cannot_expand(path, false));
            }
            paths.push(below.to_owned());
        }
        Ok(Paths {
            paths,
            on_list,
            loaded: Vec::new(),
        })
    }

    /// Adds what an older version expands in objects that the newest does not show.
    pub fn and_loaded(self, registry: &Registry, loaded: Vec<(Preload, String)>) -> Result<Paths, ApiError> {
        match loaded
            .iter()
            .find(|(preload, path)| !exists(registry, preload.object(), path))
        {
            Some((_, path)) => Err(ApiError::cannot_expand(path, false)),
            None => Ok(Paths { loaded, ..self }),
        }
    }

    /// The kinds of objects that the paths fill in.
    pub fn objects(&self, registry: &Registry, returns: &str) -> Vec<&'static str> {
        let root = returns.strip_prefix("list:").unwrap_or(returns);
        let own = self.paths.iter().map(|path| (root, path));
        let loaded = self.loaded.iter().map(|(preload, path)| (preload.object(), path));
        let mut objects = Vec::new();
        for (object, path) in own.chain(loaded) {
            along(registry, object, path, &mut objects);
        }
        objects
    }

    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    pub fn on_list(&self) -> bool {
        self.on_list
    }

    /// Fills in what the paths ask for.
    pub async fn apply(&self, ctx: &Ctx<'_>, object: &mut Value) -> Result<(), ApiError> {
        for path in &self.paths {
            fill(ctx, object, path).await?;
        }
        Ok(())
    }
}

impl Paths {
    /// Fills in what an older version asks for in an object loaded for it.
    pub async fn apply_loaded(&self, ctx: &Ctx<'_>, what: Preload, object: &mut Value) -> Result<(), ApiError> {
        for (_, path) in self.loaded.iter().filter(|(preload, _)| *preload == what) {
            fill(ctx, object, path).await?;
        }
        Ok(())
    }
}

/// The declared field that a path begins with, and what is left of the path behind it.
fn split<'r, 'p>(registry: &'r Registry, object: &str, path: &'p str) -> Option<(&'r Expand, &'p str)> {
    let expands = registry.object(object)?.expands.iter();
    let fitting = expands.filter_map(|expand| {
        let rest = path.strip_prefix(expand.field)?;
        match rest.is_empty() {
            true => Some((expand, rest)),
            false => rest.strip_prefix('.').map(|rest| (expand, rest)),
        }
    });
    fitting.max_by_key(|(expand, _)| expand.field.len())
}

fn along(registry: &Registry, object: &str, path: &str, objects: &mut Vec<&'static str>) {
    if let Some((expand, rest)) = split(registry, object, path) {
        objects.push(expand.object);
        along(
            registry,
            expand.object,
            rest.strip_prefix("data.").unwrap_or(rest),
            objects,
        );
    }
}

fn exists(registry: &Registry, object: &str, path: &str) -> bool {
    match split(registry, object, path) {
        Some((_, "")) => true,
        Some((expand, rest)) => match rest.strip_prefix("data.") {
            Some(rest) => exists(registry, expand.object, rest),
            None => exists(registry, expand.object, rest),
        },
        None => false,
    }
}

fn fill<'a>(ctx: &'a Ctx<'_>, object: &'a mut Value, path: &'a str) -> BoxFuture<'a, Result<(), ApiError>> {
    Box::pin(async move {
        let Some(map) = object.as_object_mut() else {
            return Ok(());
        };
        let kind = map.get("object").and_then(Value::as_str).unwrap_or_default().to_owned();
        let Some((expand, rest)) = split(&ctx.app.registry, &kind, path) else {
            return Ok(());
        };
        if let How::Loaded(load) = expand.how
            && !map.get(expand.field).is_some_and(Value::is_object)
        {
            let loaded = load(ctx, map).await?;
            map.insert(expand.field.to_owned(), loaded);
        }
        let Some(value) = descend(map, expand.field) else {
            return Ok(());
        };
        by_id(ctx, value).await?;
        match (rest, value) {
            ("", _) => Ok(()),
            (rest, Value::Array(items)) => each(ctx, items, rest).await,
            (rest, Value::Object(list)) if list.get("object").is_some_and(|object| object == "list") => {
                let rest = rest.strip_prefix("data.").unwrap_or(rest);
                match list.get_mut("data").and_then(Value::as_array_mut) {
                    Some(items) => each(ctx, items, rest).await,
                    None => Ok(()),
                }
            }
            (rest, value) => fill(ctx, value, rest).await,
        }
    })
}

async fn each(ctx: &Ctx<'_>, items: &mut [Value], path: &str) -> Result<(), ApiError> {
    for item in items {
        fill(ctx, item, path).await?;
    }
    Ok(())
}

async fn by_id(ctx: &Ctx<'_>, value: &mut Value) -> Result<(), ApiError> {
    match value {
        Value::String(id) => {
            if let Some(object) = ctx.object(id).await? {
                *value = object;
            }
        }
        Value::Array(items) => {
            for item in items.iter_mut().filter(|item| item.is_string()) {
                let id = item.as_str().unwrap_or_default().to_owned();
                if let Some(object) = ctx.object(&id).await? {
                    *item = object;
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => {}
    }
    Ok(())
}

fn descend<'v>(map: &'v mut Map<String, Value>, field: &str) -> Option<&'v mut Value> {
    match field.split_once('.') {
        None => map.get_mut(field),
        Some((first, rest)) => descend(map.get_mut(first)?.as_object_mut()?, rest),
    }
}

impl Ctx<'_> {
    /// The object an id names, as the newest version shows it; also one that this unit has just written.
    pub async fn object(&self, id: &str) -> Result<Option<Value>, ApiError> {
        let Some(resource) = self.app.registry.of_id(id) else {
            return Ok(None);
        };
        let Some(key) = (resource.key)(id) else { return Ok(None) };
        let Some(row) = self.tx.row(resource.table, key).await? else {
            return Ok(None);
        };
        let value = match resource.show {
            Show::AsStored => parse(&row.public())?,
            Show::At(show) => show(&row, self.now())?,
        };
        Ok(Some(value).filter(|value| value.get("id").is_some_and(|found| found == id)))
    }
}

/// A stored body as a value.
pub fn parse(public: &[u8]) -> Result<Value, ApiError> {
    serde_json::from_slice(public).map_err(|error| {
        tracing::error!(%error, "a stored body is not JSON");
        ApiError::internal()
    })
}
