//! Authentication by the customer: what an intent's `next_action` says, and the page it leads to.
//!
//! The page belongs to the sandbox: it stands for the issuer's, and offers to complete or to fail.

mod attempt;
mod frame;
mod next_action;
pub(crate) mod page;
pub(crate) mod routes;
mod submit;

pub use attempt::{Attempt, PAYMENT_ATTEMPTS, Subject, begin, give_up, is_open, start};
pub use next_action::{next_action, url};
pub use routes::pages;
pub use submit::{Way, submit};
