//! The product: one folder per API resource.
//!
//! A resource registers what it is (`resource()`) in `registry`; one calls another through its `mod.rs`.

pub mod balance;
pub mod balance_transactions;
pub mod customers;
pub mod events;
pub mod params;
mod parts;
pub mod payment_methods;
mod refusal;
mod retrieve;
pub mod tokens;
pub mod versions;
pub mod webhook_endpoints;

use db::Table;
use wire::page::Page;
use wire::resource::{Registry, Resource};
use wire::timer::TimerKind;
use wire::versions::Changes;

/// Every resource, alphabetically.
pub fn resources() -> Vec<Resource> {
    vec![
        balance::resource(),
        balance_transactions::resource(),
        customers::resource(),
        events::resource(),
        payment_methods::resource(),
        tokens::resource(),
        webhook_endpoints::resource(),
    ]
}

pub fn registry() -> Registry {
    Registry::new(resources(), Changes::default())
}

/// Tables that belong to no single resource's objects.
const FURTHER_TABLES: &[&Table] = &[&webhook_endpoints::DELIVERIES, &payment_methods::vault::CARDS];

/// Every table of the resources.
pub fn tables() -> Vec<&'static Table> {
    let own = resources().into_iter().map(|resource| resource.table);
    own.chain(FURTHER_TABLES.iter().copied()).collect()
}

/// What happens later: the timers of all resources.
pub fn timers() -> Vec<TimerKind> {
    let all = [
        balance_transactions::timers(),
        payment_methods::timers(),
        webhook_endpoints::timers(),
    ];
    all.into_iter().flatten().collect()
}

/// Pages for people that belong to resources.
pub fn pages() -> Vec<Page> {
    Vec::new()
}
