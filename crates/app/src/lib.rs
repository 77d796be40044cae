//! The one binary: configuration, assembly, HTTP, workers, control of the sandbox, commands. The only place that
//! assembles, and none that decides anything about payments.
//!
//! As a library it starts servers inside a process, for tests: [`Server::start`].

pub mod assemble;
pub mod country;
mod keys;
pub mod server;
pub mod settings;
pub mod tables;

pub use server::{Running, Server};
pub use settings::Settings;
