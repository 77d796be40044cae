//! The sandbox's bank: what a customer is asked to do there, and the page on which a test does it.
//!
//! The page stands for that of every bank, wallet and voucher shop: it names the type, the amount and the business, and
//! offers to authorize or to fail.

mod next_action;
mod page;
mod routes;

pub use next_action::{Occasion, next_action};
pub use routes::pages;
