//! What a town's agency may publish without the town's approval, and until when.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{known, ms};
use crate::clock::from_ms;
use crate::domain::TownId;
use crate::domain::approval::{AgencyPass, PassKind};

/// Gives one; of the same name the later end counts.
///
/// # Errors
/// When the engine refuses.
pub async fn set(conn: &mut Conn<'_>, town: TownId, pass: &AgencyPass) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO agency_pass (town_id, kind, name, until) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (town_id, kind, name) DO UPDATE SET until = excluded.until",
        town.0,
        pass.kind.as_str(),
        pass.name.as_str(),
        ms(pass.until)
    )?;
    Ok(())
}

/// Takes one back. False when there is none.
///
/// # Errors
/// When the engine refuses.
pub async fn end(conn: &mut Conn<'_>, town: TownId, kind: PassKind, name: &str) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "DELETE FROM agency_pass WHERE town_id = $1 AND kind = $2 AND name = $3",
        town.0,
        kind.as_str(),
        name
    )?;
    Ok(rows > 0)
}

/// Takes all of a town back.
///
/// # Errors
/// When the engine refuses.
pub async fn end_all(conn: &mut Conn<'_>, town: TownId) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM agency_pass WHERE town_id = $1", town.0)?;
    Ok(())
}

/// Those of a town that count at a moment.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn of_town(conn: &mut Conn<'_>, town: TownId, now: Timestamp) -> Result<Vec<AgencyPass>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (String, String, i64)>(
        "SELECT kind, name, until FROM agency_pass WHERE town_id = $1 AND until > $2 ORDER BY name, id"
    )
    .bind(town.0)
    .bind(ms(now))
    .fetch_all(c)
    .await)?;
    rows.into_iter()
        .map(|(kind, name, until)| {
            let kind = known(PassKind::parse(&kind), "agency_pass", "kind", &kind)?;
            Ok(AgencyPass { kind, name, until: from_ms(until) })
        })
        .collect()
}

/// Forgets those that are over.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM agency_pass WHERE until < $1", ms(before))?)
}
