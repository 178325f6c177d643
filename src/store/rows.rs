//! Small conversions between columns and domain types, shared by the nouns.

use jiff::Timestamp;
use serde::de::DeserializeOwned;

use super::error::StoreError;
use crate::clock::from_ms;
use crate::domain::ids::Ulid;

/// Milliseconds for a column.
pub(super) fn ms(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// Milliseconds for a column that may be empty.
pub(super) fn opt_ms(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::as_millisecond)
}

/// A moment from a column that may be empty.
pub(super) fn opt_at(ms: Option<i64>) -> Option<Timestamp> {
    ms.map(from_ms)
}

/// A ULID from a column.
pub(super) fn ulid(table: &'static str, text: &str) -> Result<Ulid, StoreError> {
    Ulid::from_string(text).map_err(|_| StoreError::Inconsistent { table, column: "ulid", value: text.to_owned() })
}

/// An enum from a column.
pub(super) fn known<T>(
    value: Option<T>,
    table: &'static str,
    column: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    value.ok_or_else(|| StoreError::Inconsistent { table, column, value: text.to_owned() })
}

/// A document from a column.
pub(super) fn json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    Ok(serde_json::from_str(text)?)
}

/// A small count from a column.
pub(super) fn count(value: i64) -> u32 {
    u32::try_from(value).unwrap_or(if value < 0 { 0 } else { u32::MAX })
}

/// A list of ids as one JSON parameter.
pub(super) fn id_list(ids: impl IntoIterator<Item = i64>) -> String {
    serde_json::Value::from(ids.into_iter().collect::<Vec<i64>>()).to_string()
}

/// A word as a pattern for `LIKE … ESCAPE '\\'`: anywhere in the text, with `%`, `_` and `\` meaning themselves.
pub(super) fn anywhere(word: &str) -> String {
    format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}
