//! How far a town's setting up has come.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{ms, opt_at};
use crate::domain::TownId;
use crate::domain::setup::Setup;

#[derive(sqlx::FromRow)]
struct Row {
    passed: i64,
    ended_at: Option<i64>,
}

/// How far a town is; `None` when nobody began.
///
/// # Errors
/// When the engine refuses.
pub async fn of(conn: &mut Conn<'_>, town: TownId) -> Result<Option<Setup>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>("SELECT passed, ended_at FROM setup WHERE town_id = $1")
        .bind(town.0)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(|row| Setup { passed: usize::try_from(row.passed).unwrap_or_default(), ended_at: opt_at(row.ended_at) }))
}

/// Notes that the first `passed` steps of a town are gone through; who was further stays there.
///
/// # Errors
/// When the engine refuses.
pub async fn pass(conn: &mut Conn<'_>, town: TownId, passed: usize) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO setup (town_id, passed) VALUES ($1, $2) ON CONFLICT (town_id) \
         DO UPDATE SET passed = CASE WHEN setup.passed > excluded.passed THEN setup.passed ELSE excluded.passed END",
        town.0,
        i64::try_from(passed).unwrap_or(i64::MAX)
    )?;
    Ok(())
}

/// Notes that a town's setting up is finished or put away.
///
/// # Errors
/// When the engine refuses.
pub async fn end(conn: &mut Conn<'_>, town: TownId, now: Timestamp) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO setup (town_id, passed, ended_at) VALUES ($1, 0, $2) \
         ON CONFLICT (town_id) DO UPDATE SET ended_at = excluded.ended_at",
        town.0,
        ms(now)
    )?;
    Ok(())
}
