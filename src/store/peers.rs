//! Remote hosts and their inboxes (DESIGN D6): back-off, breaker, dialect and lease live on the host.
//!
//! In come hosts and inbox addresses of actors that were met, and what delivery learnt about them; out go their ids
//! and their state. Called by federation (inbox and delivery) and the command line.

use jiff::Timestamp;
use url::Url;

use super::changes::{self, ChangeKind};
use super::db::{Conn, on, run};
use super::deliveries::Lease;
use super::error::StoreError;
use super::rows::{ms, opt_at, opt_ms};
use crate::clock::from_ms;
use crate::domain::TownId;
use crate::domain::ids::{InboxId, PeerId};

/// The key under which a host is known: lower case, with the port when the address names one that is not usual.
#[must_use]
pub fn host_of(address: &Url) -> Option<String> {
    let host = address.host_str()?;
    Some(address.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// What is known about a host's health. Written back by delivery as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Health {
    /// The signature dialect that worked when the usual one did not (`cavage`, `rfc9421`).
    pub dialect: Option<String>,
    /// When that was found out; it is believed for 30 days.
    pub dialect_at: Option<Timestamp>,
    /// Rounds that failed since the last success.
    pub failures: i64,
    /// When the first of them was.
    pub failing_since: Option<Timestamp>,
    /// On how many distinct days rounds failed.
    pub failure_days: i64,
    /// The last of these days, counted from 1970-01-01.
    pub last_failure_day: Option<i64>,
    /// Nothing is sent before.
    pub retry_at: Timestamp,
    /// Since when it counts as dead: posts are no longer queued for it.
    pub dead_at: Option<Timestamp>,
    pub last_success_at: Option<Timestamp>,
}

/// A host, for status pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    pub id: PeerId,
    pub host: String,
    pub health: Health,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    host: String,
    dialect: Option<String>,
    dialect_at: Option<i64>,
    failures: i64,
    failing_since: Option<i64>,
    failure_days: i64,
    last_failure_day: Option<i64>,
    retry_at: i64,
    dead_at: Option<i64>,
    last_success_at: Option<i64>,
}

impl Row {
    fn peer(self) -> Peer {
        let health = Health {
            dialect: self.dialect,
            dialect_at: opt_at(self.dialect_at),
            failures: self.failures,
            failing_since: opt_at(self.failing_since),
            failure_days: self.failure_days,
            last_failure_day: self.last_failure_day,
            retry_at: from_ms(self.retry_at),
            dead_at: opt_at(self.dead_at),
            last_success_at: opt_at(self.last_success_at),
        };
        Peer { id: PeerId(self.id), host: self.host, health }
    }
}

/// The host's row, made when it is new. `host` is what [`host_of`] says. One request at a time until a shared inbox
/// is known.
///
/// # Errors
/// When the engine refuses.
pub async fn ensure_peer(conn: &mut Conn<'_>, host: &str) -> Result<PeerId, StoreError> {
    let known = on!(conn, |c| sqlx::query_scalar::<_, i64>("SELECT id FROM peer WHERE host = $1")
        .bind(host)
        .fetch_optional(c)
        .await)?;
    if let Some(id) = known {
        return Ok(PeerId(id));
    }
    let id = on!(conn, |c| {
        sqlx::query_scalar::<_, i64>(
        "INSERT INTO peer (host, cap) VALUES ($1, 1) ON CONFLICT (host) DO UPDATE SET host = excluded.host RETURNING id"
    )
    .bind(host)
    .fetch_one(c)
    .await
    })?;
    Ok(PeerId(id))
}

/// The inbox's row, made when it is new. Once shared, always shared; a host with a shared inbox takes two requests at
/// a time.
///
/// # Errors
/// When the engine refuses.
pub async fn ensure_inbox(conn: &mut Conn<'_>, peer: PeerId, url: &str, shared: bool) -> Result<InboxId, StoreError> {
    let known = on!(conn, |c| sqlx::query_as::<_, (i64, bool)>("SELECT id, shared FROM inbox WHERE url = $1")
        .bind(url)
        .fetch_optional(c)
        .await)?;
    if let Some((id, was_shared)) = known
        && (was_shared || !shared)
    {
        return Ok(InboxId(id));
    }
    let id = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "INSERT INTO inbox (peer_id, url, shared) VALUES ($1, $2, $3) \
         ON CONFLICT (url) DO UPDATE SET shared = (inbox.shared OR excluded.shared) RETURNING id"
    )
    .bind(peer.0)
    .bind(url)
    .bind(shared)
    .fetch_one(c)
    .await)?;
    if shared {
        run!(conn, "UPDATE peer SET cap = 2 WHERE id = $1 AND cap < 2", peer.0)?;
    }
    Ok(InboxId(id))
}

