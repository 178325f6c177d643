//! Passing on what stands in the Fediverse already: the main actor boosts the original and says nothing of its own, so
//! that nobody who follows both gets it twice. In: a post made of such an item. Called by `say`, `retract` and `leave`.

use jiff::Timestamp;
use url::Url;

use super::say::{Telling, tell_audience};
use super::{PublishError, Speaker, warn};
use crate::domain::ids::Ulid;
use crate::domain::item::{Item, ItemState};
use crate::domain::post::Post;
use crate::domain::{ItemId, PostId};
use crate::federation::forms;
use crate::store::activities::{self, Activity, NewActivity};
use crate::store::deliveries::{self, Priority};
use crate::store::{Conn, actors, items, posts, posts_read};

/// The address of an item's original as other servers know it; `None` where it has none, or is a post of our own.
fn original(speaker: &Speaker, item: &Item) -> Option<String> {
    let url = Url::parse(item.original_document()?).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let ours = Url::parse(&speaker.origin.absolute("/")).is_ok_and(|own| own.origin() == url.origin());
    (!ours).then(|| url.to_string())
}

/// What is boosted for an item; `None` when nothing can be.
pub(super) async fn original_of(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    item: ItemId,
) -> Result<Option<String>, PublishError> {
    let stored = items::by_id(conn, speaker.town.id, item).await?;
    Ok(stored.and_then(|stored| original(speaker, &stored.item)))
}

/// The name of the boost of a post. A post has one.
fn name(speaker: &Speaker, post: &Post) -> Ulid {
    speaker.derive(post.ulid_time(), &["Announce", &post.ulid.to_string()])
}

/// Boosts the original of a post that was just added; told to followers unless the post is silent.
pub(super) async fn boost(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: PostId,
    original: &str,
    now: Timestamp,
) -> Result<(), PublishError> {
    let Some(main) = &speaker.author else { return Ok(()) };
    let town = speaker.town.id;
    let post = posts_read::by_id(conn, town, post).await?.ok_or(PublishError::Vanished)?;
    let ulid = name(speaker, &post);
    let body = forms::announce(&speaker.voice(main), original, None, &post, ulid).to_string();
    let new = NewActivity {
        town,
        actor: main.id,
        ulid,
        kind: "Announce",
        post: Some(post.id),
        // A boost that is taken back and one of a later post about the same original keep their order.
        chain: original,
        body: &body,
        in_outbox: true,
        expires_at: None,
    };
    if let Some(activity) = activities::add(conn, new, now).await?
        && !post.silent
    {
        let priority = warn::priority(&post);
        deliveries::enqueue_to_followers(conn, town, main.id, activity, original, priority, now).await?;
    }
    Ok(())
}

/// The boost of a post that still stands.
async fn standing(conn: &mut Conn<'_>, speaker: &Speaker, post: &Post) -> Result<Option<Activity>, PublishError> {
    if post.actor.is_some() {
        return Ok(None);
    }
    let found = activities::by_ulid(conn, speaker.town.id, name(speaker, post)).await?;
    Ok(found.filter(|boost| !boost.body.is_empty()))
}

/// Tells followers of a boost that was silent so far: it has become news.
pub(super) async fn speak_up(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    now: Timestamp,
) -> Result<(), PublishError> {
    let Some(boost) = standing(conn, speaker, post).await? else { return Ok(()) };
    let town = speaker.town.id;
    posts::set_told(conn, town, post.id).await?;
    deliveries::enqueue_to_followers(conn, town, boost.actor, boost.id, &boost.chain, Priority::Post, now).await?;
    Ok(())
}

/// Takes the boost of a post back: everyone who may have it is told, and who has not got it never will.
pub(super) async fn take_back(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    now: Timestamp,
) -> Result<(), PublishError> {
    let town = speaker.town.id;
    let Some(boost) = standing(conn, speaker, post).await? else { return Ok(()) };
    let Some(actor) = actors::by_id(conn, town, boost.actor).await?.filter(|actor| actor.deleted_at.is_none()) else {
        return Ok(());
    };
    let ulid = speaker.derive(post.ulid_time(), &["Undo", &post.ulid.to_string()]);
    let body = forms::undo_announce(&speaker.voice(&actor), &boost.chain, post, (boost.ulid, ulid)).to_string();
    let telling = Telling { kind: "Undo", ulid, body: &body, about: Some(&boost.chain), priority: Priority::Delete };
    tell_audience(conn, speaker, &actor, post, telling, now).await?;
    activities::unsay(conn, town, boost.id).await?;
    Ok(())
}

/// Takes the boost of a post back whose original is no longer a part of it; the post lives on in others.
pub(super) async fn follow_up(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: PostId,
    now: Timestamp,
) -> Result<(), PublishError> {
    let town = speaker.town.id;
    let Some(post) = posts_read::by_id(conn, town, post).await? else { return Ok(()) };
    let Some(boost) = standing(conn, speaker, &post).await? else { return Ok(()) };
    let parts = items::of_post(conn, town, post.id).await?;
    let live = parts.iter().filter(|part| part.state != ItemState::Deleted);
    if live.filter_map(|part| original(speaker, &part.item)).any(|original| original == boost.chain) {
        return Ok(());
    }
    take_back(conn, speaker, &post, now).await
}
