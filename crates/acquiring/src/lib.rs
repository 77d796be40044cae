//! The far side of a payment: cards, the sandbox that answers for them, real acquirers, and the vault.
//!
//! - [`cards`]: what a card number is, and the complete table of test cards.
//! - [`methods`]: every other way to pay, as one table.
//! - [`sandbox`]: the built-in acquirer. Pure: the same card and the same seed give the same answer.
//! - [`acquirer`]: the trait that the sandbox and every real acquirer stand behind, with unknown outcomes in it.
//! - [`reconcile`]: what to do next with an attempt whose outcome is not known.
//! - [`vault`]: PAN and CVC, and their encryption. Nothing else in the product sees either.
//! - [`testing`]: an acquirer that misbehaves by seed.
//!
//! Nothing here reads a clock, draws chance of its own or knows an API resource.

#[macro_use]
mod words;

pub mod acquirer;
pub mod cards;
pub mod methods;
pub mod reconcile;
pub mod refusal;
pub mod sandbox;
mod seed;
pub mod testing;
pub mod vault;
