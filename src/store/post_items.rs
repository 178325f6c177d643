//! Which items a post is made of, now and before.

use jiff::Timestamp;

use super::db::{Conn, on, run};
use super::error::{StoreError, touched};
use super::rows::ms;
use crate::domain::{ItemId, PostId, SourceId, TownId};

/// Why an item is no longer a part of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Its source withdrew it; the post lives on in others.
    Withdrawn,
    /// Staff said that it is another message.
    Split,
    /// Staff said that it belongs to another post.
    Joined,
    /// A rule leaves it out.
    Rule,
}

impl Left {
    fn as_str(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Split => "split",
            Self::Joined => "joined",
            Self::Rule => "rule",
        }
    }
}

/// Adds an item to a post.
///
/// # Errors
/// When it belongs to a post already or the engine refuses.
pub async fn link(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    item: ItemId,
    source: SourceId,
    now: Timestamp,
) -> Result<(), StoreError> {
    run!(
        conn,
        "INSERT INTO post_item (post_id, item_id, town_id, source_id, since) VALUES ($1, $2, $3, $4, $5)",
        post.0,
        item.0,
        town.0,
        source.0,
        ms(now)
    )
    .map_err(|error| StoreError::on_unique(error, "this item's place in a post"))?;
    Ok(())
}

/// Takes an item out of a post and remembers that it was there.
///
/// # Errors
/// When it is not part of the post or the engine refuses.
pub async fn unlink(
    conn: &mut Conn<'_>,
    town: TownId,
    post: PostId,
    item: ItemId,
    why: Left,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rows = run!(
        conn,
        "INSERT INTO post_item_past (town_id, post_id, item_id, since, until, why) \
         SELECT town_id, post_id, item_id, since, $4, $5 FROM post_item WHERE town_id = $1 AND post_id = $2 AND item_id = $3",
        town.0,
        post.0,
        item.0,
        ms(now),
        why.as_str()
    )?;
    touched("remember an item's place", 1, rows)?;
    run!(conn, "DELETE FROM post_item WHERE town_id = $1 AND post_id = $2 AND item_id = $3", town.0, post.0, item.0)?;
    Ok(())
}

/// How often an item left a post before: a new post made of it needs a new name each time.
///
/// # Errors
/// When the engine refuses.
pub async fn times_left(conn: &mut Conn<'_>, town: TownId, item: ItemId) -> Result<i64, StoreError> {
    Ok(on!(conn, |c| sqlx::query_scalar::<_, i64>(
        "SELECT count(*) FROM post_item_past WHERE town_id = $1 AND item_id = $2"
    )
    .bind(town.0)
    .bind(item.0)
    .fetch_one(c)
    .await)?)
}

/// Notes that a post was joined into another one, which says it now.
///
/// # Errors
/// When the post is gone or the engine refuses.
pub async fn set_joined(conn: &mut Conn<'_>, town: TownId, post: PostId, into: PostId) -> Result<(), StoreError> {
    let rows = run!(conn, "UPDATE post SET joined_into = $3 WHERE town_id = $1 AND id = $2", town.0, post.0, into.0)?;
    touched("join post", 1, rows)?;
    // What was joined into this one before follows it.
    run!(conn, "UPDATE post SET joined_into = $3 WHERE town_id = $1 AND joined_into = $2", town.0, post.0, into.0)?;
    Ok(())
}
