//! What can go wrong in the store.

use thiserror::Error;

use crate::error::Words;
use crate::i18n::Locale;

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
    /// The file is a database of another program, or none at all.
    #[error("{path} is not a database of Ausrufer")]
    Foreign { path: String },
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

impl Words for StoreError {
    fn words(&self, locale: Locale) -> String {
        let key = match self {
            Self::Driver(error) => driver_key(error),
            Self::Migrate(
                sqlx::migrate::MigrateError::VersionMissing(_)
                | sqlx::migrate::MigrateError::VersionMismatch(_)
                | sqlx::migrate::MigrateError::VersionTooNew(..),
            ) => "store-newer",
            Self::Migrate(_) => "store-migration",
            Self::Inconsistent { .. } | Self::Json(_) => "store-unreadable",
            Self::RowsAffected { .. } => "store-changed",
            Self::Exists(_) => "store-exists",
            Self::Stopped => "store-stopped",
            Self::Foreign { path } => return locale.with("store-foreign", &[("path", path.as_str().into())]),
        };
        locale.text(key)
    }
}

/// Sorts the engine's own errors: SQLite's primary result codes, PostgreSQL's SQLSTATE.
fn driver_key(error: &sqlx::Error) -> &'static str {
    match error {
        sqlx::Error::Configuration(_) => "store-address",
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_) => {
            "store-unreachable"
        }
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default();
            match (code.len(), code.parse::<u32>().map(|code| code % 256)) {
                (1..=4, Ok(5 | 6)) => "store-busy",
                (1..=4, Ok(8 | 14)) => "store-folder",
                (1..=4, Ok(13)) => "store-full",
                (1..=4, Ok(11 | 26)) => "store-damaged",
                _ if code.starts_with("28") => "store-login",
                _ if code == "3D000" => "store-no-database",
                _ if code == "53100" => "store-full",
                _ if code.starts_with("57P") || code.starts_with("53") => "store-unreachable",
                _ => "store-other",
            }
        }
        _ => "store-other",
    }
}

/// Fails unless exactly `expected` rows were touched: an UPDATE that touches no row is an error, never silence.
pub(super) fn touched(statement: &'static str, expected: u64, actual: u64) -> Result<(), StoreError> {
    if expected == actual { Ok(()) } else { Err(StoreError::RowsAffected { statement, expected, actual }) }
}
