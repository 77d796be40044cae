//! What the machinery knows of a resource: how its objects are found by id, shown and expanded.

use std::collections::HashMap;

use db::{Row, Table};
use futures::future::BoxFuture;
use http::Method;
use kernel::{Key, Timestamp};
use serde_json::{Map, Value};

use crate::ctx::Ctx;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::outside::Outside;
use crate::versions;

/// A resource of the API. Each folder of `resources` declares one.
pub struct Resource {
    /// The `object` of its JSON.
    pub object: &'static str,
    /// What its ids begin with.
    pub prefixes: &'static [&'static str],
    pub table: &'static Table,
    /// The key that an id of this resource carries.
    pub key: fn(&str) -> Option<Key>,
    /// The object as the API shows it; most show what is stored.
    pub show: Show,
    pub expands: &'static [Expand],
    /// The fields that a publishable key sees; empty for all.
    pub publishable: &'static [&'static str],
    pub routes: fn() -> Vec<Operation>,
}

pub enum Show {
    AsStored,
    /// Fields that follow from the time are filled in when the object is shown.
    At(fn(&Row, Timestamp) -> Result<Value, ApiError>),
}

/// A field that `expand` fills.
pub struct Expand {
    /// Dotted: `invoice_settings.default_payment_method`.
    pub field: &'static str,
    /// The object that an id there names, for checking what lies behind it before anything is read.
    pub object: &'static str,
    pub how: How,
}

pub enum How {
    /// The field holds an id.
    ById,
    /// The field is only there when it is asked for.
    Loaded(Loader),
}

pub type Loader = for<'a> fn(&'a Ctx<'_>, &'a Map<String, Value>) -> BoxFuture<'a, Result<Value, ApiError>>;

/// An id in the field, expanded to the object it names.
pub const fn by_id(field: &'static str, object: &'static str) -> Expand {
    Expand {
        field,
        object,
        how: How::ById,
    }
}

/// A field that is only there, or only an object, when it is asked for.
pub const fn loaded(field: &'static str, object: &'static str, loader: Loader) -> Expand {
    Expand {
        field,
        object,
        how: How::Loaded(loader),
    }
}

/// All resources, and the changes between API versions.
pub struct Registry {
    resources: Vec<Resource>,
    by_object: HashMap<&'static str, usize>,
    /// What reading an object needs, by what is needed to retrieve or list it.
    readable: HashMap<&'static str, &'static str>,
    pub versions: versions::Changes,
    pub outside: Outside,
}

impl Registry {
    pub fn new(resources: Vec<Resource>, versions: versions::Changes) -> Registry {
        let by_object = resources
            .iter()
            .enumerate()
            .map(|(at, resource)| (resource.object, at))
            .collect();
        Registry {
            readable: readable(&resources),
            resources,
            by_object,
            versions,
            outside: Outside::default(),
        }
    }

    /// With those who ask acquirers that are far away.
    pub fn asking(self, outside: Outside) -> Registry {
        Registry { outside, ..self }
    }

    /// The permission to read an object; `None` for what is read only as a part of others.
    pub fn read_permission(&self, object: &str) -> Option<&'static str> {
        self.readable.get(object).copied()
    }

    pub fn object(&self, object: &str) -> Option<&Resource> {
        self.by_object.get(object).map(|&at| &self.resources[at])
    }

    /// The resource that an id belongs to: the one with the longest prefix that fits.
    pub fn of_id(&self, id: &str) -> Option<&Resource> {
        let fitting = self
            .resources
            .iter()
            .flat_map(|resource| resource.prefixes.iter().map(move |prefix| (prefix, resource)));
        fitting
            .filter(|(prefix, _)| id.starts_with(**prefix))
            .max_by_key(|(prefix, _)| prefix.len())
            .map(|(_, found)| found)
    }

    pub fn operations(&self) -> Vec<Operation> {
        self.resources.iter().flat_map(|resource| (resource.routes)()).collect()
    }
}

fn readable(resources: &[Resource]) -> HashMap<&'static str, &'static str> {
    let operations = resources.iter().flat_map(|resource| (resource.routes)());
    let mut readable = HashMap::new();
    for operation in operations.filter(|operation| operation.method == Method::GET) {
        match operation.returns.strip_prefix("list:") {
            // Others' lists of it count only if it has no way of its own.
            Some(object) => {
                readable.entry(object).or_insert(operation.access.permission);
            }
            None => {
                readable.insert(operation.returns, operation.access.permission);
            }
        }
    }
    readable
}