/// One host.
///
/// # Errors
/// When the engine refuses.
pub async fn by_host(conn: &mut Conn<'_>, host: &str) -> Result<Option<Peer>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM peer WHERE host = $1")
        .bind(host)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(Row::peer))
}

/// One host by id.
///
/// # Errors
/// When the engine refuses.
pub async fn by_id(conn: &mut Conn<'_>, id: PeerId) -> Result<Option<Peer>, StoreError> {
    let row =
        on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM peer WHERE id = $1").bind(id.0).fetch_optional(c).await)?;
    Ok(row.map(Row::peer))
}

/// The hosts that are leased under this token.
///
/// # Errors
/// When the engine refuses.
pub(super) async fn leased(conn: &mut Conn<'_>, token: &str) -> Result<Vec<Peer>, StoreError> {
    let rows =
        on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM peer WHERE lease_token = $1 ORDER BY leased_until, id")
            .bind(token)
            .fetch_all(c)
            .await)?;
    Ok(rows.into_iter().map(Row::peer).collect())
}

/// A verified message came from this host: if it counted as dead, it lives again and is tried at once.
///
/// # Errors
/// When the engine refuses.
pub async fn revive(conn: &mut Conn<'_>, peer: PeerId) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "UPDATE peer SET dead_at = NULL, failures = 0, failing_since = NULL, failure_days = 0, \
         last_failure_day = NULL, retry_at = 0 WHERE id = $1 AND dead_at IS NOT NULL",
        peer.0
    )?;
    Ok(rows > 0)
}

/// Staff say "try again now": pause, breaker, death and the days that led to it are forgotten.
///
/// # Errors
/// When the engine refuses.
pub async fn retry_now(conn: &mut Conn<'_>, peer: PeerId) -> Result<(), StoreError> {
    run!(
        conn,
        "UPDATE peer SET dead_at = NULL, failures = 0, failing_since = NULL, failure_days = 0, last_failure_day = NULL, \
         retry_at = 0 WHERE id = $1",
        peer.0
    )?;
    run!(conn, "UPDATE delivery SET retry_at = 0 WHERE peer_id = $1", peer.0)?;
    Ok(())
}

/// A host that takes one request at a time gets one a second (spec interop §4.2).
const PACE_MS: i64 = 1000;

/// Writes back what delivery learnt, if the lease is still the caller's, and ends the lease. `last_town` is the town
/// that was served last, so that the next one comes next. `false`: the lease was lost, nothing is written. A host
/// without a shared inbox is not leased again before its second is over.
///
/// When the host was dead at the lease and a message of its own brought it back meanwhile, the failure of a
/// probe that began earlier says nothing: its health stays as it is.
///
/// # Errors
/// When the engine refuses.
pub(super) async fn settle(
    conn: &mut Conn<'_>,
    lease: &Lease,
    health: &Health,
    last_town: TownId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let still_dead = lease.health.dead_at.is_some() && health.dead_at.is_some();
    let rows = run!(
        conn,
        "UPDATE peer SET dialect = $3, failures = $4, failing_since = $5, failure_days = $6, last_failure_day = $7, \
         retry_at = $8, dead_at = $9, last_success_at = $10, last_town = $11, lease_token = NULL, \
         leased_until = $12 + CASE WHEN cap = 1 THEN $15 ELSE 0 END, dialect_at = $14 WHERE id = $1 AND lease_token = $2 AND (dead_at IS NOT NULL OR NOT CAST($13 AS BOOLEAN))",
        lease.peer.0,
        lease.token.as_str(),
        health.dialect.as_deref(),
        health.failures,
        opt_ms(health.failing_since),
        health.failure_days,
        health.last_failure_day,
        ms(health.retry_at),
        opt_ms(health.dead_at),
        opt_ms(health.last_success_at),
        last_town.0,
        ms(now),
        still_dead,
        opt_ms(health.dialect_at),
        PACE_MS
    )?;
    if rows == 1 || !still_dead {
        return Ok(rows == 1);
    }
    let rows = run!(
        conn,
        "UPDATE peer SET last_town = $3, lease_token = NULL, leased_until = $4 WHERE id = $1 AND lease_token = $2",
        lease.peer.0,
        lease.token.as_str(),
        last_town.0,
        ms(now)
    )?;
    Ok(rows == 1)
}

