//! What was told about logins to those who look after them: each thing once.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::ms;
use crate::domain::connection::{Connection, Notice};

/// Whether this was told already.
///
/// # Errors
/// When the engine refuses.
pub async fn was_told(conn: &mut Conn<'_>, connection: &Connection, notice: Notice) -> Result<bool, StoreError> {
    let count = on!(conn, |c| {
        sqlx::query_scalar::<_, i64>(
            "SELECT count(*) FROM login_notice WHERE town_id = $1 AND connection_id = $2 AND kind = $3 AND occasion = $4",
        )
        .bind(connection.town.0)
        .bind(connection.id.0)
        .bind(notice.kind.as_str())
        .bind(ms(notice.occasion))
        .fetch_one(c)
        .await
    })?;
    Ok(count > 0)
}

/// Notes that this was told.
///
/// # Errors
/// When the engine refuses.
pub async fn told(
    conn: &mut Conn<'_>,
    connection: &Connection,
    notice: Notice,
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO login_notice (town_id, connection_id, kind, occasion, told_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (connection_id, kind, occasion) DO NOTHING",
        connection.town.0,
        connection.id.0,
        notice.kind.as_str(),
        ms(notice.occasion),
        ms(now)
    )?;
    Ok(())
}

/// Forgets what was told before `before`.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM login_notice WHERE told_at < $1", ms(before))?)
}
