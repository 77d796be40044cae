//! Metadata: the merchant's own keys and values. Limits are checked with the parameters.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wire::Params;
use wire::params::Field;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metadata(pub BTreeMap<String, String>);

impl Metadata {
    pub fn new(params: &Params) -> Metadata {
        let mut metadata = Metadata::default();
        metadata.merge(params);
        metadata
    }

    /// Given keys are set, keys with an empty value removed; empty metadata removes all.
    pub fn merge(&mut self, params: &Params) {
        match params.change_metadata("metadata") {
            Field::Absent => {}
            Field::Clear => self.0.clear(),
            Field::Set(edit) => {
                for (key, value) in edit.iter() {
                    match value {
                        Some(value) => self.0.insert(key.to_owned(), value.to_owned()),
                        None => self.0.remove(key),
                    };
                }
            }
        }
    }
}
