//! Statements made from a table's declaration. Lower-case SQL that both databases speak.

use std::fmt::Write as _;

use crate::{Cell, Dialect, Index, Order, Query, Scope, Table};

/// The statements that a commit needs for one table.
#[derive(Debug)]
pub(crate) struct TableSql {
    pub insert: String,
    pub ensure: String,
    pub update: String,
    /// A new version of a row whose columns stay as they are.
    pub touch: String,
    pub delete: String,
    pub version: String,
    /// The row's version, and its columns behind it.
    pub standing: String,
    pub get: String,
}

/// `?1` or `$1`.
pub(crate) fn placeholder(dialect: Dialect, at: usize) -> String {
    match dialect {
        Dialect::Sqlite => format!("?{at}"),
        Dialect::Postgres => format!("${at}"),
    }
}

impl TableSql {
    pub(crate) fn new(table: &Table, dialect: Dialect) -> TableSql {
        let name = table.name;
        let mut columns = String::from("id, account, version, body");
        let mut values = list_of(dialect, 1..=4);
        let mut sets = String::new();
        for (at, column) in table.columns.iter().enumerate() {
            let _ = write!(columns, ", {}", column.name);
            let _ = write!(values, ", {}", placeholder(dialect, at + 5));
            let _ = write!(sets, ", {} = {}", column.name, placeholder(dialect, at + 5));
        }
        let standing: String = table
            .columns
            .iter()
            .map(|column| format!(", {}", column.name))
            .collect();
        let [id, account, version, body] = [1, 2, 3, 4].map(|at| placeholder(dialect, at));
        let insert = format!("insert into {name} ({columns}) values ({values})");
        TableSql {
            ensure: format!("{insert} on conflict do nothing"),
            insert,
            // The version read at comes third; the row's new version is one more.
            update: format!(
                "update {name} set version = {version} + 1, body = {body}{sets} \
                 where id = {id} and account = {account} and version = {version}"
            ),
            touch: format!(
                "update {name} set version = {version} + 1, body = {body} \
                 where id = {id} and account = {account} and version = {version}"
            ),
            delete: format!("delete from {name} where id = {id} and account = {account} and version = {version}"),
            standing: format!("select version{standing} from {name} where id = {id} and account = {account}"),
            version: format!("select version from {name} where id = {id} and account = {account}"),
            get: format!(
                "{} where t.id = {id} and t.account = {account}",
                select(table, true, None)
            ),
        }
    }
}

fn list_of(dialect: Dialect, range: std::ops::RangeInclusive<usize>) -> String {
    range.map(|at| placeholder(dialect, at)).collect::<Vec<_>>().join(", ")
}

/// `id, account, version, body, data, columns…` of a table, with `data` null if bodies are not wanted.
///
/// SQLite is told the index: it knows nothing of how many rows a value has, and would rather walk the rows of the whole
/// account in their order than those of one customer.
fn select(table: &Table, bodies: bool, index: Option<&Index>) -> String {
    let mut sql = String::from("select t.id, t.account, t.version, t.body, ");
    sql.push_str(if bodies { "b.data" } else { "null" });
    for column in table.columns {
        let _ = write!(sql, ", t.{}", column.name);
    }
    let _ = write!(sql, " from {} t", table.name);
    if let Some(index) = index {
        let _ = write!(sql, " indexed by {}_{}", table.name, index.name);
    }
    if bodies {
        sql.push_str(" left join bodies b on b.id = t.body and b.account = t.account");
    }
    sql
}

/// A look-up by a unique index.
pub(crate) fn find(table: &Table, index: &Index, dialect: Dialect) -> String {
    let mut sql = select(table, true, Some(index).filter(|_| dialect == Dialect::Sqlite));
    let mut next = 1;
    sql.push_str(" where ");
    if index.scoped {
        let _ = write!(sql, "t.account = {} and ", placeholder(dialect, next));
        next += 1;
    }
    for (nth, &at) in index.columns.iter().enumerate() {
        let and = if nth > 0 { " and " } else { "" };
        let _ = write!(
            sql,
            "{and}t.{} = {}",
            table.columns[at].name,
            placeholder(dialect, next)
        );
        next += 1;
    }
    sql
}

/// The key of the row that has these values in a unique index.
pub(crate) fn holder(table: &Table, index: &Index, dialect: Dialect) -> String {
    let found = find(table, index, dialect);
    let (_, rest) = found.split_once(" where ").expect("find has a where");
    format!("select t.id from {} t where {rest}", table.name)
}

