//! Who is what in which town.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{json, known, ms, opt_at, opt_ms, ulid};
use crate::domain::ids::Ulid;
use crate::domain::limits::Limits;
use crate::domain::staff::{Grant, Role};
use crate::domain::{StaffId, TownId};

#[derive(sqlx::FromRow)]
struct Row {
    town_id: Option<i64>,
    role: String,
    until: Option<i64>,
    senders: Option<String>,
    channels: Option<String>,
}

impl Row {
    fn grant(self) -> Result<Grant, StoreError> {
        Ok(Grant {
            town: self.town_id.map(TownId),
            role: known(Role::parse(&self.role), "staff_role", "role", &self.role)?,
            from: None,
            until: opt_at(self.until),
            limits: Limits { senders: list(self.senders)?, channels: list(self.channels)? },
        })
    }
}

fn list(stored: Option<String>) -> Result<Vec<String>, StoreError> {
    stored.map_or(Ok(Vec::new()), |text| json(&text))
}

fn opt_list(names: &[String]) -> Result<Option<String>, StoreError> {
    Ok(if names.is_empty() { None } else { Some(serde_json::to_string(names)?) })
}

/// Gives a person a role; without a town in all of them. Who has it already has it until this end and with these limits.
/// One that `waits` counts when [`take_on`] says so; one that counts already does not wait again.
///
/// # Errors
/// When person or town are gone or the engine refuses.
pub async fn give(
    conn: &mut Conn<'_>,
    staff: StaffId,
    (grant, waits): (&Grant, bool),
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO staff_role (staff_id, town_id, role, given_at, until, senders, channels, waits) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (staff_id, coalesce(town_id, 0), role) \
         DO UPDATE SET given_at = excluded.given_at, until = excluded.until, senders = excluded.senders, \
         channels = excluded.channels, waits = staff_role.waits AND excluded.waits",
        staff.0,
        grant.town.map(|town| town.0),
        grant.role.as_str(),
        ms(now),
        opt_ms(grant.until),
        opt_list(&grant.limits.senders)?,
        opt_list(&grant.limits.channels)?,
        waits
    )?;
    Ok(())
}

/// Sets the limits of a role in a town, and its end. False when the person does not have it.
///
/// # Errors
/// When the engine refuses.
pub async fn limit(conn: &mut Conn<'_>, staff: StaffId, grant: &Grant) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "UPDATE staff_role SET senders = $4, channels = $5 WHERE staff_id = $1 AND town_id = $2 AND role = $3",
        staff.0,
        grant.town.map(|town| town.0),
        grant.role.as_str(),
        opt_list(&grant.limits.senders)?,
        opt_list(&grant.limits.channels)?
    )?;
    Ok(rows > 0)
}

/// The roles that wait in a town count from now on. Returns how many there were.
///
/// # Errors
/// When the engine refuses.
pub async fn take_on(conn: &mut Conn<'_>, staff: StaffId, town: TownId) -> Result<u64, StoreError> {
    Ok(run!(
        conn,
        "UPDATE staff_role SET waits = FALSE WHERE staff_id = $1 AND town_id = $2 AND waits",
        staff.0,
        town.0
    )?)
}

/// A person's roles, also those that ended by themselves, but none that waits to be taken on.
///
/// # Errors
/// When the engine refuses.
pub async fn of(conn: &mut Conn<'_>, staff: StaffId) -> Result<Vec<Grant>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
        "SELECT town_id, role, until, senders, channels FROM staff_role WHERE staff_id = $1 AND NOT waits ORDER BY id"
    )
    .bind(staff.0)
    .fetch_all(c)
    .await
    })?;
    rows.into_iter().map(Row::grant).collect()
}

/// One person who works in a town.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: StaffId,
    pub ulid: Ulid,
    pub name: String,
    pub login: String,
    /// Whether the invitation was taken up.
    pub joined: bool,
    /// Whether a second proof is set up.
    pub proof: bool,
    /// Whether the role waits to be taken on.
    pub waits: bool,
    pub grant: Grant,
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    id: i64,
    ulid: String,
    name: String,
    login: String,
    joined: bool,
    proof: bool,
    town_id: Option<i64>,
    role: String,
    until: Option<i64>,
    senders: Option<String>,
    channels: Option<String>,
    waits: bool,
}

/// Who works in a town, by name: a line for each role.
///
/// # Errors
/// When the engine refuses.
pub async fn members(conn: &mut Conn<'_>, town: TownId) -> Result<Vec<Member>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, MemberRow>(
        "SELECT s.id, s.ulid, s.name, s.login, s.password IS NOT NULL AS joined, s.totp_since IS NOT NULL AS proof, r.town_id, r.role, r.until, \
         r.senders, r.channels, r.waits \
         FROM staff_role r JOIN staff s ON s.id = r.staff_id \
         WHERE (r.town_id = $1 OR r.town_id IS NULL) AND s.ended_at IS NULL ORDER BY s.name, s.id, r.id"
    )
    .bind(town.0)
    .fetch_all(c)
    .await
    })?;
    rows.into_iter()
        .map(|row| {
            let (senders, channels) = (row.senders, row.channels);
            let grant = Row { town_id: row.town_id, role: row.role, until: row.until, senders, channels }.grant()?;
            let ulid = ulid("staff", &row.ulid)?;
            let (id, joined, proof, waits) = (StaffId(row.id), row.joined, row.proof, row.waits);
            Ok(Member { id, ulid, name: row.name, login: row.login, joined, proof, waits, grant })
        })
        .collect()
}

/// Takes a person's roles in one town away. Returns how many there were.
///
/// # Errors
/// When the engine refuses.
pub async fn end_in(conn: &mut Conn<'_>, staff: StaffId, town: TownId) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM staff_role WHERE staff_id = $1 AND town_id = $2", staff.0, town.0)?)
}

/// Takes one role in one town from everybody who has it. Returns who had it.
///
/// # Errors
/// When the engine refuses.
pub async fn end_role(conn: &mut Conn<'_>, town: TownId, role: Role) -> Result<Vec<StaffId>, StoreError> {
    let ids = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "DELETE FROM staff_role WHERE town_id = $1 AND role = $2 RETURNING staff_id"
    )
    .bind(town.0)
    .bind(role.as_str())
    .fetch_all(c)
    .await)?;
    Ok(ids.into_iter().map(StaffId).collect())
}

/// Takes all of a person's roles away.
///
/// # Errors
/// When the engine refuses.
pub async fn end_all(conn: &mut Conn<'_>, staff: StaffId) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM staff_role WHERE staff_id = $1", staff.0)?;
    Ok(())
}
