//! From a method and a path to an operation.

use std::collections::HashMap;

use http::Method;

use crate::operation::Operation;

pub struct Router {
    operations: Vec<Operation>,
    methods: HashMap<Method, matchit::Router<usize>>,
}

pub struct Found<'a> {
    pub operation: &'a Operation,
    pub path: Vec<(Box<str>, Box<str>)>,
}

impl Router {
    /// Fails if two operations claim one route, which is a fault of the build.
    pub fn new(operations: Vec<Operation>) -> Result<Router, matchit::InsertError> {
        let mut methods: HashMap<Method, matchit::Router<usize>> = HashMap::new();
        for (at, operation) in operations.iter().enumerate() {
            methods
                .entry(operation.method.clone())
                .or_default()
                .insert(operation.path, at)?;
        }
        Ok(Router { operations, methods })
    }

    pub fn find(&self, method: &Method, path: &str) -> Option<Found<'_>> {
        let found = self.methods.get(method)?.at(path).ok()?;
        let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into();
        let parts = found
            .params
            .iter()
            .map(|(name, value)| (name.into(), decode(value)))
            .collect();
        Some(Found {
            operation: &self.operations[*found.value],
            path: parts,
        })
    }

    /// The operation alone, without decoding the path's parts: for logs and metrics.
    pub fn operation(&self, method: &Method, path: &str) -> Option<&Operation> {
        let found = self.methods.get(method)?.at(path).ok()?;
        Some(&self.operations[*found.value])
    }

    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }
}
