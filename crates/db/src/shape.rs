//! What the migrations really made, compared with what the tables declare.

use crate::{ColumnKind, Store, StoreError, Table};

/// A table as it is in the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// In order. `None` for a kind that no declared column has (bytes).
    pub columns: Vec<(String, Option<ColumnKind>)>,
    pub indexes: Vec<IndexShape>,
}

/// An index as it is in the database, named in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexShape {
    pub name: String,
    pub unique: bool,
    pub columns: Vec<String>,
}

const HEAD: [&str; 4] = ["id", "account", "version", "body"];

impl Shape {
    /// What a declaration asks the migrations for.
    pub fn declared(table: &Table) -> Shape {
        let head = HEAD.iter().map(|name| ((*name).to_owned(), Some(ColumnKind::Int)));
        let own = table
            .columns
            .iter()
            .map(|column| (column.name.to_owned(), Some(column.kind)));
        let indexes = table.indexes.iter().map(|index| {
            let account = index.scoped.then_some("account");
            let id = (!index.unique).then_some("id");
            let own = index.columns.iter().map(|&at| table.columns[at].name);
            IndexShape {
                name: format!("{}_{}", table.name, index.name),
                unique: index.unique,
                columns: account.into_iter().chain(own).chain(id).map(str::to_owned).collect(),
            }
        });
        Shape {
            columns: head.chain(own).collect(),
            indexes: indexes.collect(),
        }
    }
}

/// One line for each difference between the declarations and the database; empty if all is well.
///
/// Columns must be the same in the same order. The database may have indexes beyond the declared ones.
pub async fn check_tables(store: &dyn Store, tables: &[&'static Table]) -> Result<Vec<String>, StoreError> {
    let mut differences = Vec::new();
    for table in tables {
        let declared = Shape::declared(table);
        let Some(actual) = store.shape(table).await? else {
            differences.push(format!("{}: no migration creates this table", table.name));
            continue;
        };
        if actual.columns != declared.columns {
            let (want, have) = (names(&declared), names(&actual));
            differences.push(format!(
                "{}: declares ({want}), the migrations make ({have})",
                table.name
            ));
        }
        for index in &declared.indexes {
            if !actual.indexes.contains(index) {
                let unique = if index.unique { "unique " } else { "" };
                let (name, columns) = (&index.name, index.columns.join(", "));
                differences.push(format!("{}: no {unique}index {name} on ({columns})", table.name));
            }
        }
    }
    Ok(differences)
}

fn names(shape: &Shape) -> String {
    let kind = |kind: &Option<ColumnKind>| match kind {
        Some(ColumnKind::Int) => "int",
        Some(ColumnKind::Text) => "text",
        None => "other",
    };
    let named: Vec<String> = shape
        .columns
        .iter()
        .map(|(name, of)| format!("{name} {}", kind(of)))
        .collect();
    named.join(", ")
}
