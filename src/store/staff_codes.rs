//! Codes on paper that each stand in for the second proof once. Only their hash is here.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::ms;
use crate::domain::StaffId;

/// Gives a person these codes (their hashes); all before them work no more.
///
/// # Errors
/// When the engine refuses.
pub async fn renew(conn: &mut Conn<'_>, staff: StaffId, hashes: &[String], now: Timestamp) -> Result<(), StoreError> {
    forget_of(conn, staff).await?;
    for hash in hashes {
        let sql = "INSERT INTO staff_code (staff_id, hash, created_at) VALUES ($1, $2, $3)";
        run!(conn, sql, staff.0, hash, ms(now))?;
    }
    Ok(())
}

/// Whether a code is one of theirs that can still be used.
///
/// # Errors
/// When the engine refuses.
pub async fn is_open(conn: &mut Conn<'_>, staff: StaffId, hash: &str) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM staff_code WHERE staff_id = $1 AND hash = $2 AND used_at IS NULL";
    Ok(on!(conn, |c| sqlx::query_scalar::<_, i64>(sql).bind(staff.0).bind(hash).fetch_one(c).await)? > 0)
}

/// Uses one up. False when it is none of theirs, or was used before.
///
/// # Errors
/// When the engine refuses.
pub async fn use_up(conn: &mut Conn<'_>, staff: StaffId, hash: &str, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE staff_code SET used_at = $3 WHERE staff_id = $1 AND hash = $2 AND used_at IS NULL";
    Ok(run!(conn, sql, staff.0, hash, ms(now))? > 0)
}

/// How many of a person's can still be used.
///
/// # Errors
/// When the engine refuses.
pub async fn left(conn: &mut Conn<'_>, staff: StaffId) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM staff_code WHERE staff_id = $1 AND used_at IS NULL";
    Ok(on!(conn, |c| sqlx::query_scalar::<_, i64>(sql).bind(staff.0).fetch_one(c).await)?)
}

/// Forgets a person's.
///
/// # Errors
/// When the engine refuses.
pub async fn forget_of(conn: &mut Conn<'_>, staff: StaffId) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM staff_code WHERE staff_id = $1", staff.0)?;
    Ok(())
}
