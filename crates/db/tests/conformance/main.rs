//! What every store must do. Each test runs on the store in memory, on SQLite and, if
//! `FLORIN_TEST_DATABASE_URL` names a server where databases may be created, on PostgreSQL.

#[macro_use]
mod lab;
mod commits;
mod crowds;
mod faults;
mod ledger;
mod lists;
mod lost_answers;
mod opening;
mod random;
mod scopes;
mod tls;
mod uniqueness;
