//! Accounts and servers that a town does not listen to for a while (requirements A-16).

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{count, known, ms, opt_at, opt_ms, ulid};
use crate::clock::from_ms;
use crate::domain::TownId;
use crate::domain::case::{BlockKind, BlockReason, RemoteBlock};
use crate::domain::ids::Ulid;

#[derive(sqlx::FromRow)]
struct Row {
    ulid: String,
    kind: String,
    value: String,
    reason: String,
    staff: Option<String>,
    at: i64,
    ends_at: Option<i64>,
    lifted_at: Option<i64>,
}

impl Row {
    fn block(self) -> Result<RemoteBlock, StoreError> {
        Ok(RemoteBlock {
            ulid: ulid("remote_block", &self.ulid)?,
            kind: known(BlockKind::parse(&self.kind), "remote_block", "kind", &self.kind)?,
            value: self.value,
            reason: known(BlockReason::parse(&self.reason), "remote_block", "reason", &self.reason)?,
            staff: self.staff.map(|who| ulid("remote_block", &who)).transpose()?,
            at: from_ms(self.at),
            ends_at: opt_at(self.ends_at),
            lifted_at: opt_at(self.lifted_at),
        })
    }
}

/// Blocks an account or a server.
///
/// # Errors
/// When the engine refuses.
pub async fn add(conn: &mut Conn<'_>, town: TownId, block: &RemoteBlock) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO remote_block (town_id, ulid, kind, value, reason, staff, at, ends_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        town.0,
        block.ulid.to_string(),
        block.kind.as_str(),
        block.value.as_str(),
        block.reason.as_str(),
        block.staff.map(|who| who.to_string()),
        ms(block.at),
        opt_ms(block.ends_at)
    )?;
    Ok(())
}

/// Lifts one. False when it is lifted or over already.
///
/// # Errors
/// When the engine refuses.
pub async fn lift(conn: &mut Conn<'_>, town: TownId, id: Ulid, now: Timestamp) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "UPDATE remote_block SET lifted_at = $3 WHERE town_id = $1 AND ulid = $2 AND lifted_at IS NULL \
         AND (ends_at IS NULL OR ends_at > $3)",
        town.0,
        id.to_string(),
        ms(now)
    )?;
    Ok(rows == 1)
}

/// Whether a town listens to an account at a server no more at this moment.
///
/// # Errors
/// When the engine refuses.
pub async fn forbids(
    conn: &mut Conn<'_>,
    town: TownId,
    actor_uri: &str,
    host: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM remote_block WHERE town_id = $1 AND lifted_at IS NULL AND (ends_at IS NULL OR ends_at > $4) \
         AND ((kind = 'account' AND value = $2) OR (kind = 'server' AND value = $3))"
    )
    .bind(town.0)
    .bind(actor_uri)
    .bind(host)
    .bind(ms(now))
    .fetch_one(c)
    .await
    })?;
    Ok(count(rows) > 0)
}

/// The blocks that count at this moment, the newest first.
///
/// # Errors
/// When the engine refuses or what is stored cannot be read.
pub async fn standing(conn: &mut Conn<'_>, town: TownId, now: Timestamp) -> Result<Vec<RemoteBlock>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT * FROM remote_block WHERE town_id = $1 AND lifted_at IS NULL AND (ends_at IS NULL OR ends_at > $2) \
         ORDER BY at DESC, id DESC LIMIT 500"
    )
    .bind(town.0)
    .bind(ms(now))
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Row::block).collect()
}

/// Forgets what was lifted or over before a moment.
///
/// # Errors
/// When the engine refuses.
pub async fn prune(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64, StoreError> {
    Ok(run!(conn, "DELETE FROM remote_block WHERE lifted_at < $1 OR ends_at < $1", ms(before))?)
}
