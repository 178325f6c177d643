//! "Sofort entfernen": a post is gone at once, with its text and pictures, and never comes back from its sources
//! (DESIGN §4, invariant 8).

use jiff::Timestamp;
use serde_json::json;

use super::{Hands, JobError};
use crate::domain::audit::{About, Deed};
use crate::domain::media::Media;
use crate::domain::post::{Post, PostState};
use crate::domain::town::Town;
use crate::publish::{record, withdraw};
use crate::store;
use crate::store::blocks::{self, Block};
use crate::store::{Conn, Lane, items, likeness, media, posts, sources};

/// Removes a post for good. Returns whether it was there.
///
/// # Errors
/// When the store refuses; nothing of it is then written. Files that cannot be deleted are no longer served and are
/// removed by the hourly chore.
pub async fn remove_post(hands: &Hands, town: &Town, post: &Post) -> Result<bool, JobError> {
    remove(hands, town, post, Deed::Removed).await
}

/// Takes back a post that appeared by mistake; otherwise as [`remove_post`].
///
/// # Errors
/// As [`remove_post`].
pub async fn retract_post(hands: &Hands, town: &Town, post: &Post) -> Result<bool, JobError> {
    remove(hands, town, post, Deed::Retracted).await
}

async fn remove(hands: &Hands, town: &Town, post: &Post, deed: Deed) -> Result<bool, JobError> {
    let now = hands.now();
    if post.state == PostState::Gone {
        return Ok(false);
    }
    let files = hands
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            block_items(c, town, post, now).await?;
            let speaker = hands.speaker_for_person(c, town.id).await?;
            withdraw(c, &speaker, post, now).await?;
            let channels: Vec<&str> = post.channels.iter().map(|channel| channel.slug.as_str()).collect();
            record(c, &speaker, deed, About::Post(post.ulid), json!({ "channels": channels }), now).await?;
            posts::wipe(c, town.id, post.id, now).await?;
            block_pictures(c, town, post, now).await
        })
        .await?;
    hands.published.wake();
    delete_files(hands, town, &files).await?;
    Ok(true)
}

/// Deletes the files of media that were forgotten, except those that another medium needs.
pub(super) async fn delete_files(hands: &Hands, town: &Town, media: &[Media]) -> Result<(), JobError> {
    let folder = town.ulid.to_string();
    for medium in media {
        for variant in &medium.variants {
            if hands.db.read(async |c: &mut Conn<'_>| store::media::needs_file(c, town.id, &variant.hash).await).await?
            {
                continue;
            }
            if let Err(error) = hands.blobs.delete(&folder, &variant.hash, &variant.ext).await {
                tracing::warn!(town = town.host, %error, "a picture's file could not be removed yet");
            }
        }
    }
    Ok(())
}

/// The items are deleted here, and what their sources go on listing is not taken over again.
async fn block_items(conn: &mut Conn<'_>, town: &Town, post: &Post, now: Timestamp) -> Result<(), JobError> {
    for stored in items::of_post(conn, town.id, post.id).await? {
        if let Some(source) = sources::by_id(conn, town.id, stored.source).await? {
            blocks::add(conn, town.id, &Block::Item(source.ulid, stored.native_id.clone()), now).await?;
        }
        items::bury(conn, &stored, "removed by staff").await?;
        likeness::forget(conn, town.id, stored.id).await?;
    }
    Ok(())
}

/// Pictures that no other post shows are forgotten and blocked by bytes and looks; the town's arms or a road sign that
/// stands under other posts too stays usable.
async fn block_pictures(conn: &mut Conn<'_>, town: &Town, post: &Post, now: Timestamp) -> Result<Vec<Media>, JobError> {
    let mut gone = Vec::new();
    for attached in &post.attached {
        let id = attached.media.id;
        let looks = media::picture_hashes(conn, town.id, &[id]).await?.pop().map(|(_, hash)| hash);
        let bytes = media::original_hash(conn, town.id, id).await?;
        if media::forget(conn, town.id, id).await? {
            for block in looks.map(Block::Looks).into_iter().chain(bytes.map(Block::Bytes)) {
                blocks::add(conn, town.id, &block, now).await?;
            }
            gone.push(attached.media.clone());
        }
    }
    Ok(gone)
}
