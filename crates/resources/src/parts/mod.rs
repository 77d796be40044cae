//! Pieces that several objects share: addresses, shipping, metadata, what an update changed.

mod address;
mod billing;
mod changed;
mod metadata;
mod shipping;
mod tag;
mod whole;

pub use address::Address;
pub use billing::BillingDetails;
pub use changed::previous_attributes;
pub use metadata::Metadata;
pub use shipping::Shipping;
pub use tag::{Tag, tags};
pub use whole::{Whole, complete, without_nulls};
