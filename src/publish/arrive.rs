//! A new item arrives: it joins the post that says the same already, or it becomes a post of its own (DESIGN D12).
//! The caller holds the town's row, so of eight workers with one message from eight sources the first makes the post.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::join::merge;
use super::record::record_post;
use super::say::{Correction, Saying, say_as, speak_up};
use super::settle::settle_by_id;
use super::{PublishError, Speaker, warn};
use crate::domain::audit::Deed;
use crate::domain::ids::Ulid;
use crate::domain::likeness::{Fingerprint, Neighbour, Placement, place};
use crate::domain::source::SourceClass;
use crate::domain::{ItemId, PostId, SourceId};
use crate::store::{Conn, StoreError, bonds, likeness, post_items, posts, posts_read, readings, sources};

/// Two messages further apart than this are two messages.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(48);

/// What became of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    pub post: PostId,
    /// It joined a post that was there before.
    pub joined: bool,
    /// The likeliest post that may say the same, when no machine may tell; a person decides.
    pub doubt: Option<Ulid>,
}

/// Takes an item in. Followers hear of a joined one only when it changes what the post says.
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn arrive(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    saying: Saying<'_>,
    fingerprint: &Fingerprint,
    now: Timestamp,
) -> Result<Arrived, PublishError> {
    let town = speaker.town.id;
    let said_at = saying.said_at.unwrap_or(now);
    let Placement { same, doubt } = placement(conn, speaker, &saying, fingerprint, (said_at, now)).await?;
    readings::write(conn, town, saying.item, saying.content, fingerprint, said_at).await?;
    let Some(elder) = eldest(conn, speaker, &same).await? else {
        // An item that a rule took off the page comes back under a name of its own.
        let life = post_items::times_left(conn, town, saying.item).await?;
        let doubt = match doubt.first() {
            Some(other) => posts_read::by_id(conn, town, *other).await?.map(|other| other.ulid),
            None => None,
        };
        return Ok(Arrived { post: say_as(conn, speaker, saying, life, now).await?, joined: false, doubt });
    };
    post_items::link(conn, town, elder, saying.item, saying.source.id, now).await?;
    let known = posts_read::by_id(conn, town, elder).await?.ok_or(PublishError::Vanished)?;
    // A badge more is a change of the page even when the words stay.
    posts::touch(conn, &known, now).await?;
    let how = if saying.silent { Correction::Quiet } else { Correction::Edit };
    // The new item shows that these are one message with each other, too.
    for younger in same.iter().filter(|post| **post != elder) {
        // What staff split stays split, whatever stands between.
        if bonds::part(conn, town, elder, *younger).await? {
            continue;
        }
        if let Some(younger) = posts_read::by_id(conn, town, *younger).await? {
            merge(conn, speaker, &known, &younger, now).await?;
            let detail = json!({ "other": younger.ulid.to_string() });
            record_post(conn, speaker, Deed::Joined, &known, detail, now).await?;
        }
    }
    settle_by_id(conn, speaker, elder, how, now).await?;
    record_post(conn, speaker, Deed::Merged, &known, json!({ "channel": saying.source.slug }), now).await?;
    // Imported in silence yesterday, said elsewhere just now: now it is news.
    if known.silent && !saying.silent && posts::summaries_of(conn, town, elder).await?.is_empty() {
        speak_up(conn, speaker, elder, now).await?;
    }
    Ok(Arrived { post: elder, joined: true, doubt: None })
}

/// The post among those that was said first.
async fn eldest(conn: &mut Conn<'_>, speaker: &Speaker, posts: &[PostId]) -> Result<Option<PostId>, StoreError> {
    let mut eldest = None;
    for id in posts {
        if let Some(post) = posts_read::by_id(conn, speaker.town.id, *id).await? {
            let place = (post.created_at, post.ulid, post.id);
            eldest = Some(eldest.map_or(place, |known: (Timestamp, _, PostId)| known.min(place)));
        }
    }
    Ok(eldest.map(|(.., id)| id))
}

/// Where the item belongs: held against all items of every post near in time that shares a key with it. Posts from which
/// staff parted it are not asked. What third parties say stands alone, what must not be passed on, what the town's own
/// staff warn of, and a warning, unless another service gave the very same one.
async fn placement(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    saying: &Saying<'_>,
    fingerprint: &Fingerprint,
    (said_at, now): (Timestamp, Timestamp),
) -> Result<Placement<PostId>, PublishError> {
    let town = speaker.town.id;
    let alone = saying.source.class == SourceClass::ThirdParty || warn::is_own(saying.content);
    if alone || !saying.source.reaches_followers() {
        return Ok(Placement { same: Vec::new(), doubt: Vec::new() });
    }
    if warn::gives_warnings(saying.source) {
        let ours = (town, saying.source.id, saying.item);
        let same = warn::same_of_another_service(conn, ours, now).await?;
        return Ok(Placement { same: same.into_iter().collect(), doubt: Vec::new() });
    }
    let from = said_at.checked_sub(WINDOW).unwrap_or(Timestamp::MIN);
    let to = said_at.checked_add(WINDOW).unwrap_or(Timestamp::MAX);
    let near = likeness::candidates(conn, town, &fingerprint.keys(), saying.source.id, from, to).await?;
    // Mostly there is nothing near.
    let kept = if near.is_empty() { Vec::new() } else { sources::kept_from_followers(conn, town).await? };
    let mut members: Vec<(PostId, SourceId, Fingerprint)> = Vec::new();
    for (post, of_post) in likeness::of_posts(conn, town, &near).await? {
        if of_post.iter().any(|member| kept.contains(&member.source)) {
            continue;
        }
        let items: Vec<ItemId> = of_post.iter().map(|member| member.item).collect();
        if bonds::parted_from(conn, saying.source, saying.native_id, &items).await?.is_empty() {
            members.extend(of_post.into_iter().filter_map(|member| Some((post, member.source, member.print?))));
        }
    }
    let neighbours: Vec<Neighbour<'_, PostId, SourceId>> =
        members.iter().map(|(post, source, print)| Neighbour { post: *post, source: *source, print }).collect();
    Ok(place(fingerprint, saying.source.id, &neighbours))
}
