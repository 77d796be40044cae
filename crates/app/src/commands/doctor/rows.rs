//! Reading everything there is, page by page, past what is damaged.

use db::{Order, Query, Record as _, Row, Scope, Store, StoreError, Table};
use kernel::Key;
use wire::access::{ACCOUNTS, Account};

use super::{Checked, Findings};

const PAGE: usize = 1_000;

/// The scopes that rows can be in: of the installation, and of each account in both modes.
pub async fn scopes(store: &dyn Store, checked: &mut Checked) -> Result<Vec<Scope>, StoreError> {
    let mut scopes = vec![Scope::from_raw(0)];
    let mut above = None;
    loop {
        let mut query = Query::newest(&ACCOUNTS, Scope::from_raw(0), PAGE);
        (query.scope, query.order, query.above) = (None, Order::OldestFirst, above);
        let rows = store.list(query).await?;
        for row in &rows {
            let number = Account::read(row)?.object.number;
            scopes.extend([Scope::new(number, false), Scope::new(number, true)]);
            checked.accounts += 1;
        }
        above = rows.last().map(|row| row.key);
        if rows.len() < PAGE {
            return Ok(scopes);
        }
    }
}

/// Reads every row of a table and scope. Rows whose body is missing or damaged are findings.
pub async fn each(
    store: &dyn Store,
    table: &'static Table,
    scope: Scope,
    findings: &mut Findings,
    checked: &mut Checked,
) -> Result<(), StoreError> {
    let mut above = None;
    while let Some(rows) = next(store, table, scope, above, findings, checked).await? {
        above = rows.last().map(|row| row.key);
    }
    Ok(())
}

/// The page of rows behind a key, oldest first; `None` behind the last. Rows whose body is missing or damaged are findings.
pub async fn next(
    store: &dyn Store,
    table: &'static Table,
    scope: Scope,
    above: Option<Key>,
    findings: &mut Findings,
    checked: &mut Checked,
) -> Result<Option<Vec<Row>>, StoreError> {
    let rows = match store.list(page(table, scope, above, true)).await {
        Ok(rows) => rows,
        Err(StoreError::Damaged { .. }) => one_by_one(store, table, scope, above, findings).await?,
        Err(error) => return Err(error),
    };
    checked.rows += rows.len();
    Ok((!rows.is_empty()).then_some(rows))
}

fn page(table: &'static Table, scope: Scope, above: Option<Key>, bodies: bool) -> Query {
    Query {
        order: Order::OldestFirst,
        above,
        bodies,
        ..Query::newest(table, scope, PAGE)
    }
}

/// A page that has damage in it: what can be read of it, the rest without bodies.
async fn one_by_one(
    store: &dyn Store,
    table: &'static Table,
    scope: Scope,
    above: Option<Key>,
    findings: &mut Findings,
) -> Result<Vec<Row>, StoreError> {
    let mut rows = store.list(page(table, scope, above, false)).await?;
    for row in &mut rows {
        match store.get(table, scope, row.key).await {
            Ok(Some(whole)) => *row = whole,
            Ok(None) => {}
            Err(StoreError::Damaged { what }) => findings.add(scope, format!("{} {}: {what}", table.name, row.key.0)),
            Err(error) => return Err(error),
        }
    }
    Ok(rows)
}
