//! What waits, for how long and why: for status pages, for metrics and for whoever sleeps until the next delivery.

use jiff::Timestamp;

use super::claim::is_turn;
use crate::clock::from_ms;
use crate::domain::ids::PeerId;
use crate::store::db::{Conn, on};
use crate::store::error::StoreError;
use crate::store::peers::{self, Peer};
use crate::store::rows::{ms, opt_at};

/// The queue in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Deliveries that wait.
    pub waiting: u64,
    /// When the oldest of them was queued.
    pub oldest: Option<Timestamp>,
    /// Hosts that were paused or failed, with something waiting.
    pub paused_hosts: u64,
    /// Hosts that count as dead.
    pub dead_hosts: u64,
}

/// One host and what waits for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerStatus {
    pub peer: Peer,
    pub waiting: u64,
    pub oldest: Option<Timestamp>,
    /// What went wrong with the message tried last.
    pub last_error: Option<String>,
}

/// The queue in numbers.
///
/// # Errors
/// When the engine refuses.
pub async fn counts(conn: &mut Conn<'_>, now: Timestamp) -> Result<Counts, StoreError> {
    let (waiting, oldest) =
        on!(conn, |c| sqlx::query_as::<_, (i64, Option<i64>)>("SELECT count(*), min(created_at) FROM delivery")
            .fetch_one(c)
            .await)?;
    let (paused, dead) = on!(conn, |c| sqlx::query_as::<_, (i64, i64)>(
        "SELECT count(CASE WHEN retry_at > $1 AND EXISTS (SELECT 1 FROM delivery d WHERE d.peer_id = peer.id) \
         THEN 1 END), count(dead_at) FROM peer"
    )
    .bind(ms(now))
    .fetch_one(c)
    .await)?;
    let number = |value: i64| u64::try_from(value).unwrap_or(0);
    Ok(Counts {
        waiting: number(waiting),
        oldest: opt_at(oldest),
        paused_hosts: number(paused),
        dead_hosts: number(dead),
    })
}

/// Hosts with something waiting or in trouble, the longest queue first, at most `limit`.
///
/// # Errors
/// When the engine refuses.
pub async fn status(conn: &mut Conn<'_>, limit: u32) -> Result<Vec<PeerStatus>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, i64, Option<i64>, Option<String>)>(
        "SELECT p.id, count(d.activity_id), min(d.created_at), max(d.last_error) FROM peer p \
         LEFT JOIN delivery d ON d.peer_id = p.id WHERE d.activity_id IS NOT NULL OR p.failures > 0 \
         OR p.dead_at IS NOT NULL GROUP BY p.id ORDER BY 2 DESC, p.id LIMIT $1"
    )
    .bind(i64::from(limit))
    .fetch_all(c)
    .await)?;
    let mut all = Vec::with_capacity(rows.len());
    for (id, waiting, oldest, last_error) in rows {
        if let Some(peer) = peers::by_id(conn, PeerId(id)).await? {
            all.push(PeerStatus {
                peer,
                waiting: u64::try_from(waiting).unwrap_or(0),
                oldest: opt_at(oldest),
                last_error,
            });
        }
    }
    Ok(all)
}

/// The earliest moment of all messages whose turn it is; the engines name the largest of several values differently.
macro_rules! due {
    ($largest:literal) => {
        concat!(
            "SELECT min(",
            $largest,
            "(d.retry_at, p.retry_at, p.leased_until)) \
             FROM delivery d JOIN peer p ON p.id = d.peer_id WHERE ",
            is_turn!()
        )
    };
}

/// When the next delivery may go, leases of lost workers and the pace of small hosts included; `None` when nothing waits. Possibly in the past.
///
/// # Errors
/// When the engine refuses.
pub async fn next_due(conn: &mut Conn<'_>) -> Result<Option<Timestamp>, StoreError> {
    let sql = conn.pick(due!("max"), due!("greatest"));
    let at = on!(conn, |c| sqlx::query_scalar::<_, Option<i64>>(sql).fetch_one(c).await)?;
    Ok(at.map(from_ms))
}
