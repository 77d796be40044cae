//! Ways to pay: one table says of every payment method type what it takes, how it goes, and what may follow.
//!
//! `methods.tsv` is the table, a row for each type; `table` reads it; `offer` says whether a payment may use a type,
//! and why not. Nothing else in the product lists types: what a type does follows from its row.

mod offer;
mod table;

pub use offer::{Asked, Unfit};
pub use table::{
    Action, Amounts, Countries, Currencies, Family, FutureUsage, Kind, MandateRule, Method, Part, Refunds,
};

/// Every type, in the table's order: that in which they are offered.
pub fn all() -> &'static [Method] {
    table::all()
}

/// The type of this name.
pub fn named(name: &str) -> Option<&'static Method> {
    all().iter().find(|method| method.name == name)
}
