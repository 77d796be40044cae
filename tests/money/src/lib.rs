//! The product without HTTP, over a store and an acquirer that misbehave, and what must hold of its money.
//!
//! - [`World`]: one installation that can be called, moved in time, killed and started again.
//! - [`Books`]: everything it has stored, read at once; [`Books::flaw`] is what is wrong with it.
//! - [`Line`]: an acquirer far away, slow and behind a bad line.
//! - [`Dice`]: the only source of chance of a run, from its seed.

mod books;
mod dice;
mod line;
mod world;

pub use books::Books;
pub use dice::Dice;
pub use line::Line;
pub use world::{Answered, Database, Process, World};
