//! Passkeys of people who sign in: the public half, with a name that its owner gave it.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{ms, opt_at, ulid};
use crate::clock::from_ms;
use crate::domain::StaffId;
use crate::domain::ids::Ulid;
use crate::domain::staff::StaffPasskey;

#[derive(sqlx::FromRow)]
struct Row {
    ulid: String,
    name: String,
    public_key: String,
    created_at: i64,
    used_at: Option<i64>,
}

impl Row {
    fn passkey(self) -> Result<StaffPasskey, StoreError> {
        Ok(StaffPasskey {
            ulid: ulid("staff_passkey", &self.ulid)?,
            name: self.name,
            public_key: self.public_key,
            created_at: from_ms(self.created_at),
            used_at: opt_at(self.used_at),
        })
    }
}

/// Adds one.
///
/// # Errors
/// [`StoreError::Exists`] when this key is known already, whoever has it.
pub async fn add(
    conn: &mut Conn<'_>,
    staff: StaffId,
    passkey: &StaffPasskey,
    credential_hash: &str,
) -> Result<(), StoreError> {
    on!(conn, |c| sqlx::query(
        "INSERT INTO staff_passkey (ulid, staff_id, credential_hash, name, public_key, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(passkey.ulid.to_string())
    .bind(staff.0)
    .bind(credential_hash)
    .bind(&passkey.name)
    .bind(&passkey.public_key)
    .bind(ms(passkey.created_at))
    .execute(c)
    .await
    .map(|_| ()))
    .map_err(|error| StoreError::on_unique(error, "this passkey"))
}

/// A person's, in the order in which they came.
///
/// # Errors
/// When the engine refuses.
pub async fn of(conn: &mut Conn<'_>, staff: StaffId) -> Result<Vec<StaffPasskey>, StoreError> {
    let sql = "SELECT ulid, name, public_key, created_at, used_at FROM staff_passkey WHERE staff_id = $1 ORDER BY id";
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(sql).bind(staff.0).fetch_all(c).await)?;
    rows.into_iter().map(Row::passkey).collect()
}

/// Notes that one was used, with the counter that it showed. False when it was used or removed meanwhile: two answers with
/// the same counter never both count.
///
/// # Errors
/// When the engine refuses.
pub async fn note_use(
    conn: &mut Conn<'_>,
    staff: StaffId,
    (before, public_key): (&StaffPasskey, &str),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "UPDATE staff_passkey SET public_key = $4, used_at = $5 WHERE staff_id = $1 AND ulid = $2 AND public_key = $3",
        staff.0,
        before.ulid.to_string(),
        before.public_key.as_str(),
        public_key,
        ms(now)
    )?;
    Ok(rows > 0)
}

/// Takes one away. False when it was none of theirs.
///
/// # Errors
/// When the engine refuses.
pub async fn remove(conn: &mut Conn<'_>, staff: StaffId, id: Ulid) -> Result<bool, StoreError> {
    Ok(run!(conn, "DELETE FROM staff_passkey WHERE staff_id = $1 AND ulid = $2", staff.0, id.to_string())? > 0)
}

/// Forgets all of a person's.
///
/// # Errors
/// When the engine refuses.
pub async fn forget_of(conn: &mut Conn<'_>, staff: StaffId) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM staff_passkey WHERE staff_id = $1", staff.0)?;
    Ok(())
}
