//! Sign-ins that are on their way over another page: what was asked, sealed, under a hash of what the browser holds.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::ms;

/// Keeps what was asked, until a moment.
///
/// # Errors
/// When the engine refuses.
pub async fn keep(
    conn: &mut Conn<'_>,
    hash: &str,
    papers_sealed: &str,
    good_until: Timestamp,
) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO sign_in_flow (hash, papers_sealed, good_until) VALUES ($1, $2, $3)",
        hash,
        papers_sealed,
        ms(good_until)
    )?;
    Ok(())
}

/// Whether something was asked under a hash.
///
/// # Errors
/// When the engine refuses.
pub async fn is_there(conn: &mut Conn<'_>, hash: &str) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM sign_in_flow WHERE hash = $1";
    Ok(on!(conn, |c| sqlx::query_scalar::<_, i64>(sql).bind(hash).fetch_one(c).await)? > 0)
}

/// Takes what was asked, for good: whoever comes second finds nothing, nor whoever comes too late.
///
/// # Errors
/// When the engine refuses.
pub async fn take(conn: &mut Conn<'_>, hash: &str, now: Timestamp) -> Result<Option<String>, StoreError> {
    let sql = "DELETE FROM sign_in_flow WHERE hash = $1 RETURNING papers_sealed, good_until";
    let row = on!(conn, |c| sqlx::query_as::<_, (String, i64)>(sql).bind(hash).fetch_optional(c).await)?;
    Ok(row.filter(|(_, good_until)| *good_until > ms(now)).map(|(papers, _)| papers))
}

/// Forgets those whose time is over.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM sign_in_flow WHERE good_until < $1", ms(before))?)
}
