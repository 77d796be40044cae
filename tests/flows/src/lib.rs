//! The harness of the flow tests: a shop at a running server, and nothing that a merchant does not have.
//!
//! `flows![story, …]` makes each `async fn story(shop: Shop)` two tests, one for SQLite and one for PostgreSQL. The
//! latter need `FLORIN_TEST_DATABASE_URL` and say so when it is absent. One server per database serves all stories of
//! the process; each story has an account of its own, so they run at once and never meet. What the server does later
//! happens when the story says so (`Shop::later`), never by waiting.

mod bodies;
mod reply;
mod server;
mod shop;
mod stable;

pub use reply::{Reply, text};
pub use server::{Database, TestServer, run};
pub use shop::Shop;
pub use stable::stable;

/// Two tests for each story: `story::sqlite` and `story::postgres`.
#[macro_export]
macro_rules! flows {
    ($($story:ident),+ $(,)?) => {
        $(mod $story {
            #[test]
            fn sqlite() {
                $crate::run($crate::Database::Sqlite, super::$story);
            }

            #[test]
            fn postgres() {
                $crate::run($crate::Database::Postgres, super::$story);
            }
        })+
    };
}
