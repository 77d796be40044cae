//! All stories, each in the file that is named for what it is about. `coverage.tsv` says which story covers which call.

mod accounts;
mod challenge;
mod charges;
mod charges_test_cards;
mod customer_sessions;
mod customers;
mod expand;
mod idempotency;
mod keys;
mod lists;
mod payment_intents;
mod payment_intents_capture;
mod payment_intents_refused;
mod payment_methods;
mod refunds;
mod setup_intents;
mod tokens;
