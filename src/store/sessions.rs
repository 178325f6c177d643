//! Where people are signed in. The store knows a hash of what the browser holds, never the thing itself.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::ms;
use crate::clock::from_ms;
use crate::domain::staff::Session;
use crate::domain::{SessionId, StaffId, TownId};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    staff_id: i64,
    device: String,
    created_at: i64,
    seen_at: i64,
    half: bool,
    proven: bool,
    in_town: Option<i64>,
}

impl Row {
    fn session(self) -> Session {
        Session {
            id: SessionId(self.id),
            staff: StaffId(self.staff_id),
            device: self.device,
            created_at: from_ms(self.created_at),
            seen_at: from_ms(self.seen_at),
            half: self.half,
            proven: self.proven,
            town: self.in_town.map(TownId),
        }
    }
}

/// Begins one; half, as long as only the password was right; proven, when a second proof was given.
///
/// # Errors
/// When the engine refuses.
pub async fn begin(
    conn: &mut Conn<'_>,
    staff: StaffId,
    hash: &str,
    (device, half, proven): (&str, bool, bool),
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO staff_session (staff_id, hash, device, created_at, seen_at, half, proven) \
         VALUES ($1, $2, $3, $4, $4, $5, $6)",
        staff.0,
        hash,
        device,
        ms(now),
        half,
        proven
    )?;
    Ok(())
}

/// The one with a hash, if it began and was used after these moments.
///
/// # Errors
/// When the engine refuses.
pub async fn by_hash(
    conn: &mut Conn<'_>,
    hash: &str,
    begun_after: Timestamp,
    seen_after: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT id, staff_id, device, created_at, seen_at, half, proven, in_town FROM staff_session \
         WHERE hash = $1 AND created_at > $2 AND seen_at > $3"
    )
    .bind(hash)
    .bind(ms(begun_after))
    .bind(ms(seen_after))
    .fetch_optional(c)
    .await)?;
    Ok(row.map(Row::session))
}

/// Notes that it is used.
///
/// # Errors
/// When the engine refuses.
pub async fn seen(conn: &mut Conn<'_>, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
    // It may have been ended in between, which is no failure of this request.
    run!(conn, "UPDATE staff_session SET seen_at = $2 WHERE id = $1 AND seen_at < $2", id.0, ms(now))?;
    Ok(())
}

/// Notes in which of several towns they work.
///
/// # Errors
/// When the engine refuses.
pub async fn work_in(conn: &mut Conn<'_>, id: SessionId, town: TownId) -> Result<(), StoreError> {
    run!(conn, "UPDATE staff_session SET in_town = $2 WHERE id = $1", id.0, town.0)?;
    Ok(())
}

/// Where a person is signed in with all that it takes, the latest first.
///
/// # Errors
/// When the engine refuses.
pub async fn of(conn: &mut Conn<'_>, staff: StaffId) -> Result<Vec<Session>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
            "SELECT id, staff_id, device, created_at, seen_at, half, proven, in_town FROM staff_session \
             WHERE staff_id = $1 AND NOT half ORDER BY seen_at DESC, id DESC",
        )
        .bind(staff.0)
        .fetch_all(c)
        .await
    })?;
    Ok(rows.into_iter().map(Row::session).collect())
}

/// Ends the one with a hash.
///
/// # Errors
/// When the engine refuses.
pub async fn end(conn: &mut Conn<'_>, hash: &str) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM staff_session WHERE hash = $1", hash)?;
    Ok(())
}

/// Ends all of a person's but perhaps one. Returns how many there were.
///
/// # Errors
/// When the engine refuses.
pub async fn end_of(conn: &mut Conn<'_>, staff: StaffId, but: Option<SessionId>) -> Result<u64, StoreError> {
    let but = but.map_or(0, |id| id.0);
    Ok(run!(conn, "DELETE FROM staff_session WHERE staff_id = $1 AND id <> $2", staff.0, but)?)
}

/// Forgets those that began before one moment or were last used before another: nobody can go on with them.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, begun_before: Timestamp, seen_before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(
        conn,
        "DELETE FROM staff_session WHERE created_at < $1 OR seen_at < $2",
        ms(begun_before),
        ms(seen_before)
    )?)
}

/// The sealed secret that a browser was shown and that does not count yet.
///
/// # Errors
/// When the engine refuses.
pub async fn seed(conn: &mut Conn<'_>, id: SessionId) -> Result<Option<String>, StoreError> {
    Ok(on!(conn, |c| sqlx::query_scalar::<_, Option<String>>("SELECT seed_sealed FROM staff_session WHERE id = $1")
        .bind(id.0)
        .fetch_optional(c)
        .await)?
    .flatten())
}

/// Keeps such a secret, unless there is one; gives the one that is kept.
///
/// # Errors
/// When the engine refuses.
pub async fn keep_seed(conn: &mut Conn<'_>, id: SessionId, sealed: &str) -> Result<Option<String>, StoreError> {
    run!(conn, "UPDATE staff_session SET seed_sealed = $2 WHERE id = $1 AND seed_sealed IS NULL", id.0, sealed)?;
    seed(conn, id).await
}
