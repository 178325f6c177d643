//! An item goes: the post lives on in the others, or goes with its last one (DESIGN D10, D12). Its source withdrew it, or
//! a rule leaves it out.

use jiff::Timestamp;
use serde_json::json;

use super::record::record_post;
use super::say::{Correction, retell};
use super::settle::settle_by_id;
use super::{PublishError, Speaker, boost, retract};
use crate::domain::PostId;
use crate::domain::audit::Deed;
use crate::domain::item::ItemState;
use crate::domain::post::PostState;
use crate::domain::rules::Withheld;
use crate::store::items::{self, Stored};
use crate::store::post_items::{self, Left};
use crate::store::{Conn, likeness, posts, posts_read, readings, withheld};

/// What a withdrawal at one source did to the post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// It was the last one: the post is gone.
    WithPost(PostId),
    /// The post lives on.
    Alone(PostId),
    /// It belonged to none.
    FromNone,
}

/// Withdraws an item for good.
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn leave(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    stored: &Stored,
    evidence: &str,
    now: Timestamp,
) -> Result<Leaving, PublishError> {
    let town = speaker.town.id;
    items::bury(conn, stored, evidence).await?;
    likeness::forget(conn, town, stored.id).await?;
    let Some(post) = stored.post else { return Ok(Leaving::FromNone) };
    let parts = readings::parts(conn, town, post).await?;
    let channel = parts.iter().find(|part| part.item == stored.id).map(|part| part.slug.clone());
    let detail = json!({ "channel": channel, "evidence": evidence });
    let Some(known) = posts_read::by_id(conn, town, post).await? else { return Ok(Leaving::FromNone) };
    if parts.iter().all(|part| part.state == ItemState::Deleted) {
        if known.state != PostState::Gone {
            retract::withdraw(conn, speaker, &known, now).await?;
            record_post(conn, speaker, Deed::Withdrawn, &known, detail, now).await?;
        }
        return Ok(Leaving::WithPost(post));
    }
    // Its words may stand in the post's history and in what was sent: they go at once, the ids stay.
    items::wipe(conn, stored, now).await?;
    part_from(conn, speaker, post, stored, Left::Withdrawn, now).await?;
    record_post(conn, speaker, Deed::ShareWithdrawn, &known, detail, now).await?;
    Ok(Leaving::Alone(post))
}

/// Takes an item off the page because of a rule. It stays stored, so that changed rules can let it through again: as a new
/// post, since one that was withdrawn never returns (D13).
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn withhold(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    stored: &Stored,
    why: &Withheld,
    now: Timestamp,
) -> Result<Leaving, PublishError> {
    let town = speaker.town.id;
    withheld::set(conn, town, stored.id, Some(why)).await?;
    likeness::forget(conn, town, stored.id).await?;
    let Some(post) = stored.post else { return Ok(Leaving::FromNone) };
    let Some(known) = posts_read::by_id(conn, town, post).await? else { return Ok(Leaving::FromNone) };
    let parts = readings::parts(conn, town, post).await?;
    let channel = parts.iter().find(|part| part.item == stored.id).map(|part| part.slug.clone());
    let detail = json!({ "channel": channel, "why": why });
    if parts.iter().any(|part| part.item != stored.id && part.state != ItemState::Deleted) {
        part_from(conn, speaker, post, stored, Left::Rule, now).await?;
        record_post(conn, speaker, Deed::ShareLeftOut, &known, detail, now).await?;
        return Ok(Leaving::Alone(post));
    }
    if known.state != PostState::Gone {
        retract::withdraw(conn, speaker, &known, now).await?;
        record_post(conn, speaker, Deed::LeftOut, &known, detail, now).await?;
    }
    post_items::unlink(conn, town, post, stored.id, Left::Rule, now).await?;
    Ok(Leaving::WithPost(post))
}

/// The post goes on without the item, and so does everything that was said of it.
async fn part_from(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: PostId,
    stored: &Stored,
    why: Left,
    now: Timestamp,
) -> Result<(), PublishError> {
    let town = speaker.town.id;
    post_items::unlink(conn, town, post, stored.id, why, now).await?;
    boost::follow_up(conn, speaker, post, now).await?;
    settle_by_id(conn, speaker, post, Correction::Edit, now).await?;
    posts::forget_history(conn, town, post).await?;
    retell(conn, speaker, post).await
}
