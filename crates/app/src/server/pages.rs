//! The table of pages for people, and finding one by its path.

use std::collections::HashMap;

use http::Method;
use wire::page::{Page, PathParts};

pub struct Pages {
    pages: Vec<Page>,
    methods: HashMap<Method, matchit::Router<usize>>,
}

impl Pages {
    pub fn new(pages: Vec<Page>) -> Pages {
        let mut methods: HashMap<Method, matchit::Router<usize>> = HashMap::new();
        for (at, page) in pages.iter().enumerate() {
            let inserted = methods.entry(page.method.clone()).or_default().insert(page.path, at);
            inserted.expect("a test finds two pages with one path");
        }
        Pages { pages, methods }
    }

    pub fn find(&self, method: &Method, path: &str) -> Option<(&Page, PathParts)> {
        let found = self.methods.get(method)?.at(path).ok()?;
        let parts = found
            .params
            .iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        Some((&self.pages[*found.value], parts))
    }

    /// The page's path with `{names}`.
    pub fn path(&self, method: &Method, path: &str) -> Option<&'static str> {
        let found = self.methods.get(method)?.at(path).ok()?;
        Some(self.pages[*found.value].path)
    }
}
