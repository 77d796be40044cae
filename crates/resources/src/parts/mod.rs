//! Pieces that several objects share: addresses, shipping, metadata, what an update changed.

mod address;
mod billing;
mod card_once;
mod changed;
mod metadata;
mod methods;
mod shipping;
mod tag;
mod whole;

pub use address::Address;
pub use billing::BillingDetails;
pub use card_once::{CardOnce, ThreeDSecureElsewhere};
pub use changed::previous_attributes;
pub use metadata::Metadata;
pub use methods::{AutomaticPaymentMethods, Methods, expected_type};
pub use shipping::Shipping;
pub use tag::{Tag, tags};
pub use whole::{Whole, complete, without_nulls};
