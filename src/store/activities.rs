//! Outgoing activities: immutable bytes with an id that never changes (DESIGN D7, invariant 4).
//!
//! In comes an activity as JSON text, written in the transaction of what it tells; out go its bytes for whoever
//! asks for its id. Called by publish and federation; [`super::outbox`] lists them, [`super::deliveries`] sends them.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::{ms, opt_at, opt_ms, ulid};
use crate::clock::from_ms;
use crate::domain::ids::{ActivityId, ActorId, PostId, TownId, Ulid};

/// An activity to be.
#[derive(Debug, Clone, Copy)]
pub struct NewActivity<'a> {
    pub town: TownId,
    /// Who says it, and whose key signs it.
    pub actor: ActorId,
    /// The end of its id.
    pub ulid: Ulid,
    /// Its ActivityStreams type: `Create`, `Update`, `Delete`, `Announce`, `Accept` …
    pub kind: &'a str,
    /// The post it is about, if any.
    pub post: Option<PostId>,
    /// The object's id: order holds within (peer, chain).
    pub chain: &'a str,
    /// The JSON text, sent byte by byte as it is here.
    pub body: &'a str,
    /// Whether the outbox shows it.
    pub in_outbox: bool,
    /// When telling it stops making sense (a warning's end).
    pub expires_at: Option<Timestamp>,
}

/// A stored activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    pub id: ActivityId,
    pub town: TownId,
    pub actor: ActorId,
    pub ulid: Ulid,
    pub kind: String,
    pub post: Option<PostId>,
    pub chain: String,
    pub body: String,
    pub in_outbox: bool,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    town_id: i64,
    actor_id: i64,
    ulid: String,
    kind: String,
    post_id: Option<i64>,
    chain: String,
    body: String,
    in_outbox: bool,
    created_at: i64,
    expires_at: Option<i64>,
}

impl Row {
    fn activity(self) -> Result<Activity, StoreError> {
        Ok(Activity {
            id: ActivityId(self.id),
            town: TownId(self.town_id),
            actor: ActorId(self.actor_id),
            ulid: ulid("activity", &self.ulid)?,
            kind: self.kind,
            post: self.post_id.map(PostId),
            chain: self.chain,
            body: self.body,
            in_outbox: self.in_outbox,
            created_at: from_ms(self.created_at),
            expires_at: opt_at(self.expires_at),
        })
    }
}

/// Adds an activity. `None` when its ULID exists already: ids are derived (DESIGN D13), so a restored backup that
/// says the same thing again adds nothing and must not be delivered again.
///
/// # Errors
/// When the engine refuses.
pub async fn add(conn: &mut Conn<'_>, new: NewActivity<'_>, now: Timestamp) -> Result<Option<ActivityId>, StoreError> {
    let id = on!(conn, |c| {
        sqlx::query_scalar::<_, i64>(
        "INSERT INTO activity (town_id, actor_id, ulid, kind, post_id, chain, body, in_outbox, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (ulid) DO NOTHING RETURNING id"
    )
    .bind(new.town.0)
    .bind(new.actor.0)
    .bind(new.ulid.to_string())
    .bind(new.kind)
    .bind(new.post.map(|post| post.0))
    .bind(new.chain)
    .bind(new.body)
    .bind(new.in_outbox)
    .bind(ms(now))
    .bind(opt_ms(new.expires_at))
    .fetch_optional(c)
    .await
    })?;
    Ok(id.map(ActivityId))
}

/// The activity of a town with this ULID.
///
/// # Errors
/// When the engine refuses.
pub async fn by_ulid(conn: &mut Conn<'_>, town: TownId, id: Ulid) -> Result<Option<Activity>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM activity WHERE town_id = $1 AND ulid = $2")
        .bind(town.0)
        .bind(id.to_string())
        .fetch_optional(c)
        .await)?;
    row.map(Row::activity).transpose()
}

/// The activity of a town with this number.
///
/// # Errors
/// When the engine refuses.
pub async fn by_id(conn: &mut Conn<'_>, town: TownId, id: ActivityId) -> Result<Option<Activity>, StoreError> {
    let row = on!(conn, |c| sqlx::query_as::<_, Row>("SELECT * FROM activity WHERE town_id = $1 AND id = $2")
        .bind(town.0)
        .bind(id.0)
        .fetch_optional(c)
        .await)?;
    row.map(Row::activity).transpose()
}

/// Replaces the bytes of the Create of an answer, which whoever asks for it reads.
///
/// # Errors
/// When it is not there or the engine refuses.
pub async fn reword(conn: &mut Conn<'_>, town: TownId, create: Ulid, body: &str) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE activity SET body = $3 WHERE town_id = $1 AND ulid = $2 AND post_id IS NULL AND kind = 'Create'",
        town.0,
        create.to_string(),
        body
    )?;
    touched("reword an answer", 1, rows)
}

/// Wipes what was said about an object that is no post, and sends nothing of it any more; its Delete stays.
///
/// # Errors
/// When the engine refuses.
pub async fn silence(conn: &mut Conn<'_>, town: TownId, chain: &str) -> Result<(), StoreError> {
    run!(
        conn,
        "DELETE FROM delivery WHERE town_id = $1 AND activity_id IN (SELECT a.id FROM activity a WHERE a.town_id = $1 \
         AND a.post_id IS NULL AND a.chain = $2 AND a.kind <> 'Delete')",
        town.0,
        chain
    )?;
    run!(
        conn,
        "UPDATE activity SET body = '' WHERE town_id = $1 AND post_id IS NULL AND chain = $2 AND kind <> 'Delete'",
        town.0,
        chain
    )?;
    Ok(())
}

/// Replaces the bytes of a post's Create, and forgets those of its Updates but the newest, with their deliveries.
///
/// # Errors
/// When the engine refuses.
pub async fn retell(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    create: Ulid,
    body: &str,
) -> Result<(), StoreError> {
    run!(
        conn,
        "UPDATE activity SET body = $4 WHERE town_id = $1 AND post_id = $2 AND ulid = $3",
        town.0,
        post.0,
        create.to_string(),
        body
    )?;
    run!(
        conn,
        "DELETE FROM delivery WHERE town_id = $1 AND activity_id IN (SELECT a.id FROM activity a WHERE a.town_id = $1 \
         AND a.post_id = $2 AND a.kind = 'Update' \
         AND a.id < (SELECT max(n.id) FROM activity n WHERE n.town_id = $1 AND n.post_id = $2))",
        town.0,
        post.0
    )?;
    run!(
        conn,
        "UPDATE activity SET body = '' WHERE town_id = $1 AND post_id = $2 AND kind = 'Update' \
         AND id < (SELECT max(n.id) FROM activity n WHERE n.town_id = $1 AND n.post_id = $2)",
        town.0,
        post.0
    )?;
    Ok(())
}

/// Wipes an activity that was taken back; its name stays.
///
/// # Errors
/// When it is not there or the engine refuses.
pub async fn unsay(conn: &mut Conn<'_>, town: TownId, activity: ActivityId) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE activity SET body = '', in_outbox = FALSE WHERE town_id = $1 AND id = $2",
        town.0,
        activity.0
    )?;
    touched("take an activity back", 1, rows)
}
