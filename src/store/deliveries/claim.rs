//! Taking work: first lease hosts, then read the heads of their queues.
//!
//! Two statements, because one that leases and reads in a single snapshot sees what another worker has just finished
//! (spec crates §3.2: 3,257 of 50,000 deliveries out of order on PostgreSQL; with two, none).

use jiff::Timestamp;

use crate::clock::from_ms;
use crate::domain::ids::{ActivityId, ActorId, InboxId, PeerId, TownId, Ulid};
use crate::store::db::{Conn, on, run};
use crate::store::error::StoreError;
use crate::store::meta;
use crate::store::peers::{self, Health};
use crate::store::rows::{count, ms, opt_at, ulid};

/// A host that belongs to one worker for a while, and what is to be sent to it now.
#[derive(Debug, Clone)]
pub struct Lease {
    pub peer: PeerId,
    pub host: String,
    /// Proof of the lease; finishing with another one changes nothing.
    pub token: String,
    pub health: Health,
    /// At most as many as the host takes at a time; of one object, never a later message before an earlier one.
    pub heads: Vec<Head>,
}

/// One activity to one inbox, to be sent now.
#[derive(Debug, Clone)]
pub struct Head {
    pub activity: ActivityId,
    pub ulid: Ulid,
    pub kind: String,
    /// The bytes to send.
    pub body: String,
    pub inbox: InboxId,
    /// The inbox's address.
    pub url: String,
    /// Whether its owners can be reached at inboxes of their own instead.
    pub shared: bool,
    pub town: TownId,
    pub town_host: String,
    pub actor: ActorId,
    pub username: String,
    /// Tries, this one included.
    pub attempts: u32,
    /// What went wrong the last time, in the words of [`super::Verdict::Retry`].
    pub last_error: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    peer_id: i64,
    activity_id: i64,
    ulid: String,
    kind: String,
    body: String,
    inbox_id: i64,
    url: String,
    shared: bool,
    town_id: i64,
    town_host: String,
    actor_id: i64,
    username: String,
    attempts: i64,
    last_error: Option<String>,
    created_at: i64,
    expires_at: Option<i64>,
}

impl Row {
    fn head(self) -> Result<Head, StoreError> {
        Ok(Head {
            activity: ActivityId(self.activity_id),
            ulid: ulid("activity", &self.ulid)?,
            kind: self.kind,
            body: self.body,
            inbox: InboxId(self.inbox_id),
            url: self.url,
            shared: self.shared,
            town: TownId(self.town_id),
            town_host: self.town_host,
            actor: ActorId(self.actor_id),
            username: self.username,
            attempts: count(self.attempts + 1),
            last_error: self.last_error,
            created_at: from_ms(self.created_at),
            expires_at: opt_at(self.expires_at),
        })
    }
}

/// Nothing about the same object waits before a delivery `d` at the same inbox, and its post is not hidden: what was
/// withdrawn once waits until it is shown again or deleted. A Delete or an Undo always goes.
///
/// By inbox, not by host: one inbox that is dead must not hold up its neighbours. A move from a shared inbox to the
/// own ones is one transaction, and [`super::enqueue_to_followers`] stays at an own inbox while something waits there.
macro_rules! is_turn {
    () => {
        "NOT EXISTS (SELECT 1 FROM delivery e WHERE e.inbox_id = d.inbox_id AND e.chain = d.chain \
         AND e.activity_id < d.activity_id) \
         AND NOT EXISTS (SELECT 1 FROM activity w JOIN post q ON q.id = w.post_id \
         WHERE w.id = d.activity_id AND w.kind NOT IN ('Delete', 'Undo') AND q.state = 'hidden')"
    };
}
pub(super) use is_turn;

/// A delivery `d` may go now: it is due, and it is its turn.
macro_rules! is_head {
    ($now:literal) => {
        concat!("d.retry_at <= ", $now, " AND ", is_turn!())
    };
}

