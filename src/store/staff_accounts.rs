//! Which account at a sign-in service is whose. An account is known by who keeps it (the issuer) and the name that they
//! gave it for good (the subject); mail addresses, which change hands, are not kept.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::ms;
use crate::clock::from_ms;
use crate::domain::StaffId;

/// Links an account with a person.
///
/// # Errors
/// [`StoreError::Exists`] when it is somebody's already, or the person has one there.
pub async fn link(
    conn: &mut Conn<'_>,
    staff: StaffId,
    (issuer, subject): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    on!(conn, |c| sqlx::query(
        "INSERT INTO staff_account (staff_id, issuer, subject, created_at) VALUES ($1, $2, $3, $4)"
    )
    .bind(staff.0)
    .bind(issuer)
    .bind(subject)
    .bind(ms(now))
    .execute(c)
    .await
    .map(|_| ()))
    .map_err(|error| StoreError::on_unique(error, "this account"))
}

/// Whose an account is.
///
/// # Errors
/// When the engine refuses.
pub async fn owner(conn: &mut Conn<'_>, issuer: &str, subject: &str) -> Result<Option<StaffId>, StoreError> {
    let sql = "SELECT staff_id FROM staff_account WHERE issuer = $1 AND subject = $2";
    let id = on!(conn, |c| sqlx::query_scalar::<_, i64>(sql).bind(issuer).bind(subject).fetch_optional(c).await)?;
    Ok(id.map(StaffId))
}

/// Since when a person is linked with an account there.
///
/// # Errors
/// When the engine refuses.
pub async fn since(conn: &mut Conn<'_>, staff: StaffId, issuer: &str) -> Result<Option<Timestamp>, StoreError> {
    let sql = "SELECT created_at FROM staff_account WHERE staff_id = $1 AND issuer = $2";
    let at = on!(conn, |c| sqlx::query_scalar::<_, i64>(sql).bind(staff.0).bind(issuer).fetch_optional(c).await)?;
    Ok(at.map(from_ms))
}

/// Parts a person from their account there. False when there was none.
///
/// # Errors
/// When the engine refuses.
pub async fn part(conn: &mut Conn<'_>, staff: StaffId, issuer: &str) -> Result<bool, StoreError> {
    Ok(run!(conn, "DELETE FROM staff_account WHERE staff_id = $1 AND issuer = $2", staff.0, issuer)? > 0)
}

/// Forgets all of a person's.
///
/// # Errors
/// When the engine refuses.
pub async fn forget_of(conn: &mut Conn<'_>, staff: StaffId) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM staff_account WHERE staff_id = $1", staff.0)?;
    Ok(())
}
