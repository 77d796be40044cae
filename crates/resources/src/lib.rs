//! See ARCHITECTURE.md.

pub mod params;
