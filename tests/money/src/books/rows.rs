//! Rows of the store as the JSON that they hold.

use db::{Query, Record as _, Row, Scope, Store, Table};
use kernel::Key;
use serde_json::Value;

use super::ROWS_MAX;

pub async fn rows(store: &dyn Store, scope: Scope, table: &'static Table) -> Vec<Row> {
    let query = Query::newest(table, scope, ROWS_MAX);
    store.list(query).await.expect("rows")
}

pub fn objects(rows: &[Row]) -> Vec<Value> {
    rows.iter()
        .map(|row| serde_json::from_slice(&row.public()).expect("bodies are JSON"))
        .collect()
}

pub fn event(row: &Row) -> (String, Value) {
    let object = serde_json::from_slice(&row.public()).expect("bodies are JSON");
    (row.cells[0].text().unwrap_or_default().to_owned(), object)
}

pub fn keyed(row: &Row) -> (Key, Value) {
    (row.key, serde_json::from_slice(&row.public()).expect("bodies are JSON"))
}

pub fn authorization(row: &Row) -> Option<(i64, String)> {
    let charge = resources::charges::Charge::read(row).expect("a charge").object;
    Some((charge.private.authorization?.0, charge.id.as_str().to_owned()))
}

/// `capture`, or `capture late` if it had to be asked for.
pub fn kind(row: &Row) -> String {
    let attempt = resources::attempts::Attempt::read(row).expect("an attempt").object;
    let late = if attempt.rounds > 0 { " late" } else { "" };
    format!("{}{late}", attempt.work.name())
}
