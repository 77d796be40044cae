//! A shop and its customers: what they send, repeat and remember.

#![allow(dead_code, unused_imports, reason = "each test uses its part")]

mod shop;
pub mod steps;
mod story;

pub use shop::Shop;
pub use story::story;

/// A form, from its fields.
pub fn form(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    fields.iter().map(owned).collect()
}
