//! The second proof of people who sign in: the sealed secret that their phone knows, and when one of its numbers was used
//! last. Their codes on paper stand in [`super::staff_codes`].

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::ms;
use crate::domain::StaffId;

/// A person's sealed secret.
///
/// # Errors
/// When the engine refuses.
pub async fn sealed(conn: &mut Conn<'_>, staff: StaffId) -> Result<Option<String>, StoreError> {
    Ok(on!(conn, |c| sqlx::query_scalar::<_, Option<String>>("SELECT totp_sealed FROM staff WHERE id = $1")
        .bind(staff.0)
        .fetch_optional(c)
        .await)?
    .flatten())
}

/// Gives a person a secret in place of any before it. The step is that of the number which proved it.
///
/// # Errors
/// When the person is gone or the engine refuses.
pub async fn set(
    conn: &mut Conn<'_>,
    staff: StaffId,
    (sealed, step): (&str, i64),
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE staff SET totp_sealed = $2, totp_step = $3, totp_since = $4 WHERE id = $1 AND ended_at IS NULL",
        staff.0,
        sealed,
        step,
        ms(now)
    )?;
    touched("set a second proof", 1, rows)
}

/// Uses the number of a step up. False when it, or a later one, was used already: each works once.
///
/// # Errors
/// When the engine refuses.
pub async fn use_step(conn: &mut Conn<'_>, staff: StaffId, step: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE staff SET totp_step = $2 WHERE id = $1 AND totp_sealed IS NOT NULL AND totp_step < $2";
    Ok(run!(conn, sql, staff.0, step)? > 0)
}

/// Takes a person's secret away.
///
/// # Errors
/// When the engine refuses.
pub async fn forget(conn: &mut Conn<'_>, staff: StaffId) -> Result<(), StoreError> {
    run!(conn, "UPDATE staff SET totp_sealed = NULL, totp_step = NULL, totp_since = NULL WHERE id = $1", staff.0)?;
    Ok(())
}
