//! An acquirer that misbehaves on purpose: for tests, simulation and the sandbox's fault controls.

mod faulty;

pub use faulty::{Faulty, Misbehavior, Plan};
