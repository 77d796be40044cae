//! kill -9 under load on PostgreSQL: one server alone, and one of two that share the database.

use anyhow::Result;
use florin_crash::postgres::Database;
use florin_crash::server::Store;
use florin_crash::story;

async fn run_with(servers: usize, test: &str) -> Result<()> {
    let seed = story::seed()?;
    let Some(database) = Database::create(seed, test).await? else {
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let store = Store {
        folder: folder.path().to_owned(),
        database_url: Some(database.url()),
    };
    story::run(store, servers, seed).await?;
    database.drop_now().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_when_the_only_server_is_killed() -> Result<()> {
    run_with(1, "one").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_when_one_of_two_servers_is_killed() -> Result<()> {
    run_with(2, "two").await
}
