//! Deliveries: one activity to one inbox, still to go out (DESIGN D6, D7; spec interop §4.2).
//!
//! In come activities from publish and federation, in their transaction: fan-out is one `INSERT … SELECT`. Out go
//! hosts with the heads of their queues, and results come back. Called by publish, federation and the command line.

mod claim;
mod finish;
mod prune;
mod reach;
mod watch;

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{id_list, ms};
use crate::domain::ids::{ActivityId, ActorId, InboxId, PostId, TownId};

pub use claim::{Head, Lease, claim};
pub use finish::{Outcome, Verdict, finish};
pub use prune::prune;
pub use reach::{HostReach, Reach, Reached, hosts, reach};
pub use watch::{Counts, PeerStatus, counts, next_due, status};

/// Who goes first, among everything that waits for one host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// An urgent message.
    Warning = 0,
    /// The answer to a Follow.
    Accept = 1,
    /// A withdrawal.
    Delete = 2,
    /// Everything else.
    Post = 3,
}

impl Priority {
    /// The stored form.
    pub(super) fn number(self) -> i64 {
        self as i64
    }
}

/// Where an inbox gets a delivery at all: it lives, it is not one of our own towns, and its host is not dead. A dead
/// host whose weekly pause is over gets the next message as a probe; a Delete waits for every host.
macro_rules! fan_out {
    ($audience:expr) => {
        concat!(
            "INSERT INTO delivery (activity_id, inbox_id, peer_id, town_id, chain, priority, created_at) ",
            "SELECT CAST($1 AS BIGINT), i.id, i.peer_id, CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS BIGINT), ",
            "CAST($5 AS BIGINT) FROM inbox i JOIN peer p ON p.id = i.peer_id ",
            "WHERE i.gone_at IS NULL AND p.host NOT IN (SELECT host FROM town) ",
            "AND (p.dead_at IS NULL OR p.retry_at <= $5 OR $4 = 2) AND i.id IN (",
            $audience,
            ") ON CONFLICT (activity_id, inbox_id) DO NOTHING"
        )
    };
}

/// The inbox that reaches a follower `f`: the shared one, unless it is gone, or something about the same object still
/// waits at the own one, where the order of the two is kept.
macro_rules! reached {
    () => {
        "SELECT coalesce(s.id, r.inbox_id) FROM follower f JOIN remote_actor r ON r.id = f.remote_actor_id \
         LEFT JOIN inbox s ON s.id = r.shared_inbox_id AND s.gone_at IS NULL AND NOT EXISTS \
         (SELECT 1 FROM delivery w WHERE w.inbox_id = r.inbox_id AND w.chain = CAST($3 AS TEXT)) \
         WHERE f.town_id = $2 AND f.actor_id = $6"
    };
}

/// Everyone who could know a post: followers since it was published, and inboxes that took something about it.
macro_rules! audience {
    ($listed:expr) => {
        concat!(
            reached!(),
            " AND f.from_at <= $5 AND (f.to_at IS NULL OR f.to_at >= $7) UNION ",
            "SELECT c.inbox_id FROM receipt c JOIN activity a ON a.id = c.activity_id ",
            "WHERE a.post_id = $8 AND c.outcome = 'delivered') AND i.id NOT IN (",
            $listed
        )
    };
}

/// To more inboxes than this a post does not go at once: its servers would all ask us for the same page and pictures.
const MANY: u64 = 100;
/// Milliseconds by which each further inbox makes the time longer over which a post goes out, …
const SPREAD: u64 = 20;
/// … up to this.
const LONGEST_SPREAD: u64 = 100_000;

/// Spreads what was just queued over a short time: the more inboxes, the longer. Which come first differs each time.
/// Warnings, answers and withdrawals wait for nothing.
async fn spread(
    conn: &mut Conn<'_>,
    town: TownId,
    activity: ActivityId,
    priority: Priority,
    inboxes: u64,
    now: Timestamp,
) -> Result<(), StoreError> {
    if priority != Priority::Post || inboxes <= MANY {
        return Ok(());
    }
    let window = i64::try_from((inboxes * SPREAD).min(LONGEST_SPREAD)).unwrap_or(1);
    run!(
        conn,
        "UPDATE delivery SET retry_at = $3 + (inbox_id * 7919 + activity_id * 104729) % $4 \
         WHERE activity_id = $1 AND town_id = $2",
        activity.0,
        town.0,
        ms(now),
        window
    )?;
    Ok(())
}

/// Queues an activity for everyone who follows the actor now, once per shared inbox. Gives the number of inboxes.
///
/// # Errors
/// When the engine refuses.
pub async fn enqueue_to_followers(
    conn: &mut Conn<'_>,
    town: TownId,
    actor: ActorId,
    activity: ActivityId,
    chain: &str,
    priority: Priority,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let inboxes = run!(
        conn,
        fan_out!(concat!(reached!(), " AND f.to_at IS NULL")),
        activity.0,
        town.0,
        chain,
        priority.number(),
        ms(now),
        actor.0
    )?;
    spread(conn, town, activity, priority, inboxes, now).await?;
    Ok(inboxes)
}

