//! Brings a post in line with its items: what it says, and whether it is seen. Called whenever an item came, changed,
//! became doubtful or went.

use jiff::Timestamp;
use serde_json::json;

use super::record::record_post;
use super::say::{Correction, correct};
use super::{PublishError, Speaker, overrule};
use crate::domain::audit::Deed;
use crate::domain::compose::{Share, compose};
use crate::domain::post::{Content, Post, PostState};
use crate::domain::town::Town;
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
    let hidden = !parts.iter().any(Part::is_live);
    if hidden != (post.state == PostState::Hidden) {
        posts::set_hidden(conn, post, hidden, now).await?;
        let channels: Vec<&str> =
            parts.iter().filter(|part| part.is_live() != hidden).map(|p| p.slug.as_str()).collect();
        let deed = if hidden { Deed::Hidden } else { Deed::ShownAgain };
        record_post(conn, speaker, deed, post, json!({ "channels": channels }), now).await?;
    }
    let Some(beneath) = composed(conn, &speaker.town, post.id, &shown(&parts)).await? else { return Ok(false) };
    overrule::watch(conn, speaker, post, (&parts, &beneath), how, now).await?;
    let mut content = overrides::lay_over(conn, town, post.id, beneath).await?;
    let there = media::among(conn, town, &pictures(&content)).await?;
    content.media.retain(|medium| there.contains(&medium.media));
    let changed = correct(conn, speaker, post, &content, how, now).await?;
    let edited_at = (changed && how == Correction::Edit).then_some(now);
    super::validity::refresh(conn, speaker, post, &content, edited_at, now).await?;
    if how == Correction::Edit && content.warning.is_some() {
        super::warn_end::follow_up(conn, speaker, post.id, now).await?;
    }
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

/// What a post would say if staff had written nothing over it; `None` when it is not made of items.
///
/// # Errors
/// When the store refuses.
pub async fn what_sources_say(conn: &mut Conn<'_>, town: &Town, post: PostId) -> Result<Option<Content>, PublishError> {
    let parts = readings::parts(conn, town.id, post).await?;
    composed(conn, town, post, &shown(&parts)).await
}

/// The parts a post is composed of: those that do not look withdrawn, else all, while it is hidden.
fn shown(parts: &[Part]) -> Vec<&Part> {
    let live: Vec<&Part> = parts.iter().filter(|part| part.is_live()).collect();
    if live.is_empty() { parts.iter().collect() } else { live }
}

async fn composed(
    conn: &mut Conn<'_>,
    town: &Town,
    post: PostId,
    shown: &[&Part],
) -> Result<Option<Content>, PublishError> {
    // Items from before readings were kept say what the post says.
    let stand_in = match shown.iter().all(|part| part.content.is_some()) {
        true => None,
        false => posts_read::revisions(conn, town.id, post).await?.pop().map(|(_, content)| content),
    };
    let mut shares: Vec<Share> =
        shown.iter().filter_map(|part| Some(part.share(part.content.as_ref().or(stand_in.as_ref())?))).collect();
    let all: Vec<MediaId> = shares.iter().flat_map(|share| pictures(&share.content)).collect();
    // A picture may be gone for good by now: staff removed it with another post.
    let there = media::among(conn, town.id, &all).await?;
    for share in &mut shares {
        share.content.media.retain(|medium| there.contains(&medium.media));
    }
    let hashes = media::picture_hashes(conn, town.id, &all).await?;
    Ok(compose(&shares, &town.settings.source_order, &hashes))
}

fn pictures(content: &Content) -> Vec<MediaId> {
    content.media.iter().map(|medium| medium.media).collect()
}
