//! Statements that write any number of a table's rows at once, from arrays.
//!
//! One statement for each table and kind of write, whatever the number of rows, so that each connection
//! prepares few. Where rows must still be at a version, the statement itself fails if one of them is not:
//! `bodies.id` may not be null, and a null is what the statement then tries to insert. So the whole
//! transaction, COMMIT included, is sent in one go, and a conflict undoes it without another trip.

use std::fmt::Write as _;

use crate::{ColumnKind, Table};

#[derive(Debug)]
pub(super) struct BulkSql {
    pub insert: String,
    pub ensure: String,
    pub update: String,
    pub delete: String,
    pub unmoved: String,
}

pub(super) const BODIES: &str = "insert into bodies (id, account, version, body, data) \
     select v.id, v.account, 1, null, v.data from unnest($1::bigint[], $2::bigint[], $3::bytea[]) as v (id, account, data)";

pub(super) const DROPPED: &str = "delete from bodies as b using unnest($1::bigint[], $2::bigint[]) as v (id, account) \
     where b.account = v.account and b.id = v.id";

pub(super) const POSTINGS: &str = "insert into postings \
     (id, account, version, body, txn, debit, credit, currency, amount) \
     select v.id, v.account, 1, null, v.txn, v.debit, v.credit, v.currency, v.amount \
     from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[]) \
     as v (id, account, txn, debit, credit, currency, amount)";

pub(super) const BALANCES: &str = "insert into balances (account, name, currency, shard, amount) \
     select v.account, v.name, v.currency, v.shard, v.amount \
     from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) as v (account, name, currency, shard, amount) \
     on conflict (account, name, currency, shard) do update set amount = balances.amount + excluded.amount";

/// Takes the place of a body, so that a transaction that would still write it cannot. See `writer::outcome`.
pub(super) const TOMBSTONE: &str = "insert into bodies (id, account, version, body, data) \
     values ($1, $2, 1, null, $3) on conflict do nothing";

const GUARD: &str =
    "insert into bodies (id) select null::bigint from found having count(*) <> cardinality($1::bigint[])";

impl BulkSql {
    pub(super) fn new(table: &Table) -> BulkSql {
        let name = table.name;
        let own: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let rows = |head: &[&str]| source(table, head);
        let mut columns = String::from("id, account, version, body");
        let (mut values, mut sets) = (String::from("v.id, v.account, 1, v.body"), String::new());
        for (at, column) in own.iter().enumerate() {
            let _ = write!(columns, ", {column}");
            let _ = write!(values, ", v.c{at}");
            let _ = write!(sets, ", {column} = v.c{at}");
        }
        let insert = format!(
            "insert into {name} ({columns}) select {values} from {}",
            rows(&["id", "account", "body"])
        );
        let keys = "unnest($1::bigint[], $2::bigint[], $3::bigint[]) as v (id, account, read_at)";
        let same = "t.account = v.account and t.id = v.id and t.version = v.read_at";
        BulkSql {
            ensure: format!("{insert} on conflict do nothing"),
            insert,
            update: format!(
                "with found as (update {name} as t set version = t.version + 1, body = v.body{sets} \
                 from {} where {same} returning t.id) {GUARD}",
                rows(&["id", "account", "read_at", "body"])
            ),
            delete: format!("with found as (delete from {name} as t using {keys} where {same} returning t.id) {GUARD}"),
            unmoved: format!(
                "with found as (select t.id from {keys} join {name} as t on {same} for share of t) {GUARD}"
            ),
        }
    }
}

/// `unnest($1::bigint[], …) as v (id, …, c0, …)`: the head's columns and then the table's own.
fn source(table: &Table, head: &[&str]) -> String {
    let kinds = head
        .iter()
        .map(|_| ColumnKind::Int)
        .chain(table.columns.iter().map(|column| column.kind));
    let arrays: Vec<String> = kinds
        .enumerate()
        .map(|(at, kind)| match kind {
            ColumnKind::Int => format!("${}::bigint[]", at + 1),
            ColumnKind::Text => format!("${}::text[]", at + 1),
        })
        .collect();
    let own = (0..table.columns.len()).map(|at| format!("c{at}"));
    let names: Vec<String> = head.iter().map(|name| (*name).to_owned()).chain(own).collect();
    format!("unnest({}) as v ({})", arrays.join(", "), names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OUTBOX;

    #[test]
    fn statements_follow_the_declaration() {
        let sql = BulkSql::new(&OUTBOX);
        assert_eq!(
            sql.insert,
            "insert into outbox (id, account, version, body, due, events) select v.id, v.account, 1, v.body, v.c0, v.c1 \
             from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[]) as v (id, account, body, c0, c1)"
        );
        assert!(
            sql.update
                .contains("set version = t.version + 1, body = v.body, due = v.c0, events = v.c1 from unnest(")
        );
        assert!(sql.delete.ends_with(GUARD) && sql.unmoved.contains("for share of t"));
    }
}