/// The most urgent hosts with something to send, those served longest ago first.
macro_rules! lease {
    ($lock:literal) => {
        concat!(
            "UPDATE peer SET lease_token = $1, leased_until = $2 WHERE id IN (SELECT p.id FROM peer p \
             WHERE p.leased_until <= $3 AND p.retry_at <= $3 \
             AND EXISTS (SELECT 1 FROM delivery d WHERE d.peer_id = p.id AND ",
            is_head!("$3"),
            ") ORDER BY (SELECT d.priority FROM delivery d WHERE d.peer_id = p.id AND d.retry_at <= $3 \
             ORDER BY d.priority LIMIT 1), p.leased_until, p.id LIMIT $4",
            $lock,
            ")"
        )
    };
}

/// Per leased host: priority first, then towns in turn beginning after the one served last, then age. A host that
/// failed five times running gets one message to prove itself.
const HEADS: &str = concat!(
    "SELECT h.peer_id, h.activity_id, a.ulid, a.kind, a.body, h.inbox_id, i.url, \
     (i.shared AND NOT EXISTS (SELECT 1 FROM remote_actor r WHERE r.inbox_id = i.id)) AS shared, \
     h.town_id, t.host AS town_host, a.actor_id, o.username, h.attempts, h.last_error, h.created_at, a.expires_at \
     FROM (SELECT d.*, p.cap, p.failures, row_number() OVER (PARTITION BY d.peer_id ORDER BY d.priority, d.turn, \
     (d.town_id <= p.last_town), d.town_id, d.activity_id, d.inbox_id) AS place FROM \
     (SELECT d.*, row_number() OVER (PARTITION BY d.peer_id, d.priority, d.town_id ORDER BY d.activity_id, d.inbox_id) \
     AS turn FROM delivery d WHERE d.peer_id IN (SELECT id FROM peer WHERE lease_token = $1) AND ",
    is_head!("$2"),
    ") d JOIN peer p ON p.id = d.peer_id) h \
     JOIN activity a ON a.id = h.activity_id JOIN inbox i ON i.id = h.inbox_id \
     JOIN town t ON t.id = h.town_id JOIN actor o ON o.id = a.actor_id \
     WHERE h.place <= CASE WHEN h.failures >= 5 THEN 1 ELSE h.cap END ORDER BY h.peer_id, h.place"
);

/// Leases at most `most` hosts until `until` and gives what is to be sent to them. Each given message counts as tried
/// from here on, so that a Delete knows what may have left. Empty when nothing is due, or while deliveries are held
/// after a restore. `token` must be new each time.
///
/// # Errors
/// When the engine refuses.
pub async fn claim(
    conn: &mut Conn<'_>,
    token: &str,
    most: u32,
    until: Timestamp,
    now: Timestamp,
) -> Result<Vec<Lease>, StoreError> {
    if meta::get(conn, meta::DELIVERIES).await?.as_deref() == Some("held") {
        return Ok(Vec::new());
    }
    let sql = conn.pick(lease!(""), lease!(" FOR NO KEY UPDATE OF p SKIP LOCKED"));
    if run!(conn, sql, token, ms(until), ms(now), i64::from(most))? == 0 {
        return Ok(Vec::new());
    }
    let mut leases: Vec<Lease> = peers::leased(conn, token)
        .await?
        .into_iter()
        .map(|peer| Lease {
            peer: peer.id,
            host: peer.host,
            token: token.to_owned(),
            health: peer.health,
            heads: Vec::new(),
        })
        .collect();
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(HEADS).bind(token).bind(ms(now)).fetch_all(c).await)?;
    for row in rows {
        // Whoever took the message back in between has been quicker: then it is not sent.
        let counted = run!(
            conn,
            "UPDATE delivery SET attempts = attempts + 1 WHERE activity_id = $1 AND inbox_id = $2",
            row.activity_id,
            row.inbox_id
        )?;
        if counted == 1
            && let Some(lease) = leases.iter_mut().find(|lease| lease.peer.0 == row.peer_id)
        {
            lease.heads.push(row.head()?);
        }
    }
    for idle in leases.extract_if(.., |lease| lease.heads.is_empty()) {
        run!(conn, "UPDATE peer SET lease_token = NULL, leased_until = $2 WHERE id = $1", idle.peer.0, ms(now))?;
    }
    Ok(leases)
}
