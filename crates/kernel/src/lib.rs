//! The kernel: what every other crate speaks in. Money, currencies, ids, time and chance.
//!
//! No I/O, no async, no HTTP.

pub mod chance;
pub mod clock;
pub mod currency;
pub mod ids;
pub mod money;

pub use chance::Chance;
pub use clock::{Clock, ManualClock, Stopwatch, SystemClock, Timestamp};
pub use currency::Currency;
pub use ids::{Id, Ids, Key};
pub use money::{BasisPoints, Money, MoneyError};