/// Queues an Update or Delete of a post, or the Undo of its boost, for everyone who may know the post: followers at any time since
/// `published_at`, and inboxes that took something about it. Gives the number of inboxes.
///
/// A newer Update takes the place of older ones that still wait. A Delete takes back everything about the post that
/// still waits, and is not sent to an inbox that was never tried with the Create; so does an Undo with the boost.
///
/// # Errors
/// When the engine refuses.
#[expect(clippy::too_many_arguments, reason = "the agreed interface: each is a plain value of its own type")]
pub async fn enqueue_to_audience(
    conn: &mut Conn<'_>,
    town: TownId,
    actor: ActorId,
    post: PostId,
    activity: ActivityId,
    chain: &str,
    priority: Priority,
    published_at: Timestamp,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let never_sent = take_back(conn, town, post, activity).await?;
    let sql = conn.pick(
        fan_out!(audience!("SELECT value FROM json_each($9)")),
        fan_out!(audience!("SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($9 AS json))")),
    );
    let inboxes = run!(
        conn,
        sql,
        activity.0,
        town.0,
        chain,
        priority.number(),
        ms(now),
        actor.0,
        ms(published_at),
        post.0,
        id_list(never_sent)
    )?;
    spread(conn, town, activity, priority, inboxes, now).await?;
    Ok(inboxes)
}

/// Drops what the new activity makes pointless and gives the inboxes that never saw the post. Deleting comes first:
/// whoever leases a host at the same moment either has counted an attempt before, or finds nothing to send.
async fn take_back(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    activity: ActivityId,
) -> Result<Vec<i64>, StoreError> {
    let kind =
        on!(conn, |c| sqlx::query_scalar::<_, String>("SELECT kind FROM activity WHERE id = $1 AND town_id = $2")
            .bind(activity.0)
            .bind(town.0)
            .fetch_one(c)
            .await)?;
    // What the first word about the post was that a withdrawal takes back.
    let first = match kind.as_str() {
        "Update" => None,
        "Delete" => Some("Create"),
        "Undo" => Some("Announce"),
        _ => return Ok(Vec::new()),
    };
    run!(
        conn,
        "DELETE FROM delivery WHERE town_id = $2 AND activity_id IN \
         (SELECT id FROM activity WHERE post_id = $1 AND kind = 'Update' AND id < $3)",
        post.0,
        town.0,
        activity.0
    )?;
    let Some(first) = first else { return Ok(Vec::new()) };
    let taken = on!(conn, |c| sqlx::query_as::<_, (i64, i64)>(
        "DELETE FROM delivery WHERE town_id = $2 AND activity_id IN \
         (SELECT id FROM activity WHERE post_id = $1 AND kind = $3) RETURNING inbox_id, attempts"
    )
    .bind(post.0)
    .bind(town.0)
    .bind(first)
    .fetch_all(c)
    .await)?;
    // What a topic's post was passed on with points at nothing from now on.
    run!(
        conn,
        "DELETE FROM delivery WHERE town_id = $2 AND activity_id IN \
         (SELECT id FROM activity WHERE post_id = $1 AND kind = 'Announce')",
        post.0,
        town.0
    )?;
    Ok(taken.into_iter().filter(|(_, attempts)| *attempts == 0).map(|(inbox, _)| inbox).collect())
}

/// Queues an activity for one inbox, such as the answer to a Follow. The follower has just been heard, so an inbox
/// that was gone is believed to be back.
///
/// # Errors
/// When the engine refuses.
pub async fn enqueue_to_inbox(
    conn: &mut Conn<'_>,
    town: TownId,
    activity: ActivityId,
    inbox: InboxId,
    chain: &str,
    priority: Priority,
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(conn, "UPDATE inbox SET gone_at = NULL WHERE id = $1 AND gone_at IS NOT NULL", inbox.0)?;
    run!(
        conn,
        "INSERT INTO delivery (activity_id, inbox_id, peer_id, town_id, chain, priority, created_at) \
         SELECT CAST($1 AS BIGINT), i.id, i.peer_id, CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS BIGINT), \
         CAST($5 AS BIGINT) FROM inbox i JOIN peer p ON p.id = i.peer_id \
         WHERE i.id = $6 AND p.host NOT IN (SELECT host FROM town) ON CONFLICT (activity_id, inbox_id) DO NOTHING",
        activity.0,
        town.0,
        chain,
        priority.number(),
        ms(now),
        inbox.0
    )?;
    Ok(())
}
