//! What reading a source has cost this month, for platforms that take money: set aside before a call and given back after
//! it, so that no crash and no second worker can exceed what staff allowed. In thousandths of a US dollar. Called by
//! jobs; one number per source, which the next month replaces.

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use crate::domain::source::Source;

/// What was spent in a month, named `2026-03`.
///
/// # Errors
/// When the engine refuses.
pub async fn spent(conn: &mut Conn<'_>, source: &Source, month: &str) -> Result<u32, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, (Option<String>, i64)>(
        "SELECT spent_month, spent FROM source WHERE town_id = $1 AND id = $2"
    )
    .bind(source.town.0)
    .bind(source.id.0)
    .fetch_optional(c)
    .await)?;
    let known = row.filter(|(known, _)| known.as_deref() == Some(month)).map_or(0, |(_, spent)| spent);
    Ok(u32::try_from(known.max(0)).unwrap_or(u32::MAX))
}

/// Sets money aside: what is left of `limit` this month, `wanted` at most. Returns how much. The caller holds the town's
/// row, so that two workers do not set the same money aside.
///
/// # Errors
/// When the source is gone or the engine refuses.
pub async fn set_aside(
    conn: &mut Conn<'_>,
    source: &Source,
    month: &str,
    (wanted, limit): (u32, u32),
) -> Result<u32, StoreError> {
    let known = spent(conn, source, month).await?;
    let taken = limit.saturating_sub(known).min(wanted);
    let rows = run!(
        conn,
        "UPDATE source SET spent_month = $3, spent = $4 WHERE town_id = $1 AND id = $2",
        source.town.0,
        source.id.0,
        month,
        i64::from(known.saturating_add(taken))
    )?;
    touched("set money aside", 1, rows)?;
    Ok(taken)
}

/// Gives back what was set aside and not spent. What belongs to a month that is over is forgotten.
///
/// # Errors
/// When the engine refuses.
pub async fn give_back(conn: &mut Conn<'_>, source: &Source, month: &str, unspent: u32) -> Result<(), StoreError> {
    run!(
        conn,
        "UPDATE source SET spent = spent - $4 WHERE town_id = $1 AND id = $2 AND spent_month = $3 AND spent >= $4",
        source.town.0,
        source.id.0,
        month,
        i64::from(unspent)
    )?;
    Ok(())
}
