//! Who approves for whom while they are away, in one town.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::ms;
use crate::clock::from_ms;
use crate::domain::staff::Substitution;
use crate::domain::{StaffId, TownId};

type Row = (i64, i64, i64, i64, i64);

fn substitution((town, person, substitute, from, until): Row) -> Substitution {
    let (from, until) = (from_ms(from), from_ms(until));
    Substitution { town: TownId(town), person: StaffId(person), substitute: StaffId(substitute), from, until }
}

/// Names who stands in for somebody; who was named before does so no more.
///
/// # Errors
/// When the engine refuses.
pub async fn set(conn: &mut Conn<'_>, one: &Substitution) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO staff_substitute (town_id, staff_id, substitute_id, begins, ends) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (town_id, staff_id) \
         DO UPDATE SET substitute_id = excluded.substitute_id, begins = excluded.begins, ends = excluded.ends",
        one.town.0,
        one.person.0,
        one.substitute.0,
        ms(one.from),
        ms(one.until)
    )?;
    Ok(())
}

/// Nobody stands in for a person any more, and they for nobody. Returns how many there were.
///
/// # Errors
/// When the engine refuses.
pub async fn forget(conn: &mut Conn<'_>, town: TownId, person: StaffId) -> Result<u64, StoreError> {
    Ok(run!(
        conn,
        "DELETE FROM staff_substitute WHERE town_id = $1 AND (staff_id = $2 OR substitute_id = $2)",
        town.0,
        person.0
    )?)
}

/// Nobody stands in for a person any more. Returns how many there were.
///
/// # Errors
/// When the engine refuses.
pub async fn end_for(conn: &mut Conn<'_>, town: TownId, person: StaffId) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM staff_substitute WHERE town_id = $1 AND staff_id = $2", town.0, person.0)?)
}

/// All of a town, also those to come.
///
/// # Errors
/// When the engine refuses.
pub async fn of_town(conn: &mut Conn<'_>, town: TownId) -> Result<Vec<Substitution>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT town_id, staff_id, substitute_id, begins, ends FROM staff_substitute WHERE town_id = $1 ORDER BY id"
    )
    .bind(town.0)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(substitution).collect())
}

/// For whom a person stands in at a moment, in all towns.
///
/// # Errors
/// When the engine refuses.
pub async fn by(conn: &mut Conn<'_>, substitute: StaffId, now: Timestamp) -> Result<Vec<Substitution>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT town_id, staff_id, substitute_id, begins, ends FROM staff_substitute \
         WHERE substitute_id = $1 AND begins <= $2 AND ends > $2 ORDER BY id"
    )
    .bind(substitute.0)
    .bind(ms(now))
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(substitution).collect())
}

/// Forgets those that are over.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM staff_substitute WHERE ends < $1", ms(before))?)
}
