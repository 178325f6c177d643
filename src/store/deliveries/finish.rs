//! Giving work back: what became of each message, and what that says about the host.

use jiff::Timestamp;

use super::claim::Lease;
use crate::domain::ids::{ActivityId, InboxId, TownId};
use crate::store::db::{Conn, run};
use crate::store::error::StoreError;
use crate::store::peers::{self, Health};
use crate::store::rows::ms;

/// What became of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Taken.
    Delivered,
    /// Refused for good.
    Refused,
    /// Too old to be worth telling.
    Expired,
    /// To be tried again: not before `at`, and not before the host's own time. `error` is a short word for status
    /// pages and for the next try.
    Retry { at: Timestamp, error: String },
    /// Not sent after all; the try does not count.
    Untried,
    /// The inbox is gone: its followers go with it.
    InboxGone,
    /// The inbox is elsewhere on its host: this message and all that wait go there.
    InboxMoved { to: InboxId },
    /// The shared inbox does not work: its owners get the message at their own inboxes from now on.
    SharedInboxGone,
}

/// One message's verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub activity: ActivityId,
    pub inbox: InboxId,
    pub attempts: u32,
    /// The HTTP status, if there was one.
    pub status: Option<u16>,
    pub verdict: Verdict,
}

/// Writes all results of a lease and ends it. `false`: the lease had been lost, nothing is written, and whoever holds
/// it now sends again (receivers de-duplicate).
///
/// # Errors
/// When the engine refuses.
pub async fn finish(
    conn: &mut Conn<'_>,
    lease: &Lease,
    outcomes: &[Outcome],
    health: &Health,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let last_town = lease.heads.last().map_or(TownId(0), |head| head.town);
    if !peers::settle(conn, lease, health, last_town, now).await? {
        return Ok(false);
    }
    for outcome in outcomes {
        match &outcome.verdict {
            Verdict::Delivered => close(conn, outcome, "delivered", now).await?,
            Verdict::Refused => close(conn, outcome, "refused", now).await?,
            Verdict::Expired => close(conn, outcome, "expired", now).await?,
            Verdict::InboxGone => peers::inbox_gone(conn, outcome.inbox, now).await?,
            Verdict::InboxMoved { to } => peers::inbox_moved(conn, outcome.inbox, *to, now).await?,
            Verdict::SharedInboxGone => leave_shared_inbox(conn, outcome.inbox, now).await?,
            // A message that was taken back meanwhile has no row any more, which is right.
            Verdict::Retry { at, error } => {
                run!(
                    conn,
                    "UPDATE delivery SET retry_at = $3, last_error = $4 WHERE activity_id = $1 AND inbox_id = $2",
                    outcome.activity.0,
                    outcome.inbox.0,
                    ms(*at),
                    error
                )?;
            }
            Verdict::Untried => {
                run!(
                    conn,
                    "UPDATE delivery SET attempts = attempts - 1 WHERE activity_id = $1 AND inbox_id = $2",
                    outcome.activity.0,
                    outcome.inbox.0
                )?;
            }
        }
    }
    Ok(true)
}

/// Writes the receipt and removes the delivery. The activity itself may be gone with its town.
async fn close(conn: &mut Conn<'_>, outcome: &Outcome, word: &str, now: Timestamp) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO receipt (activity_id, inbox_id, outcome, status, attempts, at) \
         SELECT a.id, i.id, CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS BIGINT) \
         FROM activity a, inbox i WHERE a.id = $1 AND i.id = $2 \
         ON CONFLICT (activity_id, inbox_id) DO UPDATE SET outcome = excluded.outcome, status = excluded.status, \
         attempts = excluded.attempts, at = excluded.at",
        outcome.activity.0,
        outcome.inbox.0,
        word,
        outcome.status.map(i64::from),
        i64::from(outcome.attempts),
        ms(now)
    )?;
    run!(conn, "DELETE FROM delivery WHERE activity_id = $1 AND inbox_id = $2", outcome.activity.0, outcome.inbox.0)?;
    Ok(())
}

/// Everything that waits at a shared inbox moves to the own inboxes of those who follow its author, in the same order.
async fn leave_shared_inbox(conn: &mut Conn<'_>, inbox: InboxId, now: Timestamp) -> Result<(), StoreError> {
    run!(conn, "UPDATE inbox SET gone_at = $2 WHERE id = $1 AND gone_at IS NULL", inbox.0, ms(now))?;
    run!(
        conn,
        "INSERT INTO delivery (activity_id, inbox_id, peer_id, town_id, chain, priority, created_at) \
         SELECT d.activity_id, i.id, i.peer_id, d.town_id, d.chain, d.priority, d.created_at FROM delivery d \
         JOIN activity a ON a.id = d.activity_id JOIN follower f ON f.actor_id = a.actor_id \
         JOIN remote_actor r ON r.id = f.remote_actor_id AND r.shared_inbox_id = d.inbox_id \
         JOIN inbox i ON i.id = r.inbox_id AND i.gone_at IS NULL \
         WHERE d.inbox_id = $1 AND (f.to_at IS NULL OR a.kind IN ('Delete', 'Undo')) ON CONFLICT (activity_id, inbox_id) DO NOTHING",
        inbox.0
    )?;
    run!(conn, "DELETE FROM delivery WHERE inbox_id = $1", inbox.0)?;
    run!(conn, "UPDATE peer SET cap = 1 WHERE id = (SELECT peer_id FROM inbox WHERE id = $1)", inbox.0)?;
    Ok(())
}
