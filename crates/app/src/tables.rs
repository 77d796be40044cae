//! All tables of the product: what the store is opened with.

use std::sync::LazyLock;

use db::{Table, global_unique, int, text};
use wire::access::{ACCOUNTS, API_KEYS};

/// Data keys of the card vault as they are stored, in the scope 0.
pub static VAULT_KEYS: Table = Table {
    name: "vault_keys",
    columns: &[int("number"), text("wrapped")],
    indexes: &[global_unique("number", &[0])],
};

/// Secrets of the installation, in the scope 0.
pub static INSTALLATION: Table = Table {
    name: "installation",
    columns: &[text("name"), text("value")],
    indexes: &[global_unique("name", &[0])],
};

static ALL: LazyLock<Vec<&'static Table>> = LazyLock::new(|| {
    let machinery = [
        &db::EVENTS,
        &db::OUTBOX,
        &db::TIMERS,
        &db::IDEMPOTENCY,
        &ACCOUNTS,
        &API_KEYS,
        &VAULT_KEYS,
        &INSTALLATION,
    ];
    let mut tables: Vec<&'static Table> = machinery.to_vec();
    // Events are a resource, too, and already there.
    for table in resources::tables() {
        if !tables.iter().any(|known| known.name == table.name) {
            tables.push(table);
        }
    }
    tables
});

pub fn all() -> &'static [&'static Table] {
    &ALL
}
