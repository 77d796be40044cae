//! All stories, each in the file that is named for what it is about. `coverage.tsv` says which story covers which call.

mod accounts;

mod charges;
mod charges_test_cards;
mod customer_sessions;
mod customers;
mod payment_intents;

