//! The product: one folder per API resource.
//!
//! A resource registers what it is (`resource()`) in `registry`; one calls another through its `mod.rs`.

pub mod accounts;
pub mod attempts;
pub mod balance;
pub mod balance_transactions;
pub mod challenge;
pub mod charges;
pub mod confirmation_tokens;
pub mod customer_sessions;
pub mod customers;
pub mod disputes;
pub mod early_fraud_warnings;
pub mod elements;
pub mod events;
mod expiry;
pub mod linked_accounts;
pub mod mandates;
pub mod offers;
pub mod params;
mod parts;
pub mod payment_intents;
pub mod payment_method_configurations;
pub mod payment_methods;
mod references;
pub mod refunds;
mod refusal;
mod retrieve;
pub mod reviews;
mod secret;
pub mod setup_attempts;
pub mod setup_intents;
mod statement;
pub mod tax_ids;
mod test_bank;
pub mod tokens;
pub mod versions;
pub mod webhook_endpoints;

use db::Table;
use wire::page::Page;
use wire::resource::{Registry, Resource};
use wire::timer::TimerKind;

/// Every resource, alphabetically.
pub fn resources() -> Vec<Resource> {
    vec![
        accounts::resource(),
        balance::resource(),
        balance_transactions::resource(),
        charges::resource(),
        confirmation_tokens::resource(),
        customer_sessions::resource(),
        customers::resource(),
        disputes::resource(),
        early_fraud_warnings::resource(),
        elements::resource(),
        events::resource(),
        linked_accounts::resource(),
        mandates::resource(),
        payment_intents::resource(),
        payment_method_configurations::resource(),
        payment_methods::resource(),
        refunds::resource(),
        reviews::resource(),
        setup_attempts::resource(),
        setup_intents::resource(),
        tax_ids::resource(),
        tokens::resource(),
        webhook_endpoints::resource(),
    ]
}

pub fn registry() -> Registry {
    Registry::new(resources(), versions::changes().clone()).asking(attempts::OUTSIDE)
}

/// Tables that belong to no single resource's objects.
const FURTHER_TABLES: &[&Table] = &[
    &attempts::ACQUIRER_ATTEMPTS,
    &challenge::PAYMENT_ATTEMPTS,
    &payment_methods::vault::CARDS,
    &webhook_endpoints::DELIVERIES,
];

/// Every table of the resources.
pub fn tables() -> Vec<&'static Table> {
    let own = resources().into_iter().map(|resource| resource.table);
    own.chain(FURTHER_TABLES.iter().copied()).collect()
}

/// What happens later: the timers of all resources.
pub fn timers() -> Vec<TimerKind> {
    let all = [
        attempts::timers(),
        balance_transactions::timers(),
        charges::timers(),
        disputes::timers(),
        payment_intents::timers(),
        payment_methods::timers(),
        refunds::timers(),
        tax_ids::timers(),
        webhook_endpoints::timers(),
    ];
    all.into_iter().flatten().collect()
}

/// Pages for people that belong to resources.
pub fn pages() -> Vec<Page> {
    let mut pages = challenge::pages();
    pages.extend(test_bank::pages());
    pages
}