/// Shared inboxes that have been gone since before `gone_before` are tried again with the next post. Should they still
/// fail, their owners get that post at their own inboxes in the same round, and the next trial is a day later. So a
/// passing failure does not cost one request per follower for ever.
///
/// # Errors
/// When the engine refuses.
pub(super) async fn retry_shared(conn: &mut Conn<'_>, gone_before: Timestamp) -> Result<(), StoreError> {
    run!(
        conn,
        "UPDATE peer SET cap = 2 WHERE cap < 2 AND id IN (SELECT i.peer_id FROM inbox i WHERE i.shared AND i.gone_at < $1)",
        ms(gone_before)
    )?;
    run!(conn, "UPDATE inbox SET gone_at = NULL WHERE shared AND gone_at < $1", ms(gone_before))?;
    Ok(())
}

/// Ends the followers whose remote actor `r` fits, and tells the pages that show their number.
macro_rules! end_followers {
    ($conn:expr, $which:literal, $id:expr, $now:expr) => {
        let told = on!($conn, |c| sqlx::query_as::<_, (i64, String)>(concat!(
            "SELECT DISTINCT f.town_id, a.username FROM follower f JOIN remote_actor r ON r.id = f.remote_actor_id \
             JOIN actor a ON a.id = f.actor_id WHERE f.to_at IS NULL AND ",
            $which
        ))
        .bind($id)
        .fetch_all(c)
        .await)?;
        let end = concat!(
            "UPDATE follower SET to_at = $2 WHERE to_at IS NULL AND remote_actor_id IN \
             (SELECT r.id FROM remote_actor r WHERE ",
            $which,
            ")"
        );
        run!($conn, end, $id, ms($now))?;
        for (town, username) in told {
            changes::record($conn, TownId(town), ChangeKind::Followers, &username, $now).await?;
        }
    };
}

/// An inbox has a new address on its host: nothing is sent to the old one any more, and what waits there goes to the
/// new one, in the same order.
///
/// # Errors
/// When the engine refuses.
pub(super) async fn inbox_moved(
    conn: &mut Conn<'_>,
    from: InboxId,
    to: InboxId,
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(conn, "UPDATE inbox SET gone_at = $2 WHERE id = $1 AND gone_at IS NULL", from.0, ms(now))?;
    run!(
        conn,
        "INSERT INTO delivery (activity_id, inbox_id, peer_id, town_id, chain, priority, created_at) \
         SELECT d.activity_id, i.id, i.peer_id, d.town_id, d.chain, d.priority, d.created_at FROM delivery d, inbox i \
         WHERE d.inbox_id = $1 AND i.id = $2 ON CONFLICT (activity_id, inbox_id) DO NOTHING",
        from.0,
        to.0
    )?;
    run!(conn, "DELETE FROM delivery WHERE inbox_id = $1", from.0)?;
    Ok(())
}

/// An inbox is gone for good: nothing is sent there any more, what waits for it is dropped, and whoever can only be
/// reached there no longer follows.
///
/// # Errors
/// When the engine refuses.
pub async fn inbox_gone(conn: &mut Conn<'_>, inbox: InboxId, now: Timestamp) -> Result<(), StoreError> {
    run!(conn, "UPDATE inbox SET gone_at = $2 WHERE id = $1 AND gone_at IS NULL", inbox.0, ms(now))?;
    run!(
        conn,
        "INSERT INTO receipt (activity_id, inbox_id, outcome, status, attempts, at) \
         SELECT activity_id, inbox_id, 'gone', NULL, attempts, CAST($2 AS BIGINT) FROM delivery WHERE inbox_id = $1 \
         ON CONFLICT (activity_id, inbox_id) DO NOTHING",
        inbox.0,
        ms(now)
    )?;
    run!(conn, "DELETE FROM delivery WHERE inbox_id = $1", inbox.0)?;
    end_followers!(conn, "r.inbox_id = $1", inbox.0, now);
    Ok(())
}

/// Followers at hosts that have been dead since before `dead_before` end, and nothing waits for them any more.
///
/// # Errors
/// When the engine refuses.
pub(super) async fn forget_dead(conn: &mut Conn<'_>, dead_before: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    end_followers!(conn, "r.peer_id IN (SELECT p.id FROM peer p WHERE p.dead_at < $1)", ms(dead_before), now);
    run!(
        conn,
        "DELETE FROM delivery WHERE peer_id IN (SELECT p.id FROM peer p WHERE p.dead_at < $1)",
        ms(dead_before)
    )?;
    Ok(())
}
