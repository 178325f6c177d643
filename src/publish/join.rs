//! Staff join two posts that say the same, or split one that says two things. The decision sticks (DESIGN D12).

use jiff::Timestamp;
use serde_json::json;

use super::record::record_post;
use super::say::{Correction, Saying, say_as};
use super::settle::settle_by_id;
use super::{PublishError, Speaker, boost, names, names_only_a_day, overrule, retract};
use crate::domain::audit::Deed;
use crate::domain::compose::Field;
use crate::domain::post::{Post, PostState};
use crate::domain::validity::ValidityOrigin;
use crate::domain::{ItemId, PostId};
use crate::store::post_items::{self, Left};
use crate::store::{Conn, bonds, items, labels, overrides, posts, posts_read, readings, sources, validity};

/// Why two posts cannot be joined, or one cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is the same post.
    Same,
    /// It is withdrawn.
    Gone,
    /// It is not made of items (a summary).
    NoItems,
    /// It has only one item.
    OneItem,
    /// It has no item of that channel.
    NoSuchChannel,
    /// One of them must not be passed on to followers.
    KeptBack,
}

/// Joins two posts: the elder stays, the younger is withdrawn and its page leads to the elder. Returns the elder.
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn join(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    one: &Post,
    other: &Post,
    now: Timestamp,
) -> Result<Result<PostId, Refused>, PublishError> {
    if one.id == other.id {
        return Ok(Err(Refused::Same));
    }
    if one.state == PostState::Gone || other.state == PostState::Gone {
        return Ok(Err(Refused::Gone));
    }
    let place = |post: &Post| (post.created_at, post.ulid);
    let (elder, younger) = if place(one) <= place(other) { (one, other) } else { (other, one) };
    let town = speaker.town.id;
    let stay = readings::parts(conn, town, elder.id).await?;
    let come = readings::parts(conn, town, younger.id).await?;
    if stay.is_empty() || come.is_empty() {
        return Ok(Err(Refused::NoItems));
    }
    let kept = sources::kept_from_followers(conn, town).await?;
    if stay.iter().chain(&come).any(|part| kept.contains(&part.source)) {
        return Ok(Err(Refused::KeptBack));
    }
    for part in &come {
        for other in &stay {
            bonds::set(conn, town, part.item, other.item, true, now).await?;
        }
    }
    keep_words(conn, speaker, elder).await?;
    merge(conn, speaker, elder, younger, now).await?;
    settle_by_id(conn, speaker, elder.id, Correction::Edit, now).await?;
    posts::touch(conn, elder, now).await?;
    record_post(conn, speaker, Deed::Joined, elder, json!({ "other": younger.ulid.to_string() }), now).await?;
    Ok(Ok(elder.id))
}

/// Moves all items of a post to an elder one; the younger is withdrawn and its page leads there. The caller settles the
/// elder.
pub(super) async fn merge(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    elder: &Post,
    younger: &Post,
    now: Timestamp,
) -> Result<(), PublishError> {
    let town = speaker.town.id;
    keep_words(conn, speaker, younger).await?;
    for part in readings::parts(conn, town, younger.id).await? {
        post_items::unlink(conn, town, younger.id, part.item, Left::Joined, now).await?;
        post_items::link(conn, town, elder.id, part.item, part.source, now).await?;
    }
    post_items::set_joined(conn, town, younger.id, elder.id).await?;
    hand_over(conn, speaker, elder, younger, now).await?;
    retract::withdraw(conn, speaker, younger, now).await
}

/// What staff decided about the younger post holds for the elder, unless they decided otherwise there; and under which
/// names it stood.
async fn hand_over(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    elder: &Post,
    younger: &Post,
    now: Timestamp,
) -> Result<(), PublishError> {
    let town = speaker.town.id;
    names::hand_over(conn, town, younger, elder.id).await?;
    overrides::hand_over(conn, town, younger.id, elder.id).await?;
    labels::add(conn, town, elder.id, &younger.labels).await?;
    overrule::void(conn, town, younger, now).await?;
    let mine = posts_read::by_id(conn, town, elder.id).await?.map(|post| post.validity_origin);
    if younger.validity_origin == ValidityOrigin::Staff && mine == Some(ValidityOrigin::Text) {
        validity::write(conn, town, elder.id, younger.validity, ValidityOrigin::Staff).await?;
    }
    Ok(())
}

