//! Reading rows.

use bytes::BytesMut;
use kernel::{Currency, Key, Money};
use tokio_postgres::Row as PgRow;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::{Balance, Body, Cell, ColumnKind, IndexShape, Posting, Row, Scope, Shape, StoreError, Table};

impl ToSql for Cell {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Cell::Null => Ok(IsNull::Yes),
            Cell::Int(value) => value.to_sql(ty, out),
            Cell::Text(value) => (&**value).to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::TEXT)
    }

    to_sql_checked!();
}

fn damaged(error: &tokio_postgres::Error) -> StoreError {
    StoreError::Damaged {
        what: error.to_string(),
    }
}

/// `id, account, version, body, data, columns…`
pub(super) fn row(row: &PgRow, table: &Table, bodies: bool) -> Result<Row, StoreError> {
    let int = |at: usize| row.try_get::<_, i64>(at).map_err(|error| damaged(&error));
    let mut cells = Vec::with_capacity(table.columns.len());
    for (at, column) in table.columns.iter().enumerate() {
        let cell = match column.kind {
            ColumnKind::Int => row.try_get::<_, Option<i64>>(5 + at).map(Cell::from),
            ColumnKind::Text => row.try_get::<_, Option<&str>>(5 + at).map(Cell::from),
        };
        cells.push(cell.map_err(|error| damaged(&error))?);
    }
    let key = row.try_get::<_, Option<i64>>(3).map_err(|error| damaged(&error))?;
    let body = match key.filter(|_| bodies) {
        Some(id) => {
            let data: Option<&[u8]> = row.try_get(4).map_err(|error| damaged(&error))?;
            let data = data.ok_or_else(|| StoreError::Damaged {
                what: format!("body {id} is missing"),
            })?;
            Some(Body::decode(Key(id), data)?)
        }
        None => None,
    };
    Ok(Row {
        key: Key(int(0)?),
        scope: Scope::from_raw(int(1)?),
        version: int(2)?,
        cells,
        body,
    })
}

fn currency(code: &str) -> Result<Currency, StoreError> {
    code.parse().map_err(|_| StoreError::Damaged {
        what: format!("a currency called {code}"),
    })
}

/// `account, name, currency, sum`
pub(super) fn balance(row: &PgRow) -> Result<Balance, StoreError> {
    let failed = |error| damaged(&error);
    Ok(Balance {
        scope: Scope::from_raw(row.try_get(0).map_err(failed)?),
        account: row.try_get::<_, &str>(1).map_err(failed)?.into(),
        currency: currency(row.try_get(2).map_err(failed)?)?,
        amount: row.try_get(3).map_err(failed)?,
    })
}

/// `id, account, txn, debit, credit, currency, amount`
pub(super) fn posting(row: &PgRow) -> Result<Posting, StoreError> {
    let failed = |error| damaged(&error);
    Ok(Posting {
        key: Key(row.try_get(0).map_err(failed)?),
        scope: Scope::from_raw(row.try_get(1).map_err(failed)?),
        transaction: Key(row.try_get(2).map_err(failed)?),
        debit: row.try_get::<_, &str>(3).map_err(failed)?.into(),
        credit: row.try_get::<_, &str>(4).map_err(failed)?.into(),
        amount: Money::new(
            row.try_get(6).map_err(failed)?,
            currency(row.try_get(5).map_err(failed)?)?,
        ),
    })
}

pub(super) const COLUMNS: &str = "select column_name::text, data_type::text from information_schema.columns \
     where table_schema = current_schema() and table_name = $1 order by ordinal_position";

/// One row for each column of each index of a table that is not its primary key.
pub(super) const INDEXES: &str = "select i.relname::text, x.indisunique, a.attname::text from pg_index x \
     join pg_class t on t.oid = x.indrelid join pg_namespace n on n.oid = t.relnamespace \
     join pg_class i on i.oid = x.indexrelid join pg_attribute a on a.attrelid = i.oid \
     where n.nspname = current_schema() and t.relname = $1 and not x.indisprimary order by i.relname, a.attnum";

pub(super) fn shape(columns: &[PgRow], indexes: &[PgRow]) -> Option<Shape> {
    let columns: Vec<_> = columns
        .iter()
        .map(|row| {
            let kind = match row.get(1) {
                "bigint" => Some(ColumnKind::Int),
                "text" => Some(ColumnKind::Text),
                _ => None,
            };
            (row.get(0), kind)
        })
        .collect();
    let mut shapes: Vec<IndexShape> = Vec::new();
    for row in indexes {
        let (name, column): (String, String) = (row.get(0), row.get(2));
        match shapes.last_mut().filter(|index| index.name == name) {
            Some(index) => index.columns.push(column),
            None => shapes.push(IndexShape {
                name,
                unique: row.get(1),
                columns: vec![column],
            }),
        }
    }
    (!columns.is_empty()).then_some(Shape {
        columns,
        indexes: shapes,
    })
}
