//! Who waits for an event: endpoints of its own account, and those of the account's maker that asked for the events of
//! accounts it made.

use db::{Cell, Query, Scope, StoreError};
use kernel::Key;
use wire::App;

use super::DELIVERIES;

/// More endpoints than an account can have.
const PENDING_MAX: usize = 100;

/// Where the account's maker has its endpoints. `None` for an account that nobody made.
pub async fn maker(app: &App, scope: Scope) -> Result<Option<Scope>, StoreError> {
    let account = app.directory.account(scope.account()).await?;
    let maker = account
        .map(|account| account.creator)
        .filter(|maker| *maker != scope.account());
    Ok(maker.map(|maker| Scope::new(maker, scope.livemode())))
}

/// How many endpoints have not answered 2xx to an event.
pub async fn pending(app: &App, scope: Scope, event: Key) -> Result<usize, StoreError> {
    let mut pending = 0;
    for scope in [Some(scope), maker(app, scope).await?].into_iter().flatten() {
        let mut query =
            Query::newest(&DELIVERIES, scope, PENDING_MAX).by("undelivered", vec![Cell::Int(1), event.into()]);
        query.bodies = false;
        pending += app.store.list(query).await?.len();
    }
    Ok(pending)
}
