//! Migrations: lower-case SQL that SQLite and every database of PostgreSQL's kind runs.

use super::repo::words;
use super::{Finding, Repo, Rule};

pub const RULES: &[Rule] = &[
    Rule {
        name: "sql-lower-case",
        why: "one way to write SQL",
        instead: "write keywords in lower case",
        check: check_case,
    },
    Rule {
        name: "sql-subset",
        why: "the same migrations run on SQLite, PostgreSQL and the distributed databases that speak its protocol",
        instead: "versions, unique keys and leases in ordinary rows; ids are made by the kernel",
        check: check_subset,
    },
    Rule {
        name: "migration-name",
        why: "migrations are one ordered list, and each is one change that its first line names",
        instead: "name it NNNN_what_it_does.sql with the next number, and begin it with a `--` line",
        check: check_names,
    },
];

const KEYWORDS: &[&str] = &[
    "ADD",
    "ALTER",
    "AND",
    "BIGINT",
    "BLOB",
    "BYTEA",
    "CHECK",
    "COLUMN",
    "CONSTRAINT",
    "CREATE",
    "DEFAULT",
    "DELETE",
    "DROP",
    "EXISTS",
    "FROM",
    "IF",
    "IN",
    "INDEX",
    "INSERT",
    "INTEGER",
    "INTO",
    "IS",
    "KEY",
    "NOT",
    "NULL",
    "ON",
    "OR",
    "PRIMARY",
    "REFERENCES",
    "SELECT",
    "SET",
    "TABLE",
    "TEXT",
    "UNIQUE",
    "UPDATE",
    "VALUES",
    "WHERE",
];

const FORBIDDEN: &[(&str, &str)] = &[
    ("serial", "a sequence"),
    ("bigserial", "a sequence"),
    ("sequence", "a sequence"),
    ("nextval", "a sequence"),
    ("autoincrement", "a sequence"),
    ("identity", "a sequence"),
    ("trigger", "a trigger"),
    ("savepoint", "a savepoint"),
    ("listen", "listen/notify"),
    ("notify", "listen/notify"),
];

/// The numbered lines without comments and without what stands in quotes.
fn code(text: &str) -> Vec<(usize, String)> {
    let strip = |line: &str| {
        line.split("--")
            .next()
            .unwrap_or("")
            .split('\'')
            .step_by(2)
            .collect::<Vec<_>>()
            .join("''")
    };
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, strip(line)))
        .collect()
}

fn check_case(repo: &Repo) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in repo.files("migrations/", ".sql") {
        for (number, line) in code(text) {
            found.extend(
                words(&line)
                    .filter(|word| KEYWORDS.contains(word))
                    .map(|word| Finding::line(path, number, word)),
            );
        }
    }
    found
}

fn check_subset(repo: &Repo) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in repo.files("migrations/", ".sql") {
        let lines = code(text);
        for (number, line) in &lines {
            for word in words(line).map(str::to_lowercase) {
                if word.contains("advisory") {
                    found.push(Finding::line(path, *number, "an advisory lock"));
                }
                let forbidden = FORBIDDEN.iter().filter(|(known, _)| *known == word);
                found.extend(forbidden.map(|(_, what)| Finding::line(path, *number, *what)));
            }
        }
        found.extend(partial_indexes(&lines).map(|number| Finding::line(path, number, "a partial index")));
    }
    found
}

/// Where a `create index … where …` begins; a statement ends with its semicolon.
fn partial_indexes(lines: &[(usize, String)]) -> impl Iterator<Item = usize> {
    let mut found = Vec::new();
    let mut statement: Vec<String> = Vec::new();
    let mut begins = 0;
    for (number, line) in lines {
        for (index, part) in line.split(';').enumerate() {
            if index > 0 {
                statement.clear();
            }
            let was_empty = statement.is_empty();
            statement.extend(words(part).map(str::to_lowercase));
            if was_empty && !statement.is_empty() {
                begins = *number;
            }
            let is_index = statement.first().is_some_and(|word| word == "create")
                && statement.iter().take(3).any(|w| w == "index");
            if is_index && statement.iter().any(|word| word == "where") && found.last() != Some(&begins) {
                found.push(begins);
            }
        }
    }
    found.into_iter()
}

fn check_names(repo: &Repo) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, (path, text)) in repo.files("migrations/", ".sql").enumerate() {
        let expected = format!("migrations/{:04}_", index + 1);
        if !path.starts_with(&expected) {
            found.push(Finding::file(path, format!("should begin with {expected}")));
        }
        if !text.starts_with("-- ") {
            found.push(Finding::line(path, 1, "has no title line"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::sample;

    const GOOD: &str = "-- Refunds. NOT NULL everywhere; no trigger.\ncreate table refunds (\n  id bigint primary key,\n  \
                        status text not null check (status in ('NOT', 'listen'))\n);\ncreate index a on refunds (id);\n";

    fn run(name: &str, sql: &str) -> Vec<String> {
        sample(RULES, name, &[("migrations/0001_refunds.sql", sql)])
    }

    #[test]
    fn keywords_are_lower_case() {
        assert_eq!(
            run("sql-lower-case", "-- A.\nCREATE table a (id bigint);"),
            ["migrations/0001_refunds.sql:2: CREATE"]
        );
        assert_eq!(run("sql-lower-case", GOOD), [""; 0]);
    }

    #[test]
    fn only_what_every_database_has() {
        for (sql, what) in [
            ("select pg_advisory_lock(1);", "an advisory lock"),
            ("create table a (id bigserial);", "a sequence"),
            ("create trigger a;", "a trigger"),
            ("savepoint a;", "a savepoint"),
            ("notify a;", "listen/notify"),
            (
                "select 1; create unique index a on b (c)\n  where d is null;",
                "a partial index",
            ),
        ] {
            assert_eq!(
                run("sql-subset", sql),
                [format!("migrations/0001_refunds.sql:1: {what}")],
                "{sql}"
            );
        }
        assert_eq!(run("sql-subset", GOOD), [""; 0]);
        assert_eq!(
            run("sql-subset", "create index a on b (c); delete from b where c = 1;"),
            [""; 0]
        );
    }

    #[test]
    fn migrations_are_numbered_without_gaps_and_titled() {
        assert_eq!(run("migration-name", GOOD), [""; 0]);
        let found = sample(
            RULES,
            "migration-name",
            &[("migrations/0001_a.sql", GOOD), ("migrations/0003_b.sql", "create")],
        );
        assert_eq!(
            found,
            [
                "migrations/0003_b.sql:0: should begin with migrations/0002_",
                "migrations/0003_b.sql:1: has no title line",
            ]
        );
    }
}
