//! Who calls: accounts, their API keys, and what a key may reach.

mod account;
mod directory;
mod header;
mod key;
mod permissions;

pub use account::{ACCOUNTS, Account, RiskRules};
pub use directory::{Caller, Directory};
pub use header::{Credentials, credentials};
pub use key::{API_KEYS, ApiKey, KeyKind, hash, new_secret};
pub use permissions::{grants, is_permission};
