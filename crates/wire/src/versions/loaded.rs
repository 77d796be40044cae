//! What was loaded for older shapes.

use std::collections::HashMap;

use serde_json::Value;

use super::change::{Need, Preload};

/// Objects that older shapes show besides the answer itself, in the newest shape.
#[derive(Debug, Default)]
pub struct Loaded {
    found: HashMap<Need, Vec<Value>>,
}

/// What one change may see of it.
pub struct View<'a> {
    loaded: &'a Loaded,
    open: &'a [Need],
}

impl Loaded {
    /// Keeps what a need asked for: all of it, newest first, links as plain ids unless the request expanded them.
    pub fn put(&mut self, need: Need, objects: Vec<Value>) {
        self.found.insert(need, objects);
    }

    pub fn has(&self, need: &Need) -> bool {
        self.found.contains_key(need)
    }

    /// Those that become part of an answer.
    pub(super) fn shown(&self) -> impl Iterator<Item = &Value> {
        self.found
            .iter()
            .filter(|(need, _)| need.preload.shown())
            .flat_map(|(_, objects)| objects)
    }

    pub(super) fn view<'a>(&'a self, open: &'a [Need]) -> View<'a> {
        View { loaded: self, open }
    }
}

impl<'a> View<'a> {
    /// What was loaded, or nothing: not loaded, or already shown further out.
    ///
    /// The second keeps an expanded link from nesting without end: the charges of an intent of one of its charges.
    pub fn get(&self, preload: Preload, id: &str) -> Option<&'a [Value]> {
        let need = Need {
            preload,
            id: id.to_owned(),
        };
        if self.open.contains(&need) {
            return None;
        }
        self.loaded.found.get(&need).map(Vec::as_slice)
    }
}
