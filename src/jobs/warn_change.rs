//! A warning of the town's own is changed, ended by staff, or over by its time. In: its post, and what staff write now.
//! Out: the same post with an Update, before all other work; a change of time or place and the end are also said as an
//! answer, which nobody overlooks (publish). Called by the admin area and by [`super::end_expired`].

use serde_json::json;

use super::apply_batch::NORMALISER;
use super::own_warning_item::{Ending, Frame, build};
use super::prepare::{PictureTime, prepare};
use super::warn_own::districts;
use super::{Hands, JobError, end_expired};
use crate::domain::audit::{About, Deed};
use crate::domain::item::Item;
use crate::domain::own_warning::{OwnWarning, is_running, warned_by};
use crate::domain::post::{Post, PostState};
use crate::domain::town::Town;
use crate::domain::validity::ValidityOrigin;
use crate::publish::{Correction, Decision, decide_validity, record, settle_by_id, tell_change};
use crate::store::items::{self, Stored};
use crate::store::{Conn, Lane, StoreError, labels, posts_read, readings, towns};

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    Done,
    /// It says that already.
    Same,
    /// The warning is over, or it is none of the town's own.
    Over,
    /// Somebody else changed it at this moment.
    Meanwhile,
}

/// Says a running warning anew.
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn change_own_warning(
    hands: &Hands,
    town: &Town,
    post: &Post,
    warning: &OwnWarning,
) -> Result<Changed, JobError> {
    let Some(stored) = running(hands, post).await? else { return Ok(Changed::Over) };
    let item = anew(hands, town, &stored, warning, None);
    rewrite(hands, town, &stored, &item, Some(Deed::WarningChanged)).await
}

/// Gives the all-clear, in staff's words.
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn end_own_warning(hands: &Hands, town: &Town, post: &Post, closing: &str) -> Result<Changed, JobError> {
    let Some(stored) = running(hands, post).await? else { return Ok(Changed::Over) };
    let Some(warning) = OwnWarning::of(&stored.item) else { return Ok(Changed::Over) };
    let item = anew(hands, town, &stored, &warning, Some(Ending::Cleared(closing)));
    rewrite(hands, town, &stored, &item, Some(Deed::WarningEnded)).await
}

/// Its time is over.
pub(super) async fn expire(hands: &Hands, stored: &Stored) -> Result<(), JobError> {
    let town = hands.db.read(async |c: &mut Conn<'_>| towns::by_id(c, stored.town).await).await?;
    let (Some(town), Some(warning), Some(_)) = (town, OwnWarning::of(&stored.item), stored.post) else {
        return Ok(());
    };
    let item = anew(hands, &town, stored, &warning, Some(Ending::Expired));
    rewrite(hands, &town, stored, &item, None).await?;
    Ok(())
}

/// The item of a post that warns in the town's own name and is not over.
async fn running(hands: &Hands, post: &Post) -> Result<Option<Stored>, StoreError> {
    if post.state == PostState::Gone {
        return Ok(None);
    }
    let parts = hands.db.read(async |c: &mut Conn<'_>| items::of_post(c, post.town, post.id).await).await?;
    Ok(parts.into_iter().find(|stored| is_running(&stored.item)))
}

fn anew(hands: &Hands, town: &Town, stored: &Stored, warning: &OwnWarning, ending: Option<Ending<'_>>) -> Item {
    let first = stored.item.created_at.as_ref().map_or(stored.first_seen_at, |at| at.utc);
    let (name, by) = (&stored.native_id, warned_by(&stored.item));
    build(warning, &Frame { town, name, first, now: hands.now(), by, ending })
}

async fn rewrite(
    hands: &Hands,
    town: &Town,
    stored: &Stored,
    item: &Item,
    deed: Option<Deed>,
) -> Result<Changed, JobError> {
    if item.content_hash == stored.content_hash {
        return Ok(Changed::Same);
    }
    let now = hands.now();
    let prepared = prepare(hands, town, stored.source, item, PictureTime::begin()).await?;
    let districts = districts(hands, town.id, item).await?;
    let done = hands
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let current = items::by_id(c, town.id, stored.id).await?;
            let Some(current) = current.filter(|current| current.content_hash == stored.content_hash) else {
                return Ok(Changed::Meanwhile);
            };
            let Some(post) = current.post else { return Ok(Changed::Over) };
            let speaker = match deed {
                Some(_) => hands.speaker_for_person(c, town.id).await?,
                None => hands.speaker(c, town.id).await?,
            };
            items::revise(c, &current, item, NORMALISER, true, now).await?;
            let said_at = item.created_at.as_ref().map_or(current.first_seen_at, |at| at.utc);
            readings::write(c, town.id, current.id, &prepared.content, &prepared.fingerprint, said_at).await?;
            labels::add(c, town.id, post, &districts).await?;
            settle_by_id(c, &speaker, post, Correction::Edit, now).await?;
            end_expired::ask(c, town.id, current.id, item, now).await?;
            let Some(said) = posts_read::by_id(c, town.id, post).await? else { return Ok(Changed::Over) };
            // Whoever set another end by hand speaks here anew.
            if said.validity_origin == ValidityOrigin::Staff {
                decide_validity(c, &speaker, &said, Decision::Text, now).await?;
            }
            if moved(&current.item, item) {
                tell_change(c, &speaker, post, now).await?;
            }
            if let Some(deed) = deed {
                record(c, &speaker, deed, About::Post(said.ulid), json!({}), now).await?;
            }
            Ok::<_, JobError>(Changed::Done)
        })
        .await?;
    hands.published.wake();
    Ok(done)
}

/// Whether the warning runs on, for another time or at another place.
fn moved(before: &Item, after: &Item) -> bool {
    let (before, new) = (OwnWarning::of(before), OwnWarning::of(after));
    is_running(after) && new.zip(before).is_some_and(|(new, before)| new.moves_from(&before))
}
