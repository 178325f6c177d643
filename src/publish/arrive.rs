//! A new item arrives: it joins the post that says the same already, or it becomes a post of its own (DESIGN D12).
//! The caller holds the town's row, so of eight workers with one message from eight sources the first makes the post.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::record::record_post;
use super::say::{Correction, Saying, say, speak_up};
use super::settle::settle;
use super::{PublishError, Speaker};
use crate::domain::PostId;
use crate::domain::audit::Deed;
use crate::domain::likeness::{Fingerprint, Reason, Verdict, judge};
use crate::store::likeness::{self, Candidate};
use crate::store::{Conn, StoreError, bonds, post_items, posts, posts_read, readings};

/// Two messages further apart than this are two messages.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(48);

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrived {
    pub post: PostId,
    /// It joined a post that was there before; why.
    pub joined: Option<Reason>,
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
    let twin = twin(conn, speaker, &saying, fingerprint, said_at).await?;
    note(conn, speaker, &saying, fingerprint, said_at).await?;
    let Some((post, reason)) = twin else {
        return Ok(Arrived { post: say(conn, speaker, saying, now).await?, joined: None });
    };
    post_items::link(conn, town, post, saying.item, saying.source.id, now).await?;
    let known = posts_read::by_id(conn, town, post).await?.ok_or(PublishError::Vanished)?;
    // A badge more is a change of the page even when the words stay.
    posts::touch(conn, &known, now).await?;
    let how = if saying.silent { Correction::Quiet } else { Correction::Edit };
    settle(conn, speaker, &known, how, now).await?;
    let detail = json!({ "channel": saying.source.slug, "reason": format!("{reason:?}").to_lowercase() });
    record_post(conn, speaker, Deed::Merged, &known, detail, now).await?;
    // Imported in silence yesterday, said elsewhere just now: now it is news.
    if known.silent && !saying.silent && posts::summaries_of(conn, town, post).await?.is_empty() {
        speak_up(conn, speaker, post, now).await?;
    }
    Ok(Arrived { post, joined: Some(reason) })
}

/// Keeps what an item says on its own, and how to find it again.
pub(super) async fn note(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    saying: &Saying<'_>,
    fingerprint: &Fingerprint,
    said_at: Timestamp,
) -> Result<(), StoreError> {
    readings::write(conn, speaker.town.id, saying.item, saying.content, said_at).await?;
    likeness::write(conn, speaker.town.id, saying.item, fingerprint, said_at).await
}

/// The post that says the same: the eldest of which one item says the same, no item says otherwise, none came from the
/// same source, and from none of which staff parted this item.
async fn twin(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    saying: &Saying<'_>,
    fingerprint: &Fingerprint,
    said_at: Timestamp,
) -> Result<Option<(PostId, Reason)>, PublishError> {
    let town = speaker.town.id;
    let (from, to) = (said_at.saturating_sub(WINDOW)?, said_at.saturating_add(WINDOW)?);
    let found = likeness::candidates(conn, town, &fingerprint.keys(), saying.source.id, from, to).await?;
    let mut refused: Vec<PostId> = Vec::new();
    for Candidate { post, fingerprint: theirs, .. } in found {
        if refused.contains(&post) {
            continue;
        }
        let Verdict::Same(reason) = judge(fingerprint, &theirs) else { continue };
        if fits(conn, speaker, saying, fingerprint, post).await? {
            return Ok(Some((post, reason)));
        }
        refused.push(post);
    }
    Ok(None)
}

/// Whether the item may stand beside all the others of a post.
async fn fits(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    saying: &Saying<'_>,
    fingerprint: &Fingerprint,
    post: PostId,
) -> Result<bool, StoreError> {
    let members = likeness::of_post(conn, speaker.town.id, post).await?;
    if members.iter().any(|(_, source, _)| *source == saying.source.id) {
        return Ok(false);
    }
    let contradicts =
        |theirs: &Fingerprint| matches!(judge(fingerprint, theirs), Verdict::Different(why) if why.is_of_facts());
    if members.iter().filter_map(|(.., theirs)| theirs.as_ref()).any(contradicts) {
        return Ok(false);
    }
    let items: Vec<_> = members.iter().map(|(item, ..)| *item).collect();
    Ok(bonds::parted_from(conn, saying.source, saying.native_id, &items).await?.is_empty())
}
