//! Actors of other servers: where they receive and with which key they sign. One row serves every town.

use jiff::Timestamp;

use super::changes::{self, ChangeKind};
use super::db::{Conn, on, run};
use super::error::StoreError;
use super::peers;
use super::rows::{ms, opt_at};
use crate::clock::from_ms;
use crate::domain::{InboxId, PeerId, RemoteActorId, TownId};

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    uri: String,
    peer_id: i64,
    inbox_id: i64,
    shared_inbox_id: Option<i64>,
    username: String,
    key_id: String,
    key_pem: String,
    fetched_at: i64,
    gone_at: Option<i64>,
}

/// An actor of another server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteActor {
    pub id: RemoteActorId,
    /// Its ActivityPub id.
    pub uri: String,
    pub peer: PeerId,
    /// Its own inbox.
    pub inbox: InboxId,
    /// The inbox it shares with others of its server, if any.
    pub shared_inbox: Option<InboxId>,
    /// As the actor writes it; for people only.
    pub username: String,
    pub key_id: String,
    /// The public key as PEM.
    pub key_pem: String,
    /// When its document was last fetched.
    pub fetched_at: Timestamp,
    pub gone_at: Option<Timestamp>,
}

impl From<Row> for RemoteActor {
    fn from(row: Row) -> Self {
        Self {
            id: RemoteActorId(row.id),
            uri: row.uri,
            peer: PeerId(row.peer_id),
            inbox: InboxId(row.inbox_id),
            shared_inbox: row.shared_inbox_id.map(InboxId),
            username: row.username,
            key_id: row.key_id,
            key_pem: row.key_pem,
            fetched_at: from_ms(row.fetched_at),
            gone_at: opt_at(row.gone_at),
        }
    }
}

/// What an actor's document said. All addresses were checked to be on `host`.
#[derive(Debug, Clone, Copy)]
pub struct Fetched<'a> {
    pub uri: &'a str,
    /// Host with the port when it is not the scheme's own: the name of its peer.
    pub host: &'a str,
    pub inbox: &'a str,
    pub shared_inbox: Option<&'a str>,
    pub username: &'a str,
    pub key_id: &'a str,
    pub key_pem: &'a str,
}

/// A remote actor by its id.
///
/// # Errors
/// When the engine refuses.
pub async fn by_uri(conn: &mut Conn<'_>, uri: &str) -> Result<Option<RemoteActor>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM remote_actor WHERE uri = $1")
        .bind(uri)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(RemoteActor::from))
}

/// Writes what was fetched, with its peer and inboxes; an actor that is known already is brought up to date.
///
/// # Errors
/// When the engine refuses.
pub async fn save(conn: &mut Conn<'_>, new: Fetched<'_>, now: Timestamp) -> Result<RemoteActorId, StoreError> {
    let peer = peers::ensure_peer(conn, new.host).await?;
    let inbox = inbox(conn, peer, new.inbox, false).await?;
    let shared = match new.shared_inbox {
        Some(url) => Some(self::inbox(conn, peer, url, true).await?),
        None => None,
    };
    let id = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "INSERT INTO remote_actor (uri, peer_id, inbox_id, shared_inbox_id, username, key_id, key_pem, fetched_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (uri) DO UPDATE SET peer_id = excluded.peer_id, \
         inbox_id = excluded.inbox_id, shared_inbox_id = excluded.shared_inbox_id, username = excluded.username, \
         key_id = excluded.key_id, key_pem = excluded.key_pem, fetched_at = excluded.fetched_at, gone_at = NULL \
         RETURNING id"
    )
    .bind(new.uri)
    .bind(peer.0)
    .bind(inbox.0)
    .bind(shared.map(|id| id.0))
    .bind(new.username)
    .bind(new.key_id)
    .bind(new.key_pem)
    .bind(ms(now))
    .fetch_one(c)
    .await)?;
    Ok(RemoteActorId(id))
}

/// Actors that are reached at an inbox, their own or a shared one; those whose documents are the youngest, at most `most`.
///
/// # Errors
/// When the engine refuses.
pub async fn behind(conn: &mut Conn<'_>, inbox: InboxId, most: u32) -> Result<Vec<RemoteActor>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT * FROM remote_actor WHERE (inbox_id = $1 OR shared_inbox_id = $1) AND gone_at IS NULL \
         ORDER BY fetched_at DESC, id LIMIT $2"
    )
    .bind(inbox.0)
    .bind(i64::from(most))
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(RemoteActor::from).collect())
}

/// Writes the own inbox that an actor's fresh document names. Gives that inbox.
///
/// # Errors
/// When the engine refuses.
pub async fn move_inbox(
    conn: &mut Conn<'_>,
    actor: &RemoteActor,
    url: &str,
    now: Timestamp,
) -> Result<InboxId, StoreError> {
    let inbox = inbox(conn, actor.peer, url, false).await?;
    run!(conn, "UPDATE remote_actor SET inbox_id = $2, fetched_at = $3 WHERE id = $1", actor.id.0, inbox.0, ms(now))?;
    Ok(inbox)
}

/// Writes the new address of a shared inbox, for everyone who shares it: it belongs to the server. Gives the new inbox.
///
/// # Errors
/// When the engine refuses.
pub async fn move_shared_inbox(
    conn: &mut Conn<'_>,
    peer: PeerId,
    from: InboxId,
    url: &str,
) -> Result<InboxId, StoreError> {
    let inbox = inbox(conn, peer, url, true).await?;
    run!(conn, "UPDATE remote_actor SET shared_inbox_id = $2 WHERE shared_inbox_id = $1", from.0, inbox.0)?;
    Ok(inbox)
}

/// Forgets an actor that is gone, and everything kept about it, answers to it included. The followers' numbers of every town change.
///
/// # Errors
/// When the engine refuses.
pub async fn forget(conn: &mut Conn<'_>, uri: &str, now: Timestamp) -> Result<bool, StoreError> {
    let followed = on!(conn, |c| sqlx::query_as::<_, (i64, String)>(
        "SELECT a.town_id, a.username FROM follower f JOIN remote_actor r ON r.id = f.remote_actor_id \
         JOIN actor a ON a.id = f.actor_id WHERE r.uri = $1 AND f.to_at IS NULL ORDER BY a.id"
    )
    .bind(uri)
    .fetch_all(c)
    .await)?;
    // The bytes of an Accept name whom it answers.
    run!(conn, "DELETE FROM activity WHERE post_id IS NULL AND kind = 'Accept' AND chain = $1", uri)?;
    let rows = run!(conn, "DELETE FROM remote_actor WHERE uri = $1", uri)?;
    for (town, username) in followed {
        changes::record(conn, TownId(town), ChangeKind::Followers, &username, now).await?;
    }
    Ok(rows > 0)
}

/// An inbox that was gone and is named by a fresh document works again.
async fn inbox(conn: &mut Conn<'_>, peer: PeerId, url: &str, shared: bool) -> Result<InboxId, StoreError> {
    let id = peers::ensure_inbox(conn, peer, url, shared).await?;
    run!(conn, "UPDATE inbox SET gone_at = NULL WHERE id = $1 AND gone_at IS NOT NULL", id.0)?;
    Ok(id)
}
