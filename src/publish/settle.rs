//! Brings a post in line with its items: what it says, and whether it is seen. Called whenever an item came, changed,
//! became doubtful or went.

use jiff::Timestamp;
use serde_json::json;

use super::record::record_post;
use super::say::{Correction, correct};
use super::{PublishError, Speaker};
use crate::domain::audit::Deed;
use crate::domain::compose::{Share, compose};
use crate::domain::post::{Content, Post, PostState};
use crate::domain::{MediaId, PostId};
use crate::store::readings::Part;
use crate::store::{Conn, media, overrides, posts, posts_read, readings};

/// Recomputes a post. Hidden while every item of it looks withdrawn, else made of those that do not. Returns whether what
/// it says changed.
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn settle(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    how: Correction,
    now: Timestamp,
) -> Result<bool, PublishError> {
    let town = speaker.town.id;
    let parts = readings::parts(conn, town, post.id).await?;
    if post.state == PostState::Gone || parts.is_empty() {
        return Ok(false);
    }
    let live: Vec<&Part> = parts.iter().filter(|part| part.is_live()).collect();
    let hidden = live.is_empty();
    if hidden != (post.state == PostState::Hidden) {
        posts::set_hidden(conn, post, hidden, now).await?;
        let channels: Vec<&str> =
            parts.iter().filter(|part| part.is_live() != hidden).map(|p| p.slug.as_str()).collect();
        let deed = if hidden { Deed::Hidden } else { Deed::ShownAgain };
        record_post(conn, speaker, deed, post, json!({ "channels": channels }), now).await?;
    }
    let shown = if hidden { parts.iter().collect() } else { live };
    let Some(content) = composed(conn, speaker, post, &shown).await? else { return Ok(false) };
    let changed = correct(conn, speaker, post, &content, how, now).await?;
    let edited_at = (changed && how == Correction::Edit).then_some(now);
    super::validity::refresh(conn, speaker, post, &content, edited_at, now).await?;
    Ok(changed)
}

/// [`settle`] for a post known by its id; one that is not there needs nothing.
///
/// # Errors
/// When the store refuses.
pub async fn settle_by_id(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: PostId,
    how: Correction,
    now: Timestamp,
) -> Result<bool, PublishError> {
    match posts_read::by_id(conn, speaker.town.id, post).await? {
        Some(post) => settle(conn, speaker, &post, how, now).await,
        None => Ok(false),
    }
}

async fn composed(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    shown: &[&Part],
) -> Result<Option<Content>, PublishError> {
    let town = speaker.town.id;
    // Items from before readings were kept say what the post says.
    let stand_in = match shown.iter().all(|part| part.content.is_some()) {
        true => None,
        false => posts_read::revisions(conn, town, post.id).await?.pop().map(|(_, content)| content),
    };
    let shares: Vec<Share> =
        shown.iter().filter_map(|part| Some(part.share(part.content.as_ref().or(stand_in.as_ref())?))).collect();
    let pictures: Vec<MediaId> =
        shares.iter().flat_map(|share| &share.content.media).map(|medium| medium.media).collect();
    let hashes = media::picture_hashes(conn, town, &pictures).await?;
    let Some(content) = compose(&shares, &speaker.town.settings.source_order, &hashes) else { return Ok(None) };
    Ok(Some(overrides::lay_over(conn, town, post.id, content).await?))
}
