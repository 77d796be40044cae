//! Cards as such: brands and numbers, the rules for entering one, and the table of test cards.
//!
//! `brand` says which network a number belongs to; `behavior` names every scenario a test card can act out; `table` is
//! the complete list of test cards by number, `pm_card_…` and `tok_…`; `validate` is the check at the counter, before
//! anyone is asked; `fingerprint` recognizes the same number again without keeping it.

mod behavior;
mod brand;
mod fingerprint;
mod table;
mod validate;

pub use behavior::Behavior;
pub use brand::{Brand, Funding, Network, luhn};
pub use fingerprint::{FingerprintKey, account_fingerprint, fingerprint};
pub use table::{TestCard, by_number, by_payment_method_id, by_token_id, test_cards};
pub use validate::{CardDetails, CardError, CardInput, Mode, expiry, magic_expiry, validate};
