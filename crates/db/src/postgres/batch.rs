//! The steps that write a batch of changes: one statement for each table and kind of write.
//!
//! Tables and rows come in one order in every batch, so that two batches rarely lock in opposite order.

use std::collections::{BTreeMap, HashMap};

use bytes::BytesMut;
use kernel::{Currency, Key};
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::sql::{self, BulkSql};
use crate::{Action, Cell, ColumnKind, Posting, Scope, Table, Values, Write};

/// Shards of each balance. Two commits that move the same balance at once rarely meet in one shard.
pub(super) const SHARDS: u64 = 8;

/// A change whose bodies are compressed already.
pub(super) struct Commit {
    pub dropped: Vec<(Scope, Key)>,
    pub bodies: Vec<(Scope, Key, Vec<u8>)>,
    pub writes: Vec<Write>,
    pub postings: Vec<Posting>,
}

/// One statement and its arrays.
pub(super) struct Step<'a> {
    pub sql: &'a str,
    pub columns: Vec<Column<'a>>,
}

#[derive(Debug)]
pub(super) enum Column<'a> {
    Ints(Vec<Option<i64>>),
    Texts(Vec<Option<&'a str>>),
    Bytes(Vec<&'a [u8]>),
}

impl ToSql for Column<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Column::Ints(values) => values.to_sql(ty, out),
            Column::Texts(values) => values.to_sql(ty, out),
            Column::Bytes(values) => values.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8_ARRAY | Type::TEXT_ARRAY | Type::BYTEA_ARRAY)
    }

    to_sql_checked!();
}

fn ints(values: impl Iterator<Item = i64>) -> Column<'static> {
    Column::Ints(values.map(Some).collect())
}

fn texts<'a>(values: impl Iterator<Item = &'a str>) -> Column<'a> {
    Column::Texts(values.map(Some).collect())
}

pub(super) fn steps<'a>(
    commits: &'a [&'a Commit],
    statements: &'a HashMap<&'static str, BulkSql>,
    shard: i64,
) -> Vec<Step<'a>> {
    let mut groups: BTreeMap<(u8, &str), Vec<&Write>> = BTreeMap::new();
    for write in commits.iter().flat_map(|commit| &commit.writes) {
        groups
            .entry((write.action.rank(), write.table.name))
            .or_default()
            .push(write);
    }
    let mut steps = Vec::with_capacity(groups.len() + 3);
    for ((_, name), mut writes) in groups {
        writes.sort_by_key(|write| write.key);
        steps.push(write_step(&writes, &statements[name]));
    }
    steps.extend(dropped(commits));
    steps.extend(bodies(commits));
    steps.extend(postings(commits));
    steps.extend(balances(commits, shard));
    steps
}

fn write_step<'a>(writes: &[&'a Write], sql: &'a BulkSql) -> Step<'a> {
    let mut columns = vec![
        ints(writes.iter().map(|write| write.key.0)),
        ints(writes.iter().map(|write| write.scope.raw())),
    ];
    columns.extend(versioned(writes));
    columns.extend(rows(writes));
    let sql = match &writes[0].action {
        Action::Unmoved { .. } => &sql.unmoved,
        Action::Delete { .. } => &sql.delete,
        Action::Update { .. } => &sql.update,
        Action::Insert(_) => &sql.insert,
        Action::Ensure(_) => &sql.ensure,
    };
    Step { sql, columns }
}

fn versioned(writes: &[&Write]) -> Option<Column<'static>> {
    let versions: Vec<Option<i64>> = writes.iter().map(|write| write.action.read_at()).collect();
    versions[0].is_some().then_some(Column::Ints(versions))
}

/// The bodies' keys and then the table's own columns; nothing for writes without values.
fn rows<'a>(writes: &[&'a Write]) -> Vec<Column<'a>> {
    let values: Vec<&'a Values> = writes
        .iter()
        .filter_map(|write| match &write.action {
            Action::Insert(values) | Action::Ensure(values) | Action::Update { values, .. } => Some(values),
            Action::Delete { .. } | Action::Unmoved { .. } => None,
        })
        .collect();
    if values.is_empty() {
        return Vec::new();
    }
    let table: &Table = writes[0].table;
    let mut columns = vec![Column::Ints(
        values.iter().map(|values| values.body.map(|body| body.0)).collect(),
    )];
    for (at, column) in table.columns.iter().enumerate() {
        let cells = values.iter().map(|values| &values.cells[at]);
        columns.push(match column.kind {
            ColumnKind::Int => Column::Ints(cells.map(Cell::int).collect()),
            ColumnKind::Text => Column::Texts(cells.map(Cell::text).collect()),
        });
    }
    columns
}

fn dropped<'a>(commits: &'a [&'a Commit]) -> Option<Step<'a>> {
    let all = || commits.iter().flat_map(|commit| &commit.dropped);
    all().next()?;
    let columns = vec![
        ints(all().map(|(_, key)| key.0)),
        ints(all().map(|(scope, _)| scope.raw())),
    ];
    Some(Step {
        sql: sql::DROPPED,
        columns,
    })
}

fn bodies<'a>(commits: &'a [&'a Commit]) -> Option<Step<'a>> {
    let all = || commits.iter().flat_map(|commit| &commit.bodies);
    all().next()?;
    let columns = vec![
        ints(all().map(|(_, key, _)| key.0)),
        ints(all().map(|(scope, _, _)| scope.raw())),
        Column::Bytes(all().map(|(_, _, data)| &data[..]).collect()),
    ];
    Some(Step {
        sql: sql::BODIES,
        columns,
    })
}

fn postings<'a>(commits: &'a [&'a Commit]) -> Option<Step<'a>> {
    let all = || commits.iter().flat_map(|commit| &commit.postings);
    all().next()?;
    let columns = vec![
        ints(all().map(|posting| posting.key.0)),
        ints(all().map(|posting| posting.scope.raw())),
        ints(all().map(|posting| posting.transaction.0)),
        texts(all().map(|posting| &*posting.debit)),
        texts(all().map(|posting| &*posting.credit)),
        texts(all().map(|posting| posting.amount.currency().code())),
        ints(all().map(|posting| posting.amount.minor_units())),
    ];
    Some(Step {
        sql: sql::POSTINGS,
        columns,
    })
}

/// One upsert for each balance that the batch moves, in one order.
fn balances<'a>(commits: &'a [&'a Commit], shard: i64) -> Option<Step<'a>> {
    let mut moved: BTreeMap<(i64, &str, &str), i64> = BTreeMap::new();
    for posting in commits.iter().flat_map(|commit| &commit.postings) {
        let (amount, currency): (i64, Currency) = (posting.amount.minor_units(), posting.amount.currency());
        *moved
            .entry((posting.scope.raw(), &posting.debit, currency.code()))
            .or_default() -= amount;
        *moved
            .entry((posting.scope.raw(), &posting.credit, currency.code()))
            .or_default() += amount;
    }
    let columns = vec![
        ints(moved.keys().map(|(scope, _, _)| *scope)),
        texts(moved.keys().map(|(_, name, _)| *name)),
        texts(moved.keys().map(|(_, _, currency)| *currency)),
        ints(moved.keys().map(|_| shard)),
        ints(moved.values().copied()),
    ];
    (!moved.is_empty()).then_some(Step {
        sql: sql::BALANCES,
        columns,
    })
}
