//! A new main actor takes over what stood on the page before it existed: in its outbox, never delivered.
//! Newest first and in portions, so that a long archive does not keep other writers waiting.

use jiff::Timestamp;

use super::say::write_create;
use super::{PublishError, Speaker};
use crate::store::{Conn, posts, posts_read, sources};

/// Gives up to 200 posts without author to the town's main actor. Returns how many; `0` when all have one.
///
/// # Errors
/// When the store refuses.
pub async fn adopt(conn: &mut Conn<'_>, speaker: &Speaker, now: Timestamp) -> Result<usize, PublishError> {
    let Some(author) = &speaker.author else { return Ok(0) };
    let boosted = sources::boosted(conn, speaker.town.id).await?;
    let orphans = posts::without_actor(conn, speaker.town.id, &boosted, 200).await?;
    for id in &orphans {
        posts::adopt(conn, speaker.town.id, *id, author.id).await?;
        let post = posts_read::by_id(conn, speaker.town.id, *id).await?.ok_or(PublishError::Vanished)?;
        write_create(conn, speaker, author, &post, now).await?;
    }
    Ok(orphans.len())
}
