//! Ways to pay: one table says of every payment method type what it takes, how it goes, and what may follow.
//!
//! `methods.tsv` is the table, a row for each type; `table` reads it; `offer` says whether a payment may use a type,
//! and why not; `course` is how a payment goes in the sandbox; `accounts` are the bank accounts that play a part in it,
//! `microdeposits` how they are verified, `refusals` what is said when it fails. Nothing else in the product lists types: what a type does follows from its row.

pub mod accounts;
mod course;
pub mod microdeposits;
mod offer;
mod refusals;
mod table;

pub use course::{End, Facts, Later, Step, Wait};
pub use offer::{Asked, Unfit};
pub use refusals::refusal;
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
