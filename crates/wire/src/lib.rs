//! The API's manners: forms, parameters, keys, idempotency, versions, expand, lists, errors.
//!
//! Knows no resource; they register what they are (`resource::Resource`) and what they do
//! (`operation::Operation`).

pub mod access;
pub mod answer;
pub mod app;
pub mod background;
pub mod ctx;
pub mod drain;
pub mod error;
pub mod expand;
pub mod faults;
pub mod form;
mod headers;
pub mod idempotency;
pub mod lists;
pub mod operation;
pub mod outside;
pub mod page;
pub mod params;
pub mod pipeline;
pub mod remembered;
pub mod render;
pub mod resource;
pub mod router;
pub mod timer;
pub mod versions;

pub use answer::{Answer, Item};
pub use app::App;
pub use ctx::Ctx;
pub use error::ApiError;
pub use params::Params;
