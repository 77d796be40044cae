//! Reading rows. Bodies are decoded after the connection has gone back to the others.

use kernel::{Currency, Key, Money};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Params, ToSql};

use super::Sqlite;
use crate::{
    Balance, Body, Cell, ColumnKind, Dialect, IndexShape, PostedRow, Query, Row, Scope, Shape, StoreError, Table,
};

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Cell::Null => ValueRef::Null,
            Cell::Int(value) => ValueRef::Integer(*value),
            Cell::Text(value) => ValueRef::Text(value.as_bytes()),
        }))
    }
}

/// A row whose body is still compressed.
pub(super) struct RawRow {
    row: Row,
    body: Option<(Key, Option<Vec<u8>>)>,
}

fn raw(row: &rusqlite::Row<'_>, table: &Table, bodies: bool) -> rusqlite::Result<RawRow> {
    let mut cells = Vec::with_capacity(table.columns.len());
    for (at, column) in table.columns.iter().enumerate() {
        cells.push(match (column.kind, row.get_ref(5 + at)?) {
            (_, ValueRef::Null) => Cell::Null,
            (ColumnKind::Int, value) => Cell::Int(value.as_i64()?),
            (ColumnKind::Text, value) => Cell::Text(value.as_str()?.into()),
        });
    }
    let body: Option<i64> = row.get(3)?;
    let data: Option<Vec<u8>> = row.get(4)?;
    let head = Row {
        key: Key(row.get(0)?),
        scope: Scope::from_raw(row.get(1)?),
        version: row.get(2)?,
        cells,
        body: None,
    };
    Ok(RawRow {
        row: head,
        body: body.filter(|_| bodies).map(|id| (Key(id), data)),
    })
}

pub(super) fn decode_one(raw: RawRow) -> Result<Row, StoreError> {
    let mut row = raw.row;
    if let Some((id, data)) = raw.body {
        let data = data.ok_or_else(|| StoreError::Damaged {
            what: format!("body {} is missing", id.0),
        })?;
        row.body = Some(Body::decode(id, &data)?);
    }
    Ok(row)
}

pub(super) fn decode(raw: Option<RawRow>) -> Result<Option<Row>, StoreError> {
    raw.map(decode_one).transpose()
}

pub(super) fn decode_all(raw: Vec<RawRow>) -> Result<Vec<Row>, StoreError> {
    raw.into_iter().map(decode_one).collect()
}

pub(super) fn one(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    table: &Table,
) -> rusqlite::Result<Option<RawRow>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    rows.next()?.map(|row| raw(row, table, true)).transpose()
}

pub(super) fn list(connection: &Connection, query: &Query) -> rusqlite::Result<Vec<RawRow>> {
    let params = crate::sql::list_params(query);
    let mut statement = connection.prepare_cached(&crate::sql::list(query, Dialect::Sqlite))?;
    let mut rows = statement.query(rusqlite::params_from_iter(&params))?;
    let mut out = Vec::with_capacity(query.limit.min(128));
    while let Some(row) = rows.next()? {
        out.push(raw(row, query.table, query.bodies)?);
    }
    Ok(out)
}

pub(super) fn bodies(store: &Sqlite, scope: Scope, keys: &[Key]) -> Result<Vec<Body>, StoreError> {
    let stored = store.read(|connection| {
        let mut statement = connection.prepare_cached("select data from bodies where id = ?1 and account = ?2")?;
        let find = |key: &Key| statement.query_row((key.0, scope.raw()), |row| row.get::<_, Vec<u8>>(0));
        keys.iter().map(find).collect::<rusqlite::Result<Vec<_>>>()
    })?;
    keys.iter()
        .zip(stored)
        .map(|(key, data)| Body::decode(*key, &data))
        .collect()
}

pub(super) struct RawBalance(Scope, Box<str>, String, i64);

pub(super) fn balances(connection: &Connection, scope: Option<Scope>) -> rusqlite::Result<Vec<RawBalance>> {
    let mut statement = connection.prepare_cached(
        "select account, name, currency, sum(amount) from balances where (?1 is null or account = ?1) \
         group by account, name, currency order by account, name, currency",
    )?;
    let rows = statement.query_map([scope.map(Scope::raw)], |row| {
        let name: String = row.get(1)?;
        Ok(RawBalance(
            Scope::from_raw(row.get(0)?),
            name.into(),
            row.get(2)?,
            row.get(3)?,
        ))
    })?;
    rows.collect()
}

pub(super) fn with_currencies(raw: Vec<RawBalance>) -> Result<Vec<Balance>, StoreError> {
    let balance = |RawBalance(scope, account, code, amount): RawBalance| {
        Ok(Balance {
            scope,
            account,
            currency: currency(&code)?,
            amount,
        })
    };
    raw.into_iter().map(balance).collect()
}

fn currency(code: &str) -> Result<Currency, StoreError> {
    code.parse().map_err(|_| StoreError::Damaged {
        what: format!("a currency called {code}"),
    })
}

pub(super) fn postings(
    connection: &Connection,
    scope: Option<Scope>,
    after: Key,
    limit: usize,
) -> rusqlite::Result<Result<Vec<PostedRow>, StoreError>> {
    let mut statement = connection.prepare_cached(
        "select id, account, txn, debit, credit, currency, amount from postings \
         where id > ?1 and (?2 is null or account = ?2) order by id limit ?3",
    )?;
    let mut rows = statement.query((after.0, scope.map(Scope::raw), limit as i64))?;
    let mut out = Vec::new();
    while let Some(row) = rows.next()? {
        let code: String = row.get(5)?;
        let currency = match currency(&code) {
            Ok(currency) => currency,
            Err(damage) => return Ok(Err(damage)),
        };
        out.push(PostedRow {
            key: Key(row.get(0)?),
            scope: Scope::from_raw(row.get(1)?),
            transaction: Key(row.get(2)?),
            debit: row.get::<_, String>(3)?.into(),
            credit: row.get::<_, String>(4)?.into(),
            amount: Money::new(row.get(6)?, currency),
        });
    }
    Ok(Ok(out))
}

pub(super) fn shape(connection: &Connection, table: &Table) -> rusqlite::Result<Option<Shape>> {
    let mut statement = connection.prepare("select name, lower(type) from pragma_table_info(?1) order by cid")?;
    let columns = statement.query_map([table.name], |row| {
        let kind: String = row.get(1)?;
        Ok((row.get(0)?, kind_of(&kind)))
    })?;
    let columns: Vec<_> = columns.collect::<rusqlite::Result<_>>()?;
    let mut statement = connection.prepare("select name, \"unique\" from pragma_index_list(?1) order by name")?;
    let listed = statement.query_map([table.name], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let listed: Vec<(String, bool)> = listed.collect::<rusqlite::Result<_>>()?;
    let mut statement = connection.prepare("select name from pragma_index_info(?1) order by seqno")?;
    let mut indexes = Vec::with_capacity(listed.len());
    for (name, unique) in listed {
        let columns = statement
            .query_map([&name], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        indexes.push(IndexShape { name, unique, columns });
    }
    Ok((!columns.is_empty()).then_some(Shape { columns, indexes }))
}

fn kind_of(declared: &str) -> Option<ColumnKind> {
    match declared {
        "bigint" | "integer" => Some(ColumnKind::Int),
        "text" => Some(ColumnKind::Text),
        _ => None,
    }
}
