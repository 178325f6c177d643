//! What could not be read: kept for staff, counted, never shown.

use std::collections::HashMap;

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{count, ms};
use crate::clock::from_ms;
use crate::domain::source::Source;
use crate::domain::{SourceId, TownId};
use crate::seal::sha256_hex;

/// A piece set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub native_id: Option<String>,
    /// An [`Aside`](crate::domain::source::Aside) word, a colon, English details for the log.
    pub reason: String,
    /// The beginning of what was given.
    pub excerpt: String,
    pub seen_at: Timestamp,
}

/// Sets a piece aside; the same piece again changes nothing.
///
/// # Errors
/// When the engine refuses.
pub async fn add(
    conn: &mut Conn<'_>,
    source: &Source,
    native_id: Option<&str>,
    reason: &str,
    excerpt: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    // PostgreSQL keeps no NUL in text.
    let native_id = native_id.map(|id| id.replace('\0', "\u{fffd}"));
    let native_id = native_id.as_deref();
    let (reason, excerpt) = (reason.replace('\0', "\u{fffd}"), excerpt.replace('\0', "\u{fffd}"));
    let fingerprint = sha256_hex(format!("{}\n{reason}\n{excerpt}", native_id.unwrap_or_default()).as_bytes());
    let rows = run!(
        conn,
        "INSERT INTO quarantine (town_id, source_id, native_id, reason, excerpt, fingerprint, seen_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (source_id, fingerprint) DO NOTHING",
        source.town.0,
        source.id.0,
        native_id,
        &reason,
        &excerpt,
        fingerprint,
        ms(now)
    )?;
    Ok(rows == 1)
}

/// What a source has in quarantine, newest first.
///
/// # Errors
/// When the engine refuses.
pub async fn of_source(conn: &mut Conn<'_>, town: TownId, source: SourceId) -> Result<Vec<Entry>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, (Option<String>, String, String, i64)>(
        "SELECT native_id, reason, excerpt, seen_at FROM quarantine WHERE town_id = $1 AND source_id = $2 ORDER BY id DESC LIMIT 200"
    )
    .bind(town.0)
    .bind(source.0)
    .fetch_all(c)
    .await
    })?;
    Ok(rows
        .into_iter()
        .map(|(native_id, reason, excerpt, at)| Entry { native_id, reason, excerpt, seen_at: from_ms(at) })
        .collect())
}

/// How many pieces of each source of a town were set aside after `since`; sources without any are left out.
///
/// # Errors
/// When the engine refuses.
pub async fn fresh(conn: &mut Conn<'_>, town: TownId, since: Timestamp) -> Result<HashMap<SourceId, u32>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, i64)>(
        "SELECT source_id, count(*) FROM quarantine WHERE town_id = $1 AND seen_at > $2 GROUP BY source_id"
    )
    .bind(town.0)
    .bind(ms(since))
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|(source, n)| (SourceId(source), count(n))).collect())
}

/// Why pieces of a source were set aside, one reason each, newest first; at most 1000.
///
/// # Errors
/// When the engine refuses.
pub async fn reasons(conn: &mut Conn<'_>, town: TownId, source: SourceId) -> Result<Vec<String>, StoreError> {
    Ok(on!(conn, |c| sqlx::query_scalar::<_, String>(
        "SELECT reason FROM quarantine WHERE town_id = $1 AND source_id = $2 ORDER BY id DESC LIMIT 1000"
    )
    .bind(town.0)
    .bind(source.0)
    .fetch_all(c)
    .await)?)
}

/// Forgets pieces older than `before`.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM quarantine WHERE seen_at < $1", ms(before))?)
}
