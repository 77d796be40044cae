//! Webhooks: from the outbox to signed deliveries, with retries.
//!
//! ```text
//! outbox row ──expand──▶ delivery (event × endpoint) ──lane──▶ attempt ──record──▶ delivered
//!                             ▲                                              └──▶ due again, or given up
//!                             └──look── what is due and nobody holds
//! ```
//!
//! Each step is a commit of its own: whoever is killed loses nothing, and what was under way is attempted
//! again when its lease ends. One endpoint's queue (its lane) never holds up another's.

mod attempt;
mod client;
mod dispatcher;
mod drain;
mod expand;
mod follow;
mod lane;
mod look;
mod record;
mod render;
mod schedule;
mod signature;
mod subscribers;

pub use client::{Client, Refused};
pub use dispatcher::Dispatcher;
pub use follow::{Followed, forwarding_secret};
pub use render::HEADERS;
pub use schedule::next as next_attempt;
pub use signature::header as signature_header;
