//! One ordered list of migrations for both databases, and what differs between their dialects.

/// The databases' dialects. Everything else in our SQL is common to both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

pub struct Migration {
    pub number: i64,
    pub name: &'static str,
    pub sql: &'static str,
}

macro_rules! migrations {
    ($($number:literal $name:literal)*) => {
        /// In order, without gaps. A landed migration is never edited.
        pub const MIGRATIONS: &[Migration] = &[$(Migration {
            number: $number,
            name: $name,
            sql: include_str!(concat!("../../../migrations/", $name, ".sql")),
        }),*];
    };
}

migrations! {
    1 "0001_machinery"
    2 "0002_access"
    3 "0003_customers"
    4 "0004_payment_methods"
    5 "0005_charges"
    6 "0006_intents"
    7 "0007_installation"
    8 "0008_balance_transactions"
    9 "0009_webhook_endpoints"
    10 "0010_deliveries"
    11 "0011_acquirer_attempts"
    12 "0012_customer_sessions"
    13 "0013_rows_by_account"
    14 "0014_connect_deliveries"
    15 "0015_idempotency_by_account"
    16 "0016_tax_ids_and_mandates"
    17 "0017_disputes"
    18 "0018_event_versions"
    19 "0019_accounts_ahead"
    20 "0020_linked_accounts"
    21 "0021_payment_method_configurations"
}

pub fn latest_version() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.number)
}

/// The migration's statements in a dialect. Some words stand for what differs:
/// `@head` the columns that every table begins with, `@newest T` the index that lists T by key (in
/// PostgreSQL the primary key is that), `@blob` bytes. `@sqlite …` is a statement for SQLite only, and `@rekey T
/// (columns)` makes T anew there with its rows in the order of account and key, as PostgreSQL has them; its indexes go
/// with the old one.
pub fn statements(migration: &Migration, dialect: Dialect) -> Vec<String> {
    let head = match dialect {
        Dialect::Sqlite => "id integer primary key, account integer not null, version integer not null, body integer",
        Dialect::Postgres => {
            "id bigint not null, account bigint not null, version bigint not null, body bigint, primary key (account, id)"
        }
    };
    let blob = match dialect {
        Dialect::Sqlite => "blob",
        Dialect::Postgres => "bytea",
    };
    let lines: Vec<&str> = migration
        .sql
        .lines()
        .filter(|line| !line.trim_start().starts_with("--"))
        .collect();
    let sql = lines.join("\n").replace("@head", head).replace("@blob", blob);
    let statements = sql.split(';').map(str::trim).filter(|statement| !statement.is_empty());
    statements
        .flat_map(|statement| match statement.strip_prefix('@') {
            None => vec![statement.to_owned()],
            Some(_) if dialect == Dialect::Postgres => Vec::new(),
            Some(word) => for_sqlite(word),
        })
        .collect()
}

/// What a word in front of a statement stands for; in PostgreSQL each of them stands for nothing.
fn for_sqlite(statement: &str) -> Vec<String> {
    match statement.split_once(' ') {
        Some(("newest", table)) => vec![format!("create index {table}_newest on {table} (account, id)")],
        Some(("rekey", declared)) => rekeyed(declared),
        Some(("sqlite", own)) => vec![own.to_owned()],
        _ => panic!("a migration says @{statement}, which is no word for what differs"),
    }
}

fn rekeyed(declared: &str) -> Vec<String> {
    let (table, columns) = declared
        .split_once(" (")
        .and_then(|(table, rest)| Some((table, rest.strip_suffix(')')?)))
        .expect("@rekey names a table and its columns");
    vec![
        format!(
            "create table {table}_rekeyed (id integer not null, account integer not null, version integer not null, \
             body integer, {columns}, primary key (account, id)) without rowid"
        ),
        format!("insert into {table}_rekeyed select * from {table} order by account, id"),
        format!("drop table {table}"),
        format!("alter table {table}_rekeyed rename to {table}"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_gaps_and_match_the_file_names() {
        for (at, migration) in MIGRATIONS.iter().enumerate() {
            assert_eq!(migration.number, at as i64 + 1);
            assert!(
                migration.name.starts_with(&format!("{:04}_", migration.number)),
                "{}",
                migration.name
            );
        }
    }

    #[test]
    fn the_words_for_what_differs_are_expanded() {
        let migration = Migration {
            number: 1,
            name: "x",
            sql: "-- Title.\ncreate table t (@head, b @blob);\n@newest t;\n",
        };
        let sqlite = statements(&migration, Dialect::Sqlite);
        assert_eq!(sqlite.len(), 2);
        assert!(sqlite[0].contains("id integer primary key") && sqlite[0].ends_with("b blob)"));
        assert_eq!(sqlite[1], "create index t_newest on t (account, id)");
        let postgres = statements(&migration, Dialect::Postgres);
        assert_eq!(postgres.len(), 1);
        assert!(postgres[0].contains("primary key (account, id)"));
    }
}
