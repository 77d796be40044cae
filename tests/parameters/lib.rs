//! Asks of every parameter of the API whether it does anything.
//!
//! Each leaf of each operation's table is sent to copies of one and the same shop, with one value and with another.
//! Clock, chance and ids of the copies are the same, so whatever differs between the answers, or between what is stored
//! afterwards, is the parameter's doing. A parameter that makes no difference is silently ignored.

pub mod cases;
pub mod leaves;
pub mod rules;
pub mod shop;
pub mod stock;
pub mod verdict;
