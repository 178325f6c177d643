//! People who work in the admin area. Their roles stand in [`super::staff_roles`], where they are signed in in
//! [`super::sessions`].

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::{ms, opt_at, ulid};
use crate::clock::from_ms;
use crate::domain::StaffId;
use crate::domain::ids::Ulid;
use crate::domain::staff::Staff;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    ulid: String,
    login: String,
    name: String,
    password: Option<String>,
    created_at: i64,
    signed_in_at: Option<i64>,
    ended_at: Option<i64>,
    totp_since: Option<i64>,
    passkey_since: Option<i64>,
}

impl Row {
    fn staff(self) -> Result<Staff, StoreError> {
        Ok(Staff {
            id: StaffId(self.id),
            ulid: ulid("staff", &self.ulid)?,
            login: self.login,
            name: self.name,
            password: self.password,
            created_at: from_ms(self.created_at),
            signed_in_at: opt_at(self.signed_in_at),
            ended_at: opt_at(self.ended_at),
            proof_since: opt_at(self.totp_since),
            passkey_since: opt_at(self.passkey_since),
        })
    }
}

/// Adds a person without a password.
///
/// # Errors
/// [`StoreError::Exists`] when somebody has this login.
pub async fn add(
    conn: &mut Conn<'_>,
    ulid: Ulid,
    login: &str,
    name: &str,
    now: Timestamp,
) -> Result<StaffId, StoreError> {
    let id = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "INSERT INTO staff (ulid, login, name, created_at) VALUES ($1, $2, $3, $4) RETURNING id"
    )
    .bind(ulid.to_string())
    .bind(login)
    .bind(name)
    .bind(ms(now))
    .fetch_one(c)
    .await)
    .map_err(|error| StoreError::on_unique(error, "a person with this login"))?;
    Ok(StaffId(id))
}

/// The person with a login.
///
/// # Errors
/// When the engine refuses.
pub async fn by_login(conn: &mut Conn<'_>, login: &str) -> Result<Option<Staff>, StoreError> {
    let row = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
        "SELECT id, ulid, login, name, password, created_at, signed_in_at, ended_at, totp_since, \
         (SELECT min(k.created_at) FROM staff_passkey k WHERE k.staff_id = staff.id) AS passkey_since FROM staff WHERE login = $1"
    )
    .bind(login)
    .fetch_optional(c)
    .await
    })?;
    row.map(Row::staff).transpose()
}

/// One person.
///
/// # Errors
/// When the engine refuses.
pub async fn by_id(conn: &mut Conn<'_>, id: StaffId) -> Result<Option<Staff>, StoreError> {
    let row = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
        "SELECT id, ulid, login, name, password, created_at, signed_in_at, ended_at, totp_since, \
         (SELECT min(k.created_at) FROM staff_passkey k WHERE k.staff_id = staff.id) AS passkey_since FROM staff WHERE id = $1"
    )
    .bind(id.0)
    .fetch_optional(c)
    .await
    })?;
    row.map(Row::staff).transpose()
}

/// The person with an id.
///
/// # Errors
/// When the engine refuses.
pub async fn by_ulid(conn: &mut Conn<'_>, ulid: Ulid) -> Result<Option<Staff>, StoreError> {
    let row = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
        "SELECT id, ulid, login, name, password, created_at, signed_in_at, ended_at, totp_since, \
         (SELECT min(k.created_at) FROM staff_passkey k WHERE k.staff_id = staff.id) AS passkey_since FROM staff WHERE ulid = $1"
    )
    .bind(ulid.to_string())
    .fetch_optional(c)
    .await
    })?;
    row.map(Row::staff).transpose()
}

/// Everybody, also those who left, in the order in which they came.
///
/// # Errors
/// When the engine refuses.
pub async fn all(conn: &mut Conn<'_>) -> Result<Vec<Staff>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
        "SELECT id, ulid, login, name, password, created_at, signed_in_at, ended_at, totp_since, \
         (SELECT min(k.created_at) FROM staff_passkey k WHERE k.staff_id = staff.id) AS passkey_since FROM staff ORDER BY id"
    )
    .fetch_all(c)
    .await
    })?;
    rows.into_iter().map(Row::staff).collect()
}

/// Whether anybody can sign in yet.
///
/// # Errors
/// When the engine refuses.
pub async fn is_anybody(conn: &mut Conn<'_>) -> Result<bool, StoreError> {
    let found = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT id FROM staff WHERE password IS NOT NULL AND ended_at IS NULL LIMIT 1"
    )
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Gives a person a password (its hash).
///
/// # Errors
/// When the person is gone or the engine refuses.
pub async fn set_password(conn: &mut Conn<'_>, id: StaffId, hash: &str) -> Result<(), StoreError> {
    let rows = run!(conn, "UPDATE staff SET password = $2 WHERE id = $1 AND ended_at IS NULL", id.0, hash)?;
    touched("set a password", 1, rows)
}

/// Notes that a person signed in.
///
/// # Errors
/// When the person is gone or the engine refuses.
pub async fn note_sign_in(conn: &mut Conn<'_>, id: StaffId, now: Timestamp) -> Result<(), StoreError> {
    let rows = run!(conn, "UPDATE staff SET signed_in_at = $2 WHERE id = $1 AND ended_at IS NULL", id.0, ms(now))?;
    touched("note a sign-in", 1, rows)
}

/// Puts another hash of the same password in a hash's place. Nothing happens when the password was changed meanwhile.
///
/// # Errors
/// When the engine refuses.
pub async fn renew_hash(conn: &mut Conn<'_>, id: StaffId, old: &str, new: &str) -> Result<(), StoreError> {
    run!(conn, "UPDATE staff SET password = $3 WHERE id = $1 AND password = $2", id.0, old, new)?;
    Ok(())
}

/// Notes that a person works here no more. Of what they signed in with nothing is kept; the name stays for the log.
/// False when they left before.
///
/// # Errors
/// When the engine refuses.
pub async fn end(conn: &mut Conn<'_>, id: StaffId, now: Timestamp) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "UPDATE staff SET ended_at = $2, password = NULL, totp_sealed = NULL, totp_step = NULL, totp_since = NULL \
         WHERE id = $1 AND ended_at IS NULL",
        id.0,
        ms(now)
    )?;
    Ok(rows > 0)
}
