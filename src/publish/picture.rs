//! A picture is taken back at once, from every post that shows it or a copy of it, and never comes in again.

use jiff::Timestamp;
use serde_json::json;

use super::record::record_post;
use super::say::{Correction, retell};
use super::settle::{settle_by_id, what_sources_say};
use super::{PublishError, Speaker};
use crate::domain::MediaId;
use crate::domain::audit::Deed;
use crate::domain::compose::Field;
use crate::domain::media::Media;
use crate::domain::post::Post;
use crate::store::blocks::{self, Block};
use crate::store::{Conn, media, media_removal, overrides, posts_read};

/// What was removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RemovedPicture {
    /// Whose files are to be deleted.
    pub media: Vec<Media>,
    /// How many posts showed it.
    pub posts: usize,
}

/// Removes a picture of a post. Everyone who has one of its posts is told; nothing that was said with it is kept to be
/// asked for.
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn remove_picture(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    id: MediaId,
    now: Timestamp,
) -> Result<RemovedPicture, PublishError> {
    let town = speaker.town.id;
    let copies = media_removal::copies(conn, town, id).await?;
    let posts = media_removal::shown_by(conn, town, &copies).await?;
    let mut gone = Vec::new();
    for copy in &copies {
        let looks = media::picture_hashes(conn, town, &[*copy]).await?.pop().map(|(_, hash)| hash);
        let bytes = media::original_hash(conn, town, *copy).await?;
        gone.extend(media::by_id(conn, town, *copy).await?);
        media_removal::detach(conn, town, *copy).await?;
        media::forget(conn, town, *copy).await?;
        for block in looks.map(Block::Looks).into_iter().chain(bytes.map(Block::Bytes)) {
            blocks::add(conn, town, &block, now).await?;
        }
    }
    for other in &posts {
        // That it is missing beneath what staff wrote about the pictures is nobody's question.
        if overrides::fields(conn, town, *other).await?.contains(&Field::Media)
            && let Some(beneath) = what_sources_say(conn, &speaker.town, *other).await?
        {
            overrides::settle(conn, town, *other, &[Field::Media], &beneath).await?;
        }
        settle_by_id(conn, speaker, *other, Correction::Edit, now).await?;
        retell(conn, speaker, *other).await?;
        if let Some(shown) = posts_read::by_id(conn, town, *other).await?
            && shown.id != post.id
        {
            record_post(conn, speaker, Deed::PictureRemoved, &shown, json!({}), now).await?;
        }
    }
    record_post(conn, speaker, Deed::PictureRemoved, post, json!({ "posts": posts.len() }), now).await?;
    Ok(RemovedPicture { media: gone, posts: posts.len() })
}
