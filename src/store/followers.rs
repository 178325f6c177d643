//! Who follows which of our actors, from when to when: the intervals decide who is told of an edit (DESIGN D6).

use jiff::Timestamp;

use super::changes::{self, ChangeKind};
use super::db::{Conn, on, run};
use super::error::StoreError;
use super::rows::{count as small, ms, opt_at};
use crate::clock::from_ms;
use crate::domain::actor::Actor;
use crate::domain::{ActorId, RemoteActorId, TownId};

/// A follower as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follower {
    /// The follower's ActivityPub id.
    pub uri: String,
    /// The username of the actor it follows.
    pub actor: String,
    pub since: Timestamp,
    pub until: Option<Timestamp>,
}

/// Begins to follow, or notes the newest Follow of one who does already. True when it is new.
///
/// # Errors
/// When the engine refuses.
pub async fn begin(
    conn: &mut Conn<'_>,
    actor: &Actor,
    follower: RemoteActorId,
    follow_uri: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "UPDATE follower SET follow_uri = $4 WHERE town_id = $1 AND actor_id = $2 AND remote_actor_id = $3 AND to_at IS NULL",
        actor.town.0,
        actor.id.0,
        follower.0,
        follow_uri
    )?;
    if rows > 0 {
        return Ok(false);
    }
    run!(
        conn,
        "INSERT INTO follower (town_id, actor_id, remote_actor_id, follow_uri, from_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (actor_id, remote_actor_id) WHERE to_at IS NULL DO UPDATE SET follow_uri = excluded.follow_uri",
        actor.town.0,
        actor.id.0,
        follower.0,
        follow_uri,
        ms(now)
    )?;
    changes::record(conn, actor.town, ChangeKind::Followers, actor.username.as_str(), now).await?;
    Ok(true)
}

/// Ends following. False when it did not follow.
///
/// # Errors
/// When the engine refuses.
pub async fn end(
    conn: &mut Conn<'_>,
    actor: &Actor,
    follower: RemoteActorId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let rows = run!(
        conn,
        "UPDATE follower SET to_at = $4 WHERE town_id = $1 AND actor_id = $2 AND remote_actor_id = $3 AND to_at IS NULL",
        actor.town.0,
        actor.id.0,
        follower.0,
        ms(now)
    )?;
    if rows > 0 {
        changes::record(conn, actor.town, ChangeKind::Followers, actor.username.as_str(), now).await?;
    }
    Ok(rows > 0)
}

/// Whether it follows at present.
///
/// # Errors
/// When the engine refuses.
pub async fn is_following(
    conn: &mut Conn<'_>,
    town: TownId,
    actor: ActorId,
    follower: RemoteActorId,
) -> Result<bool, StoreError> {
    let found = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT id FROM follower WHERE town_id = $1 AND actor_id = $2 AND remote_actor_id = $3 AND to_at IS NULL"
    )
    .bind(town.0)
    .bind(actor.0)
    .bind(follower.0)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Which of our actors this follower asked to follow with a Follow of this id, then or now.
///
/// # Errors
/// When the engine refuses.
pub async fn actor_of_follow(
    conn: &mut Conn<'_>,
    town: TownId,
    follower: RemoteActorId,
    follow_uri: &str,
) -> Result<Option<ActorId>, StoreError> {
    let id = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT actor_id FROM follower WHERE town_id = $1 AND remote_actor_id = $2 AND follow_uri = $3 \
         ORDER BY (to_at IS NULL) DESC, id DESC LIMIT 1"
    )
    .bind(town.0)
    .bind(follower.0)
    .bind(follow_uri)
    .fetch_optional(c)
    .await)?;
    Ok(id.map(ActorId))
}

/// How many follow an actor at present.
///
/// # Errors
/// When the engine refuses.
pub async fn count(conn: &mut Conn<'_>, town: TownId, actor: ActorId) -> Result<u64, StoreError> {
    let n = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM follower WHERE town_id = $1 AND actor_id = $2 AND to_at IS NULL"
    )
    .bind(town.0)
    .bind(actor.0)
    .fetch_one(c)
    .await)?;
    Ok(u64::from(small(n)))
}

/// All present followers of a town, oldest first.
///
/// # Errors
/// When the engine refuses.
pub async fn of_town(conn: &mut Conn<'_>, town: TownId) -> Result<Vec<Follower>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, (String, String, i64, Option<i64>)>(
        "SELECT r.uri, a.username, f.from_at, f.to_at FROM follower f JOIN remote_actor r ON r.id = f.remote_actor_id \
         JOIN actor a ON a.id = f.actor_id WHERE f.town_id = $1 AND f.to_at IS NULL ORDER BY f.id"
    )
    .bind(town.0)
    .fetch_all(c)
    .await
    })?;
    Ok(rows
        .into_iter()
        .map(|(uri, actor, from, to)| Follower { uri, actor, since: from_ms(from), until: opt_at(to) })
        .collect())
}