/// Splits a post: the items of a channel (or all but the first) become posts of their own. Returns the new posts.
///
/// # Errors
/// When the store refuses; nothing of it is then written.
pub async fn split(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    post: &Post,
    channel: Option<&str>,
    now: Timestamp,
) -> Result<Result<Vec<PostId>, Refused>, PublishError> {
    let town = speaker.town.id;
    if post.state == PostState::Gone {
        return Ok(Err(Refused::Gone));
    }
    let parts = readings::parts(conn, town, post.id).await?;
    if parts.len() < 2 {
        return Ok(Err(if parts.is_empty() { Refused::NoItems } else { Refused::OneItem }));
    }
    let leaving: Vec<ItemId> = match channel {
        None => parts.iter().skip(1).map(|part| part.item).collect(),
        Some(slug) => parts.iter().filter(|part| part.slug == slug).map(|part| part.item).collect(),
    };
    if leaving.is_empty() {
        return Ok(Err(Refused::NoSuchChannel));
    }
    if leaving.len() == parts.len() {
        return Ok(Err(Refused::OneItem));
    }
    keep_words(conn, speaker, post).await?;
    let mut made = Vec::new();
    for item in &leaving {
        for other in parts.iter().filter(|part| part.item != *item) {
            bonds::set(conn, town, *item, other.item, false, now).await?;
        }
        post_items::unlink(conn, town, post.id, *item, Left::Split, now).await?;
        boost::follow_up(conn, speaker, post.id, now).await?;
        made.extend(on_its_own(conn, speaker, post, *item, now).await?);
    }
    settle_by_id(conn, speaker, post.id, Correction::Edit, now).await?;
    posts::touch(conn, post, now).await?;
    let mut others = Vec::new();
    for id in &made {
        others.extend(posts_read::by_id(conn, town, *id).await?.map(|post| post.ulid.to_string()));
    }
    record_post(conn, speaker, Deed::Split, post, json!({ "others": others }), now).await?;
    Ok(Ok(made))
}

/// A post of its own for an item that left another: a new name and a new Create.
async fn on_its_own(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    from: &Post,
    item: ItemId,
    now: Timestamp,
) -> Result<Option<PostId>, PublishError> {
    let town = speaker.town.id;
    let Some(stored) = items::by_id(conn, town, item).await? else { return Ok(None) };
    let Some(source) = sources::by_id(conn, town, stored.source).await? else { return Ok(None) };
    let Some(content) = readings::content(conn, town, item).await? else { return Ok(None) };
    let said = stored.item.created_at.as_ref();
    let saying = Saying {
        source: &source,
        item,
        native_id: &stored.native_id,
        generation: stored.generation,
        content: &content,
        said_at: said.map(|at| at.utc),
        date_only: said.is_some_and(|at| names_only_a_day(at, &speaker.town.zone())),
        undated: said.is_none(),
        silent: from.silent || !source.reaches_followers(),
    };
    let life = post_items::times_left(conn, town, item).await?;
    let made = say_as(conn, speaker, saying, life, now).await?;
    names::read_anew(conn, town, made, &Field::ALL).await?;
    Ok(Some(made))
}

/// An item from before readings were kept says what its post says: kept now, as the post is about to change.
pub(super) async fn keep_words(conn: &mut Conn<'_>, speaker: &Speaker, post: &Post) -> Result<(), PublishError> {
    let town = speaker.town.id;
    let parts = readings::parts(conn, town, post.id).await?;
    if parts.iter().all(|part| part.content.is_some()) {
        return Ok(());
    }
    let Some((_, content)) = posts_read::revisions(conn, town, post.id).await?.pop() else { return Ok(()) };
    for part in parts.iter().filter(|part| part.content.is_none()) {
        readings::keep(conn, town, part.item, &content).await?;
    }
    Ok(())
}
