//! Logins that someone asked a platform for: ten minutes from the question to the chosen account, each answer once.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::{ms, opt_at, ulid};
use crate::clock::from_ms;
use crate::domain::ids::Ulid;
use crate::domain::{SourceId, TownId};

/// A login that is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginFlow {
    pub town: TownId,
    pub ulid: Ulid,
    /// The channel it is for; `None` for one that does not exist yet.
    pub source: Option<SourceId>,
    /// SHA-256 in hex of the word by which the platform's answer is known.
    pub state_hash: String,
    /// Sealed for `login_flow/papers/{ulid}`.
    pub papers_sealed: String,
    pub good_until: Timestamp,
    /// An answer came.
    pub answered_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    town_id: i64,
    ulid: String,
    source_id: Option<i64>,
    state_hash: String,
    papers_sealed: String,
    good_until: i64,
    answered_at: Option<i64>,
}

impl Row {
    fn flow(self) -> Result<LoginFlow, StoreError> {
        Ok(LoginFlow {
            town: TownId(self.town_id),
            ulid: ulid("login_flow", &self.ulid)?,
            source: self.source_id.map(SourceId),
            state_hash: self.state_hash,
            papers_sealed: self.papers_sealed,
            good_until: from_ms(self.good_until),
            answered_at: opt_at(self.answered_at),
        })
    }
}

/// Notes that a platform is asked.
///
/// # Errors
/// When the engine refuses.
pub async fn add(conn: &mut Conn<'_>, flow: &LoginFlow) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO login_flow (town_id, ulid, source_id, state_hash, papers_sealed, good_until) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        flow.town.0,
        flow.ulid.to_string(),
        flow.source.map(|source| source.0),
        flow.state_hash.as_str(),
        flow.papers_sealed.as_str(),
        ms(flow.good_until)
    )?;
    Ok(())
}

/// The login under its id.
///
/// # Errors
/// When the engine refuses.
pub async fn by_ulid(conn: &mut Conn<'_>, town: TownId, id: Ulid) -> Result<Option<LoginFlow>, StoreError> {
    let row = on!(conn, |c| {
        sqlx::query_as::<_, Row>("SELECT * FROM login_flow WHERE town_id = $1 AND ulid = $2")
            .bind(town.0)
            .bind(id.to_string())
            .fetch_optional(c)
            .await
    })?;
    row.map(Row::flow).transpose()
}

/// The login that an answer belongs to.
///
/// # Errors
/// When the engine refuses.
pub async fn by_state(conn: &mut Conn<'_>, town: TownId, state_hash: &str) -> Result<Option<LoginFlow>, StoreError> {
    let row = on!(conn, |c| {
        sqlx::query_as::<_, Row>("SELECT * FROM login_flow WHERE town_id = $1 AND state_hash = $2")
            .bind(town.0)
            .bind(state_hash)
            .fetch_optional(c)
            .await
    })?;
    row.map(Row::flow).transpose()
}

/// The town in which the login was asked for that an answer belongs to.
///
/// # Errors
/// When the engine refuses.
pub async fn town_of_state(conn: &mut Conn<'_>, state_hash: &str) -> Result<Option<TownId>, StoreError> {
    let town =
        on!(conn, |c| sqlx::query_scalar::<_, i64>("SELECT town_id FROM login_flow WHERE state_hash = $1 LIMIT 1")
            .bind(state_hash)
            .fetch_optional(c)
            .await)?;
    Ok(town.map(TownId))
}

/// Takes an answer: `true` for the first one in time, `false` for every other.
///
/// # Errors
/// When the engine refuses.
pub async fn answer(conn: &mut Conn<'_>, flow: &LoginFlow, now: Timestamp) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "UPDATE login_flow SET answered_at = $3 WHERE town_id = $1 AND ulid = $2 AND answered_at IS NULL AND good_until > $3",
        flow.town.0,
        flow.ulid.to_string(),
        ms(now)
    )?;
    Ok(rows == 1)
}

/// Keeps what the platform gave until an account is chosen, or until `good_until`.
///
/// # Errors
/// When it is gone or the engine refuses.
pub async fn keep(
    conn: &mut Conn<'_>,
    flow: &LoginFlow,
    papers_sealed: &str,
    good_until: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE login_flow SET papers_sealed = $3, good_until = $4 WHERE town_id = $1 AND ulid = $2",
        flow.town.0,
        flow.ulid.to_string(),
        papers_sealed,
        ms(good_until)
    )?;
    touched("keep a login's papers", 1, rows)
}

/// Forgets it: an account was chosen, or nobody wants it any more.
///
/// # Errors
/// When the engine refuses.
pub async fn remove(conn: &mut Conn<'_>, flow: &LoginFlow) -> Result<(), StoreError> {
    run!(conn, "DELETE FROM login_flow WHERE town_id = $1 AND ulid = $2", flow.town.0, flow.ulid.to_string())?;
    Ok(())
}

/// Forgets those whose time was over before `before`.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM login_flow WHERE good_until < $1", ms(before))?)
}
