//! See ARCHITECTURE.md.

pub mod error;
pub mod form;
pub mod params;
pub mod versions;
