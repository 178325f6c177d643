//! "Dieses Bild sofort entfernen": a picture is gone at once wherever the town shows it, and never comes back from its
//! sources.

use super::remove_post::delete_files;
use super::{Hands, JobError};
use crate::domain::MediaId;
use crate::domain::post::{Post, PostState};
use crate::domain::town::Town;
use crate::publish;
use crate::store::{Conn, Lane};

/// Removes a picture of a post, and every copy of it. Returns how many posts showed it; `None` when the post does not.
///
/// # Errors
/// When the store refuses; nothing of it is then written. Files that cannot be deleted are no longer served and are
/// removed by the hourly chore.
pub async fn remove_picture(
    hands: &Hands,
    town: &Town,
    post: &Post,
    picture: MediaId,
) -> Result<Option<usize>, JobError> {
    let shows = post.attached.iter().any(|one| one.media.id == picture);
    if post.state == PostState::Gone || !shows {
        return Ok(None);
    }
    let now = hands.now();
    let removed = hands
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let speaker = hands.speaker_for_person(c, town.id).await?;
            Ok::<_, JobError>(publish::remove_picture(c, &speaker, post, picture, now).await?)
        })
        .await?;
    hands.published.wake();
    delete_files(hands, town, &removed.media).await?;
    Ok(Some(removed.posts))
}
