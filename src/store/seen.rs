//! Activities that were received: each (activity id, actor) has one effect, whatever is sent again.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::ms;

/// Notes that an actor's activity was received. True the first time.
///
/// # Errors
/// When the engine refuses.
pub async fn note(conn: &mut Conn<'_>, uri: &str, actor: &str, now: Timestamp) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "INSERT INTO seen_activity (uri, actor, at) VALUES ($1, $2, $3) ON CONFLICT (uri, actor) DO NOTHING",
        uri,
        actor,
        ms(now)
    )?;
    Ok(rows > 0)
}

/// Whether it was received after `since`.
///
/// # Errors
/// When the engine refuses.
pub async fn is_known(conn: &mut Conn<'_>, uri: &str, actor: &str, since: Timestamp) -> Result<bool, StoreError> {
    let found = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT at FROM seen_activity WHERE uri = $1 AND actor = $2 AND at >= $3"
    )
    .bind(uri)
    .bind(actor)
    .bind(ms(since))
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Forgets one.
///
/// # Errors
/// When the engine refuses.
pub async fn forget(conn: &mut Conn<'_>, uri: &str, actor: &str) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM seen_activity WHERE uri = $1 AND actor = $2", uri, actor)?;
    Ok(())
}

/// Forgets what was received before a moment: other servers try for about a week.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM seen_activity WHERE at < $1", ms(before))?)
}
