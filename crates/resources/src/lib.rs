//! See ARCHITECTURE.md.

pub mod params;
pub mod versions;
