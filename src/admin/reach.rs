//! The one place where roles that hold for some senders and channels only are held against what an address is about
//! (requirements A-17). The office asks for every address; pages ask for what stands in a form or in a list.

use super::office::Visit;
use super::routes::Route;
use crate::domain::HeldId;
use crate::domain::draft::Draft;
use crate::domain::ids::Ulid;
use crate::domain::limits::{Limits, Subject};
use crate::domain::post::Post;
use crate::domain::rules::LabelKind;
use crate::domain::source::Source;
use crate::domain::staff::{Permission, reach};
use crate::store::held::Held;
use crate::store::{Conn, StoreError, drafts, held, posts_read, sources};

/// For what whoever asks may do something in the town of the address; what they may not at all lies in no limits, see
/// [`crate::domain::staff::may`].
pub(super) fn limits(visit: &Visit<'_>, permission: Permission) -> Limits {
    let grants = visit.person.as_ref().map(|person| person.grants.as_slice()).unwrap_or_default();
    let town = visit.town_if_any();
    town.and_then(|town| reach(grants, town.id, permission, visit.now)).unwrap_or_default()
}

/// What a post is about.
pub(super) fn subject_of(post: &Post) -> Subject {
    Subject {
        senders: post.named(LabelKind::Sender).map(str::to_owned).collect(),
        channels: post.channels.iter().map(|channel| channel.slug.clone()).collect(),
    }
}

/// Whether a post lies within.
pub(super) fn covers_post(limits: &Limits, post: &Post) -> bool {
    limits.is_none() || limits.cover(&subject_of(post))
}

/// Whether a channel lies within.
pub(super) fn covers_channel(limits: &Limits, source: &Source) -> bool {
    limits.is_none() || limits.cover(&Subject::channel(&source.slug))
}

/// Whether what waits for a person lies within: it is its channel's.
pub(super) fn covers_held(limits: &Limits, held: &Held, channels: &[Source]) -> bool {
    limits.is_none() || channels.iter().any(|source| source.id == held.source && covers_channel(limits, source))
}

/// Whether a draft lies within.
pub(super) fn covers_draft(limits: &Limits, draft: &Draft) -> bool {
    limits.cover(&draft.content.subject())
}

/// Whether what the address names lies within. What is not there does: its page says that it is missing.
pub(super) async fn covers_address(visit: &Visit<'_>, route: &Route, limits: &Limits) -> Result<bool, StoreError> {
    let Some(town) = visit.town_if_any().map(|town| town.id).filter(|_| !limits.is_none()) else { return Ok(true) };
    let db = &visit.office.deps.desk.db;
    let id = |name| Ulid::from_string(visit.param(name)).ok();
    if route.path.contains("/{kanal}") {
        let read = async |c: &mut Conn<'_>| sources::by_slug(c, town, visit.param("kanal")).await;
        return Ok(db.read(read).await?.is_none_or(|source| covers_channel(limits, &source)));
    }
    // A warning concerns everybody who works here.
    if route.path.contains("/{beitrag}") && !route.path.contains("/warnung/") {
        let Some(id) = id("beitrag") else { return Ok(true) };
        let read = async |c: &mut Conn<'_>| posts_read::by_ulid(c, town, id).await;
        return Ok(db.read(read).await?.is_none_or(|post| covers_post(limits, &post)));
    }
    if route.path.contains("/entwuerfe/{nr}") {
        let Some(id) = id("nr") else { return Ok(true) };
        let read = async |c: &mut Conn<'_>| drafts::by_ulid(c, town, id).await;
        return Ok(db.read(read).await?.is_none_or(|draft| covers_draft(limits, &draft)));
    }
    if route.path.contains("/freigabe/{nr}") {
        let Ok(id) = visit.param("nr").parse() else { return Ok(true) };
        let read = async |c: &mut Conn<'_>| {
            let found = held::by_id(c, town, HeldId(id)).await?;
            Ok::<_, StoreError>((found, sources::of_town(c, town).await?))
        };
        let (found, channels) = db.read(read).await?;
        return Ok(found.is_none_or(|found| covers_held(limits, &found, &channels)));
    }
    Ok(true)
}
