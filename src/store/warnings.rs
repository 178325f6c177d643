//! Posts that warn: the town's own and official ones, running and past, and the all-clears that answer them.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::posts_read::{Row, complete};
use super::rows::{json, ms};
use crate::domain::item::Item;
use crate::domain::post::Post;
use crate::domain::{ActorId, PostId, SourceId, TownId};

/// Public warnings that hold at `since` or later, those without a known end included, the newest first; at most `limit`.
/// With `unlisted`, also those that only the page of warnings shows.
///
/// # Errors
/// When the engine refuses.
pub async fn holding_since(
    conn: &mut Conn<'_>,
    town: TownId,
    since: Timestamp,
    unlisted: bool,
    limit: u32,
) -> Result<Vec<Post>, StoreError> {
    let rows = on!(conn, |c| {
        sqlx::query_as::<_, Row>(
        "SELECT * FROM post WHERE town_id = $1 AND state = 'public' AND validity_kind = 'warning' AND in_reply_to IS NULL \
         AND (listed OR $3) AND (valid_until IS NULL OR valid_until > $2) ORDER BY created_at DESC, ulid DESC LIMIT $4"
    )
    .bind(town.0)
    .bind(ms(since))
    .bind(unlisted)
    .bind(i64::from(limit))
    .fetch_all(c)
    .await
    })?;
    complete(conn, town, rows).await
}

/// One item of a warning.
pub struct Part {
    pub post: PostId,
    pub source: SourceId,
    pub item: Item,
}

/// What the items of warnings that hold at `since` or later say, those of the newest `posts` warnings first.
///
/// # Errors
/// When the engine refuses.
pub async fn parts_since(
    conn: &mut Conn<'_>,
    town: TownId,
    since: Timestamp,
    posts: u32,
) -> Result<Vec<Part>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, (i64, i64, String)>(
        "SELECT p.id, i.source_id, i.data FROM (SELECT id, created_at, ulid FROM post WHERE town_id = $1 \
         AND state = 'public' AND validity_kind = 'warning' AND in_reply_to IS NULL \
         AND (valid_until IS NULL OR valid_until > $2) ORDER BY created_at DESC, ulid DESC LIMIT $3) p \
         JOIN post_item pi ON pi.post_id = p.id JOIN item i ON i.id = pi.item_id WHERE i.town_id = $1 \
         ORDER BY p.created_at DESC, p.ulid DESC, i.id"
    )
    .bind(town.0)
    .bind(ms(since))
    .bind(i64::from(posts))
    .fetch_all(c)
    .await)?;
    let part = |(post, source, data): (i64, i64, String)| {
        Ok(Part { post: PostId(post), source: SourceId(source), item: json(&data)? })
    };
    rows.into_iter().map(part).collect()
}

/// Warnings that were only on the page of warnings and ended before `before`; at most 100.
///
/// # Errors
/// When the engine refuses.
pub async fn lapsed(conn: &mut Conn<'_>, town: TownId, before: Timestamp) -> Result<Vec<Post>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT * FROM post WHERE town_id = $1 AND state <> 'gone' AND validity_kind = 'warning' AND NOT listed \
         AND actor_id IS NULL AND valid_until < $2 ORDER BY valid_until LIMIT 100"
    )
    .bind(town.0)
    .bind(ms(before))
    .fetch_all(c)
    .await)?;
    complete(conn, town, rows).await
}

/// The posts that answer a post, gone ones included, the eldest first.
///
/// # Errors
/// When the engine refuses.
pub async fn answers_to(conn: &mut Conn<'_>, town: TownId, post: PostId) -> Result<Vec<Post>, StoreError> {
    let rows = on!(conn, |c| sqlx::query_as::<_, Row>(
        "SELECT * FROM post WHERE town_id = $1 AND in_reply_to = $2 ORDER BY id"
    )
    .bind(town.0)
    .bind(post.0)
    .fetch_all(c)
    .await)?;
    complete(conn, town, rows).await
}

/// Lists a warning that was only on the page of warnings so far, and gives it to who says it from now on.
///
/// # Errors
/// When the post is listed already or the engine refuses.
pub async fn raise(conn: &mut Conn<'_>, town: TownId, post: PostId, actor: Option<ActorId>) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "UPDATE post SET listed = TRUE, actor_id = $3, silent = $4 WHERE town_id = $1 AND id = $2 AND NOT listed",
        town.0,
        post.0,
        actor.map(|actor| actor.0),
        actor.is_none()
    )?;
    touched("raise warning", 1, rows)
}
