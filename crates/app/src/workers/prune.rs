//! Removes what is kept only for a time: answers under idempotency keys.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use wire::App;
use wire::idempotency;

/// Between two rounds. Several processes on one database start theirs at different moments.
const EVERY: Duration = Duration::from_secs(600);

pub async fn work(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    loop {
        let pause = Duration::from_millis(app.chance.below(EVERY.as_millis() as u64)) + EVERY / 2;
        if tokio::time::timeout(pause, stopping.wait_for(|stop| *stop))
            .await
            .is_ok()
        {
            return;
        }
        tokio::select! {
            () = round(&app) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

pub(super) async fn round(app: &Arc<App>) {
    let accounts = match app.directory.accounts().await {
        Ok(accounts) => accounts,
        Err(error) => {
            tracing::error!(%error, "accounts could not be read");
            return;
        }
    };
    let mut count = 0;
    for account in &accounts {
        for livemode in [false, true] {
            // What fails is logged, and is tried again in the next round.
            count += idempotency::prune(app, account, livemode).await.unwrap_or(0);
        }
    }
    if count > 0 {
        tracing::info!(count, "idempotency keys were old enough to go");
    }
}
