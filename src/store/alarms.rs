//! Alarms: raised, told, over.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::{id_list, known, ms, opt_at};
use crate::clock::from_ms;
use crate::domain::alarm::{Alarm, AlarmKind};
use crate::domain::{AlarmId, SourceId, TownId};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    town_id: i64,
    source_id: i64,
    kind: String,
    raised_at: i64,
    told_at: Option<i64>,
    over_at: Option<i64>,
}

impl Row {
    fn alarm(self) -> Result<Alarm, StoreError> {
        Ok(Alarm {
            id: AlarmId(self.id),
            town: TownId(self.town_id),
            source: SourceId(self.source_id),
            kind: known(AlarmKind::parse(&self.kind), "alarm", "kind", &self.kind)?,
            raised_at: from_ms(self.raised_at),
            told_at: opt_at(self.told_at),
            over_at: opt_at(self.over_at),
        })
    }
}

/// Raises an alarm; one of this kind that is not over stays as it is.
///
/// # Errors
/// When the engine refuses.
pub async fn raise(
    conn: &mut Conn<'_>,
    town: TownId,
    source: SourceId,
    kind: AlarmKind,
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO alarm (town_id, source_id, kind, raised_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (source_id, kind) WHERE over_at IS NULL DO NOTHING",
        town.0,
        source.0,
        kind.as_str(),
        ms(now)
    )?;
    Ok(())
}

/// Notes that an alarm is over.
///
/// # Errors
/// When it was over before or the engine refuses.
pub async fn end(conn: &mut Conn<'_>, alarm: &Alarm, now: Timestamp) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE alarm SET over_at = $3 WHERE town_id = $1 AND id = $2 AND over_at IS NULL",
        alarm.town.0,
        alarm.id.0,
        ms(now)
    )?;
    touched("end alarm", 1, rows)
}

/// A town's alarms that are not over, oldest first.
///
/// # Errors
/// When the engine refuses.
pub async fn open(conn: &mut Conn<'_>, town: TownId) -> Result<Vec<Alarm>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT id, town_id, source_id, kind, raised_at, told_at, over_at FROM alarm \
         WHERE town_id = $1 AND over_at IS NULL ORDER BY id"
    )
    .bind(town.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::alarm).collect()
}

/// What a town's operators are to be told, oldest first: what they were not told since `before`, and the end of what they
/// were told.
///
/// # Errors
/// When the engine refuses.
pub async fn to_tell(conn: &mut Conn<'_>, town: TownId, before: Timestamp) -> Result<Vec<Alarm>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT id, town_id, source_id, kind, raised_at, told_at, over_at FROM alarm WHERE town_id = $1 \
         AND ((over_at IS NULL AND (told_at IS NULL OR told_at <= $2)) \
         OR (over_at IS NOT NULL AND told_at IS NOT NULL AND over_told_at IS NULL)) ORDER BY id"
    )
    .bind(town.0)
    .bind(ms(before))
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::alarm).collect()
}

/// Notes that the operators were told of these, as they were read.
///
/// # Errors
/// When the engine refuses.
pub async fn told(conn: &mut Conn<'_>, town: TownId, alarms: &[Alarm], now: Timestamp) -> Result<(), StoreError> {
    let (over, raised): (Vec<&Alarm>, Vec<&Alarm>) = alarms.iter().partition(|alarm| alarm.over_at.is_some());
    let raised_sql = conn.pick(
        "UPDATE alarm SET told_at = $3 WHERE town_id = $1 AND id IN (SELECT value FROM json_each($2))",
        "UPDATE alarm SET told_at = $3 WHERE town_id = $1 AND id IN (SELECT (json_array_elements_text($2::json))::bigint)",
    );
    let over_sql = conn.pick(
        "UPDATE alarm SET over_told_at = $3 WHERE town_id = $1 AND id IN (SELECT value FROM json_each($2))",
        "UPDATE alarm SET over_told_at = $3 WHERE town_id = $1 AND id IN (SELECT (json_array_elements_text($2::json))::bigint)",
    );
    for (sql, group) in [(raised_sql, raised), (over_sql, over)] {
        run!(conn, sql, town.0, id_list(group.iter().map(|alarm| alarm.id.0)), ms(now))?;
    }
    Ok(())
}

/// Forgets alarms that were over before `before`.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM alarm WHERE over_at < $1", ms(before))?)
}
