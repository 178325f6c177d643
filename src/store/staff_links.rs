//! Addresses that work once: for the first person, and to choose a password. Only a hash of their code is here.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::ms;
use crate::domain::{StaffId, TownId};

/// What such an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaffLink {
    /// Whose password is chosen; `None`: the first person says who they are.
    pub staff: Option<StaffId>,
    /// Works also when there are people already.
    pub even_so: bool,
    /// Who made it; `None`: somebody at the machine.
    pub by: Option<StaffId>,
    /// It opens the roles that wait in this town, for a person who signs in otherwise.
    pub joins: Option<TownId>,
}

/// Makes one known. Those before it for the same person and end (or for the first person) work no more.
///
/// # Errors
/// When the engine refuses.
pub async fn add(
    conn: &mut Conn<'_>,
    link: StaffLink,
    hash: &str,
    now: Timestamp,
    ends_at: Timestamp,
) -> Result<(), StoreError> {
    match link.staff {
        Some(staff) => {
            run!(
                conn,
                "DELETE FROM staff_link WHERE staff_id = $1 AND coalesce(joins_town, 0) = $2",
                staff.0,
                link.joins.map_or(0, |town| town.0)
            )?;
        }
        None => {
            run!(conn, "DELETE FROM staff_link WHERE staff_id IS NULL")?;
        }
    }
    run!(
        conn,
        "INSERT INTO staff_link (staff_id, hash, even_so, created_at, ends_at, by_staff_id, joins_town) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        link.staff.map(|staff| staff.0),
        hash,
        link.even_so,
        ms(now),
        ms(ends_at),
        link.by.map(|staff| staff.0),
        link.joins.map(|town| town.0)
    )?;
    Ok(())
}

/// What the address with a hash is for, if it still works.
///
/// # Errors
/// When the engine refuses.
pub async fn by_hash(conn: &mut Conn<'_>, hash: &str, now: Timestamp) -> Result<Option<StaffLink>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, (Option<i64>, bool, Option<i64>, Option<i64>)>(
        "SELECT staff_id, even_so, by_staff_id, joins_town FROM staff_link WHERE hash = $1 AND ends_at > $2"
    )
    .bind(hash)
    .bind(ms(now))
    .fetch_optional(c)
    .await)?;
    Ok(row.map(|(staff, even_so, by, joins)| StaffLink {
        staff: staff.map(StaffId),
        even_so,
        by: by.map(StaffId),
        joins: joins.map(TownId),
    }))
}

/// Uses one up. True for the first who does.
///
/// # Errors
/// When the engine refuses.
pub async fn use_up(conn: &mut Conn<'_>, hash: &str, now: Timestamp) -> Result<bool, StoreError> {
    Ok(run!(conn, "DELETE FROM staff_link WHERE hash = $1 AND ends_at > $2", hash, ms(now))? > 0)
}

/// Forgets a person's.
///
/// # Errors
/// When the engine refuses.
pub async fn forget_of(conn: &mut Conn<'_>, staff: StaffId) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM staff_link WHERE staff_id = $1", staff.0)?;
    Ok(())
}

/// Forgets those that work no more.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, now: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM staff_link WHERE ends_at < $1", ms(now))?)
}
