//! What the database's error codes mean for a commit.

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, SqlState};

use super::unavailable;
use crate::change::BROKEN_CONSTRAINT;
use crate::{CommitError, Table};

/// Whether the transaction lost against another and may be decided anew.
pub(super) fn retryable(error: &Error) -> bool {
    matches!(
        error.code(),
        Some(&(SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED))
    )
}

pub(super) fn refusal(error: &Error, tables: &[&'static Table]) -> CommitError {
    let Some(broken) = error.as_db_error() else {
        return CommitError::Failed(unavailable(error));
    };
    match *broken.code() {
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => CommitError::Conflict,
        SqlState::UNIQUE_VIOLATION => duplicate(broken, tables).unwrap_or(CommitError::Conflict),
        // The guard of `sql`: a row was not at its version.
        SqlState::NOT_NULL_VIOLATION if broken.table() == Some("bodies") => CommitError::Conflict,
        SqlState::NOT_NULL_VIOLATION | SqlState::CHECK_VIOLATION => {
            tracing::error!(%error, detail = %broken, "a constraint of the database stopped a change");
            CommitError::Refused {
                reason: BROKEN_CONSTRAINT,
            }
        }
        _ => {
            tracing::error!(%error, detail = %broken, "a commit failed");
            CommitError::Failed(unavailable(error))
        }
    }
}

/// Indexes are named `table_index`. A key drawn twice breaks the primary key, which no table declares.
fn duplicate(broken: &DbError, tables: &[&'static Table]) -> Option<CommitError> {
    let constraint = broken.constraint()?;
    tables.iter().find_map(|table| {
        let name = constraint.strip_prefix(table.name)?.strip_prefix('_')?;
        let index = table.indexes.iter().find(|index| index.unique && index.name == name)?;
        Some(CommitError::Duplicate {
            table: table.name,
            index: index.name,
        })
    })
}
