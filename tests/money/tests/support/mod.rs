//! A shop and its customers: what they send, repeat and remember.

mod shop;
mod story;

pub use shop::Shop;
pub use story::story;
