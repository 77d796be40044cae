//! Accounts whose clock is ahead of the machine's: their timers are due before the common order says so.

use std::sync::Arc;
use std::time::Duration;

use db::{CommitError, Order, Query, Record as _, Scope, StoreError};
use kernel::Timestamp;
use wire::App;
use wire::access::{ACCOUNTS, Account};

use crate::assemble::update_account;
use crate::server::Shared;

/// Another process may have moved a clock.
const FRESH: Duration = Duration::from_secs(1);
const PAGE: usize = 1_000;

/// Looked up anew when this process moved one, and else now and then.
#[derive(Default)]
pub struct Ahead {
    numbers: Vec<u32>,
    looked: Option<(Timestamp, u64)>,
}

impl Ahead {
    pub async fn accounts(&mut self, shared: &Shared, now: Timestamp) -> Result<Vec<Arc<Account>>, StoreError> {
        let (directory, moves) = (&shared.app.directory, shared.movers.moves());
        if self.looked.is_none() {
            mark(&shared.app).await?;
        }
        let is_fresh = |(at, seen): (Timestamp, u64)| seen == moves && now >= at && now < at.plus(FRESH);
        if !self.looked.is_some_and(is_fresh) {
            self.numbers = directory.ahead().await?;
            self.looked = Some((now, moves));
        }
        let mut accounts = Vec::with_capacity(self.numbers.len());
        for number in &self.numbers {
            accounts.extend(directory.account(*number).await?);
        }
        Ok(accounts)
    }
}

/// Accounts that an early version moved ahead do not say so in their row. Once at each start.
async fn mark(app: &App) -> Result<(), StoreError> {
    let mut query = Query::newest(&ACCOUNTS, Scope::from_raw(0), PAGE);
    (query.scope, query.order) = (None, Order::OldestFirst);
    loop {
        let rows = app.store.list(query.clone()).await?;
        for row in &rows {
            let account = Account::read(row)?.object;
            if account.cells() == row.cells {
                continue;
            }
            match update_account(app, account.number, |_| {}).await {
                Ok(_) | Err(CommitError::Conflict) => {}
                Err(error) => tracing::error!(%error, account = %account.id, "its clock could not be looked after"),
            }
        }
        query.above = rows.last().map(|row| row.key);
        if rows.len() < PAGE {
            return Ok(());
        }
    }
}
