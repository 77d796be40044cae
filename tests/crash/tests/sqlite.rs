//! kill -9 under load on SQLite: one server, one data folder, many lives.

use anyhow::Result;
use florin_crash::server::Store;
use florin_crash::story;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_when_the_server_is_killed() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let store = Store {
        folder: folder.path().to_owned(),
        database_url: None,
    };
    story::run(store, 1, story::seed()?).await
}
