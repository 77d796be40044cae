//! The product: one folder per API resource.
//!
//! A resource registers what it is (`resource()`) in `registry`; one calls another through its `mod.rs`.

pub mod customers;
pub mod params;
mod parts;
pub mod payment_methods;
mod refusal;
mod retrieve;
pub mod tokens;
pub mod versions;

use db::Table;
use wire::resource::{Registry, Resource};
use wire::versions::Changes;

/// Every resource, alphabetically.
pub fn resources() -> Vec<Resource> {
    vec![customers::resource(), payment_methods::resource(), tokens::resource()]
}

pub fn registry() -> Registry {
    Registry::new(resources(), Changes::default())
}

/// Tables that belong to no single resource's objects.
const FURTHER_TABLES: &[&Table] = &[&payment_methods::vault::CARDS];

/// Every table of the resources.
pub fn tables() -> Vec<&'static Table> {
    let own = resources().into_iter().map(|resource| resource.table);
    own.chain(FURTHER_TABLES.iter().copied()).collect()
}
