//! What other servers may read of what an actor said: its outbox, newest first, public posts only.

use jiff::Timestamp;

use super::db::{Conn, on};
use super::error::StoreError;
use super::rows::{count as small, ms, ulid};
use crate::domain::ids::Ulid;
use crate::domain::{ActorId, PostId, TownId};

/// Creates and boosts of public posts that are older than `before`, newest first, at most `limit`: activity, post, and of
/// a boost what is boosted.
///
/// # Errors
/// When the engine refuses.
pub async fn page(
    conn: &mut Conn<'_>,
    town: TownId,
    actor: ActorId,
    before: Option<Ulid>,
    limit: u32,
) -> Result<Vec<(Ulid, PostId, Option<String>)>, StoreError> {
    // No ULID is greater than this.
    let before = before.map_or_else(|| "Z".to_owned(), |id| id.to_string());
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, (String, i64, Option<String>)>(
        "SELECT a.ulid, p.id, CASE WHEN a.kind = 'Announce' THEN a.chain END FROM activity a JOIN post p ON p.id = a.post_id \
         WHERE a.town_id = $1 AND a.actor_id = $2 AND a.in_outbox AND a.kind IN ('Create', 'Announce') AND p.state = 'public' AND a.ulid < $3 ORDER BY a.ulid DESC LIMIT $4"
    )
    .bind(town.0)
    .bind(actor.0)
    .bind(before)
    .bind(i64::from(limit))
    .fetch_all(c)
    .await
    })?;
    rows.into_iter().map(|(id, post, boosted)| Ok((ulid("activity", &id)?, PostId(post), boosted))).collect()
}

/// How many entries all pages have together.
///
/// # Errors
/// When the engine refuses.
pub async fn total(conn: &mut Conn<'_>, town: TownId, actor: ActorId) -> Result<u64, StoreError> {
    let n = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM activity a JOIN post p ON p.id = a.post_id WHERE a.town_id = $1 AND a.actor_id = $2 \
         AND a.in_outbox AND a.kind IN ('Create', 'Announce') AND p.state = 'public'"
    )
    .bind(town.0)
    .bind(actor.0)
    .fetch_one(c)
    .await)?;
    Ok(u64::from(small(n)))
}

/// How many actors showed something after a moment.
///
/// # Errors
/// When the engine refuses.
pub async fn active_actors(conn: &mut Conn<'_>, town: TownId, since: Timestamp) -> Result<u64, StoreError> {
    let n = on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT count(DISTINCT actor_id) FROM post WHERE town_id = $1 AND state = 'public' AND published_at >= $2"
    )
    .bind(town.0)
    .bind(ms(since))
    .fetch_one(c)
    .await)?;
    Ok(u64::from(small(n)))
}