/// Removes a scope, but for some tables and the bodies that their rows show.
pub(crate) fn erase(tables: &[&Table], scope: Scope, keep: &[&Table]) -> String {
    let scope = scope.raw();
    let is_kept = |table: &&&Table| keep.iter().any(|kept| kept.name == table.name);
    let names = tables.iter().filter(|table| !is_kept(table)).map(|table| table.name);
    let mut sql: Vec<String> = names
        .chain([crate::POSTINGS, crate::BALANCES])
        .map(|name| format!("delete from {name} where account = {scope}"))
        .collect();
    let mut bodies = format!("delete from {} where account = {scope}", crate::BODIES);
    for table in keep {
        let _ = write!(
            bodies,
            " and id not in (select body from {} where account = {scope} and body is not null)",
            table.name
        );
    }
    sql.push(bodies);
    sql.join("; ")
}

/// A list. Parameters in order: scope, prefix, up_to, filters, above, below, limit; absent ones left out.
pub(crate) fn list(query: &Query, dialect: Dialect) -> String {
    let mut sql = select(
        query.table,
        query.bodies,
        query.index.filter(|_| dialect == Dialect::Sqlite),
    );
    let mut conditions: Vec<String> = Vec::new();
    let mut next = 0;
    let mut param = || {
        next += 1;
        placeholder(dialect, next)
    };
    if query.scope.is_some() {
        conditions.push(format!("t.account = {}", param()));
    }
    let columns = query.index.map_or(&[][..], |index| index.columns);
    for &at in columns.iter().take(query.prefix.len()) {
        conditions.push(format!("t.{} = {}", query.table.columns[at].name, param()));
    }
    let due = query
        .up_to
        .is_some()
        .then(|| query.table.columns[columns[query.prefix.len()]].name);
    if let Some(due) = due {
        conditions.push(format!("t.{due} <= {}", param()));
    }
    for (at, _) in &query.filters {
        conditions.push(format!("t.{} = {}", query.table.columns[*at].name, param()));
    }
    if query.above.is_some() {
        conditions.push(format!("t.id > {}", param()));
    }
    if query.below.is_some() {
        conditions.push(format!("t.id < {}", param()));
    }
    if !conditions.is_empty() {
        let _ = write!(sql, " where {}", conditions.join(" and "));
    }
    let direction = match query.order {
        Order::NewestFirst => " desc",
        Order::OldestFirst => "",
    };
    let first = due.map(|due| format!("t.{due}{direction}, ")).unwrap_or_default();
    let _ = write!(sql, " order by {first}t.id{direction} limit {}", param());
    sql
}

/// The parameters of `list`, in its order.
pub(crate) fn list_params(query: &Query) -> Vec<Cell> {
    let mut params: Vec<Cell> = Vec::with_capacity(8);
    params.extend(query.scope.map(|scope| Cell::Int(scope.raw())));
    params.extend(query.prefix.iter().cloned());
    params.extend(query.up_to.map(Cell::Int));
    params.extend(query.filters.iter().map(|(_, cell)| cell.clone()));
    params.extend(query.above.map(Cell::from));
    params.extend(query.below.map(Cell::from));
    params.push(Cell::Int(i64::try_from(query.limit).unwrap_or(i64::MAX)));
    params
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::TIMERS;
    use kernel::Key;

    #[test]
    fn statements_follow_the_declaration() {
        let sql = TableSql::new(&TIMERS, Dialect::Sqlite);
        assert_eq!(
            sql.update,
            "update timers set version = ?3 + 1, body = ?4, due = ?5, kind = ?6, subject = ?7, attempts = ?8 \
             where id = ?1 and account = ?2 and version = ?3"
        );
        let due = Query {
            below: Some(Key(9)),
            ..Query::due(&TIMERS, "due", 5, 10)
        };
        assert!(
            list(&due, Dialect::Postgres).ends_with("where t.due <= $1 and t.id < $2 order by t.due, t.id limit $3")
        );
        let newest = Query::newest(&TIMERS, Scope::new(1, false), 3);
        assert!(list(&newest, Dialect::Sqlite).ends_with("where t.account = ?1 order by t.id desc limit ?2"));
        let due = Query::due(&TIMERS, "due", 5, 10);
        assert!(list(&due, Dialect::Sqlite).contains(" from timers t indexed by timers_due left join "));
    }
}
