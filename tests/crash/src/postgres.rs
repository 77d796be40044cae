//! A database of one test on the PostgreSQL server that `FLORIN_TEST_DATABASE_URL` names.

use anyhow::{Context, Result};
use tokio_postgres::NoTls;

pub struct Database {
    server_url: String,
    name: String,
}

impl Database {
    /// `None`, with a word about it, where there is no server to test on.
    pub async fn create(seed: u64, test: &str) -> Result<Option<Database>> {
        let Ok(server_url) = std::env::var("FLORIN_TEST_DATABASE_URL") else {
            println!("skipped: FLORIN_TEST_DATABASE_URL is not set");
            return Ok(None);
        };
        let name = format!("florin_crash_{test}_{seed}_{}", std::process::id());
        execute(&server_url, &format!("create database {name}")).await?;
        Ok(Some(Database { server_url, name }))
    }

    pub fn url(&self) -> String {
        let (before, query) = self.server_url.split_once('?').unwrap_or((&self.server_url, ""));
        let server = match before.rsplit_once('/') {
            Some((server, _)) if !server.ends_with('/') => server,
            _ => before,
        };
        let query = if query.is_empty() {
            String::new()
        } else {
            format!("?{query}")
        };
        format!("{server}/{}{query}", self.name)
    }

    pub async fn drop_now(self) -> Result<()> {
        execute(&self.server_url, &format!("drop database {} with (force)", self.name)).await
    }
}

async fn execute(url: &str, sql: &str) -> Result<()> {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .context("connecting to PostgreSQL")?;
    let driver = tokio::spawn(connection);
    client.simple_query(sql).await.with_context(|| sql.to_owned())?;
    drop(client);
    driver.await??;
    Ok(())
}
