//! What can go wrong in the store.

use thiserror::Error;

/// An error of the store. Its text is for the log; people see a translated sentence instead.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The engine refused or is unreachable.
    #[error("database: {0}")]
    Driver(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A row holds something this version cannot read.
    #[error("table {table}, column {column}: unreadable value {value:?}")]
    Inconsistent { table: &'static str, column: &'static str, value: String },
    /// A statement touched another number of rows than it must: somebody else changed the row in between.
    #[error("{statement}: expected {expected} row(s), touched {actual}")]
    RowsAffected { statement: &'static str, expected: u64, actual: u64 },
    /// A value that must be unique exists already.
    #[error("{0} exists already")]
    Exists(&'static str),
    /// A document in a column is not what it must be.
    #[error("document: {0}")]
    Json(#[from] serde_json::Error),
    /// The group writer has stopped: the process is ending.
    #[error("the writer has stopped")]
    Stopped,
}

impl StoreError {
    /// Turns a unique violation into [`StoreError::Exists`].
    pub(super) fn on_unique(error: sqlx::Error, what: &'static str) -> Self {
        match &error {
            sqlx::Error::Database(db) if db.is_unique_violation() => Self::Exists(what),
            _ => Self::Driver(error),
        }
    }

    /// Whether trying again can help (the engine was busy or away).
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Driver(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::Database(_))
                | Self::RowsAffected { .. }
        )
    }
}

/// Fails unless exactly `expected` rows were touched: an UPDATE that touches no row is an error, never silence.
pub(super) fn touched(statement: &'static str, expected: u64, actual: u64) -> Result<(), StoreError> {
    if expected == actual { Ok(()) } else { Err(StoreError::RowsAffected { statement, expected, actual }) }
}
