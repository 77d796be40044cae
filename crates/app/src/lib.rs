//! The one binary: configuration, assembly, HTTP, workers, control of the sandbox, commands. The only place that
//! assembles, and none that decides anything about payments.
//!
//! As a library it starts servers inside a process, for tests: [`Server::start`].

pub mod assemble;
pub mod certs;
pub mod commands;
mod control;
mod country;
mod demo;
mod listen;
mod metrics;
pub mod server;
pub mod settings;
mod tables;
mod web;
pub mod workers;

pub use assemble::{Sources, StartError};
pub use commands::findings;
pub use server::{Running, Server};
pub use settings::Settings;
pub use tables::all as tables;
