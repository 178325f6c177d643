//! Applies one look at a listing: new items are said, edits corrected, the vanished marked for lookup (DESIGN D10, D11).

use std::collections::HashMap;

use jiff::Timestamp;

use super::end_expired::end_of;
use super::meet_archived::meet_archived;
use super::own_boosts::without_own_boosts;
use super::prepare::{PictureTime, prepare};
use super::runner::{Papers, kind, later, town_job};
use super::say_one::{Telling, Welcome, say_one};
use super::sort_out::sort_out;
use super::take_edits::take_edits;
use super::{Hands, JobError};
use crate::domain::audit::Deed;
use crate::domain::item::{Item, ItemState, NativeId, Visibility};
use crate::domain::source::{Aside, Source, SourceClass};
use crate::domain::town::Town;
use crate::domain::validity::of_warning;
use crate::domain::{ItemId, TownId};
use crate::ingest::{self, without_foreign};
use crate::publish::{Arrival, Arrived, Correction, Lateness, judge, judge_event, read_validity, settle_by_id};
use crate::sources::{Batch, Window};
use crate::store::held::{self, HeldEntry, HeldKind};
use crate::store::items::{self, Stored};
use crate::store::{Conn, Lane, StoreError, blocks, jobs, posts, quarantine};

/// Version of the normalisers and the cleaner; raising it makes stored items adopt the new reading silently.
pub(super) const NORMALISER: i64 = 1;
/// More late posts than this at once become one summary.
const MOST_LATE: usize = 5;
/// Absent items marked for lookup after one look.
const MOST_ABSENT: i64 = 500;
/// A missing picture is tried again after this time.
const PICTURE_RETRY: std::time::Duration = std::time::Duration::from_secs(60);

/// What a look changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    /// Posts that appeared.
    pub new: usize,
    /// Posts that changed.
    pub edited: usize,
    /// Edits and posts that wait for a person.
    pub held: usize,
    /// Posts that a rule left out.
    pub left: usize,
    /// Items that left the listing.
    pub unlisted: usize,
    /// Pieces set aside because they could not be read.
    pub quarantined: usize,
    /// Whether the source said something we had not heard.
    pub news: bool,
}

/// How an item of the listing compares with what we know.
pub(super) enum Seen<'a> {
    New {
        item: &'a Item,
        generation: i64,
    },
    Same(&'a Stored),
    /// A newer normaliser reads the same text differently.
    Adopt(&'a Stored, &'a Item),
    Edited(&'a Stored, &'a Item),
    /// On no page because of a rule, and it says something else now.
    Withheld(&'a Stored, &'a Item),
}

/// Applies a batch. Each item is a transaction of its own: a crash resumes with the next look.
pub(super) async fn apply(
    hands: &Hands,
    town: &Town,
    source: &Source,
    batch: &Batch,
    now: Timestamp,
) -> Result<Applied, JobError> {
    let mut applied = Applied { quarantined: set_aside(hands, source, batch, now).await?, ..Applied::default() };
    if batch.unchanged {
        return Ok(applied);
    }
    applied.unlisted = mark_deleted(hands, source, batch, now).await?;
    let readable: Vec<Item> =
        batch.items.iter().filter(|item| item.state != ItemState::Deleted).map(storable).collect();
    let readable = without_own_boosts(hands, source, readable).await?;
    meet_archived(hands, source, &readable).await?;
    let blocked = hands.db.read(async |c: &mut Conn<'_>| blocks::items_of(c, source).await).await?;
    let usable: Vec<&Item> = readable
        .iter()
        .filter(|item| !matches!(item.visibility, Visibility::DoNotMirror(_)) && !blocked.contains(&item.native_id))
        // What was said for a while only is not said again when that is over.
        .filter(|item| end_of(item).is_none_or(|end| end > now))
        .collect();
    let ids: Vec<NativeId> = usable.iter().map(|item| item.native_id.clone()).collect();
    let known = hands.db.read(async |c: &mut Conn<'_>| items::known_among(c, source, &ids).await).await?;
    let listed = hands.db.read(async |c: &mut Conn<'_>| items::known_among(c, source, &batch.listed).await).await?;
    let by_id: HashMap<&NativeId, &Stored> = known.iter().map(|stored| (&stored.native_id, stored)).collect();
    let seen: Vec<Seen<'_>> =
        usable.into_iter().map(|item| compare(item, by_id.get(&item.native_id).copied())).collect();

    let sorted = sort_out(hands, town, source, &seen, now).await?;
    applied.left = sorted.left;
    applied.new = say_new(hands, town, source, sorted.welcome, now).await?;
    (applied.edited, applied.held) = take_edits(hands, town, source, &seen, known.len(), now).await?;
    applied.held += sorted.waiting;
    mark_seen(hands, source, &seen, &listed, now).await?;
    if batch.window != Window::Partial && source.first_pass_at.is_some() {
        applied.unlisted += mark_absent(hands, source, batch, now).await?;
    }
    applied.news = applied.new + applied.edited + applied.held + applied.left > 0;
    if applied.new > 0 || applied.edited > 0 {
        hands.published.wake();
    }
    Ok(applied)
}

/// Takes over what lookups told of items that say something else now.
pub(super) async fn take_changed(
    hands: &Hands,
    town: &Town,
    source: &Source,
    changed: &[(Stored, Item)],
    live: usize,
    now: Timestamp,
) -> Result<(), JobError> {
    let readable: Vec<Item> = changed.iter().map(|(_, item)| storable(item)).collect();
    let seen: Vec<Seen<'_>> = changed
        .iter()
        .zip(&readable)
        .map(|((stored, _), item)| compare(item, Some(stored)))
        .filter(|seen| matches!(seen, Seen::Edited(..) | Seen::Adopt(..)))
        .collect();
    if !seen.is_empty() {
        take_edits(hands, town, source, &seen, live, now).await?;
        hands.published.wake();
    }
    Ok(())
}

/// A copy that may be stored: without other people's words, and without NUL characters, as PostgreSQL keeps none in text.
fn storable(item: &Item) -> Item {
    let mut item = without_foreign(item).into_owned();
    let clean = |text: &mut String| {
        if text.contains('\0') {
            *text = text.replace('\0', "\u{fffd}");
        }
    };
    clean(&mut item.native_id.0);
    clean(&mut item.text);
    for text in [&mut item.title, &mut item.html, &mut item.canonical_url, &mut item.lang].into_iter().flatten() {
        clean(text);
    }
    for medium in &mut item.media {
        for text in [&mut medium.alt, &mut medium.source_url, &mut medium.native_media_id].into_iter().flatten() {
            clean(text);
        }
    }
    item
}

/// Sets an item aside that cannot be taken over, so that it does not keep the others waiting. The engine being away is
/// another matter: then setting aside fails as well and the look is repeated.
pub(super) async fn give_up_on(
    hands: &Hands,
    source: &Source,
    item: &Item,
    error: &JobError,
    now: Timestamp,
) -> Result<(), JobError> {
    tracing::warn!(source = source.slug, %error, "an entry could not be taken over and was set aside");
    let excerpt = item.title.clone().unwrap_or_else(|| item.text.chars().take(200).collect());
    let reason = format!("{}: could not be taken over: {error}", Aside::NotTaken.as_str());
    hands
        .db
        .write(async |c: &mut Conn<'_>| {
            quarantine::add(c, source, Some(&item.native_id.0), &reason, &excerpt, now).await
        })
        .await?;
    Ok(())
}

fn compare<'a>(item: &'a Item, known: Option<&'a Stored>) -> Seen<'a> {
    match known {
        None => Seen::New { item, generation: 0 },
        Some(stored) if stored.state == ItemState::Deleted => Seen::New { item, generation: stored.generation + 1 },
        Some(stored) if stored.withheld.is_some() && stored.content_hash == item.content_hash => Seen::Same(stored),
        Some(stored) if stored.withheld.is_some() => Seen::Withheld(stored, item),
        Some(stored) if stored.normaliser != NORMALISER => Seen::Adopt(stored, item),
        Some(stored) if stored.content_hash == item.content_hash => Seen::Same(stored),
        Some(stored) => Seen::Edited(stored, item),
    }
}

async fn set_aside(hands: &Hands, source: &Source, batch: &Batch, now: Timestamp) -> Result<usize, JobError> {
    if batch.quarantined.is_empty() {
        return Ok(0);
    }
    let fresh = hands
        .db
        .write(async |c: &mut Conn<'_>| {
            let mut fresh = 0;
            for piece in &batch.quarantined {
                let id = piece.native_id.as_ref().map(|id| id.0.as_str());
                let reason = format!("{}: {}", piece.aside.as_str(), piece.reason);
                fresh += usize::from(quarantine::add(c, source, id, &reason, &piece.excerpt, now).await?);
            }
            Ok::<_, StoreError>(fresh)
        })
        .await?;
    if fresh > 0 {
        tracing::warn!(source = source.slug, fresh, "pieces that cannot be read were set aside");
    }
    Ok(fresh)
}

/// Says what the rules let through. Returns how many were said.
async fn say_new<'a>(
    hands: &Hands,
    town: &Town,
    source: &Source,
    welcome: Vec<Welcome<'a>>,
    now: Timestamp,
) -> Result<usize, JobError> {
    let first_pass = source.first_pass_at.is_none();
    let zone = town.zone();
    let lateness = |one: &Welcome<'_>| match source.class {
        // The town's account does not speak of third parties, not even in a summary.
        SourceClass::ThirdParty => Lateness::Silent,
        _ if !source.reaches_followers() => Lateness::Silent,
        _ => match one.item.announced_event() {
            Some(event) => judge_event(event, first_pass, now),
            None => how_late(Arrival::of(one.item.created_at.as_ref(), &zone, first_pass), one.item, town, source, now),
        },
    };
    let judged = |one: Welcome<'a>| {
        let lateness = lateness(&one);
        (one, lateness)
    };
    let mut new: Vec<(Welcome<'a>, Lateness)> = welcome.into_iter().map(judged).collect();
    let late = new.iter().filter(|(_, lateness)| *lateness == Lateness::Late).count();
    let summarised = late > MOST_LATE;
    // Oldest first, so that followers and the outbox get them in the order in which they were said.
    new.sort_by_key(|(one, _)| one.item.created_at.as_ref().map(|at| at.utc));
    let time = PictureTime::begin();
    let (mut said, mut late_posts) = (0, Vec::new());
    for (one, lateness) in &new {
        let counted = summarised && *lateness == Lateness::Late && one.item.warning.is_none();
        let how = match lateness {
            Lateness::Silent => Telling::Nobody,
            // A warning that still holds is said by itself, however many there are.
            Lateness::Late if summarised && one.item.warning.is_none() => Telling::InSummary(&late_posts),
            Lateness::Late | Lateness::Fresh => Telling::Everyone,
        };
        let prepared = prepare(hands, town, source.id, one.item, time).await?;
        match say_one(hands, town, source, one, &prepared, how, now).await {
            Ok(Some(Arrived { post, joined, .. })) => {
                said += 1;
                if counted && !joined {
                    late_posts.push(post);
                }
            }
            Ok(None) => {}
            Err(error) => give_up_on(hands, source, one.item, &error, now).await?,
        }
    }
    if !late_posts.is_empty() {
        let papers = Papers::posts(town.id, source.id, &late_posts);
        let key = source.id.to_string();
        let job = town_job(town.id, kind::SUMMARISE, &key, &papers, now);
        hands.db.write(async |c: &mut Conn<'_>| jobs::enqueue(c, job, now).await).await?;
    }
    Ok(said)
}

/// Judges a new item. What it says is only read where that could make an old one news.
fn how_late(arrival: Arrival, item: &Item, town: &Town, source: &Source, now: Timestamp) -> Lateness {
    let plain = judge(arrival, source, now);
    if plain != Lateness::Silent || judge(Arrival { still_holds: true, ..arrival }, source, now) == plain {
        return plain;
    }
    let cleaned = ingest::clean(item, &town.settings.language);
    let said_at = item.created_at.as_ref().map_or(now, |at| at.utc);
    let holds = of_warning(item)
        .or_else(|| read_validity(cleaned.title.as_deref(), &cleaned.body, &cleaned.lang, said_at, &town.zone()));
    let holds = holds.is_some_and(|validity| validity.is_ahead(now));
    judge(Arrival { still_holds: holds, ..arrival }, source, now)
}

/// Asks for the pictures of an item that are still missing.
pub(super) async fn ask_for_pictures(
    conn: &mut Conn<'_>,
    town: TownId,
    item: ItemId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (key, papers) = (item.to_string(), Papers::item(town, item));
    jobs::enqueue(conn, town_job(town, kind::FETCH_PICTURES, &key, &papers, later(now, PICTURE_RETRY)), now).await
}

/// Notes that known items stood in the listing; what looked withdrawn is back.
async fn mark_seen(
    hands: &Hands,
    source: &Source,
    seen: &[Seen<'_>],
    listed: &[Stored],
    now: Timestamp,
) -> Result<(), JobError> {
    let known: Vec<&Stored> = seen
        .iter()
        .filter_map(|one| match one {
            Seen::Same(stored) | Seen::Adopt(stored, _) | Seen::Edited(stored, _) | Seen::Withheld(stored, _) => {
                Some(*stored)
            }
            Seen::New { .. } => None,
        })
        .chain(listed)
        .collect();
    if known.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = known.iter().map(|stored| stored.id).collect();
    hands
        .db
        .write_town(source.town, Lane::Normal, async |c: &mut Conn<'_>| {
            let mut doubted = posts::hidden_of_items(c, source.town, &ids).await?;
            doubted
                .extend(known.iter().filter(|stored| stored.gone_first_at.is_some()).filter_map(|stored| stored.post));
            doubted.sort_unstable();
            doubted.dedup();
            items::seen(c, source.town, &ids, now).await?;
            if !doubted.is_empty() {
                let speaker = hands.speaker(c, source.town).await?;
                for post in doubted {
                    settle_by_id(c, &speaker, post, Correction::Edit, now).await?;
                }
            }
            release_relisted(hands, c, source, &ids, now).await?;
            Ok::<_, JobError>(())
        })
        .await
}

/// Held withdrawals of items that are listed again are no withdrawals.
async fn release_relisted(
    hands: &Hands,
    conn: &mut Conn<'_>,
    source: &Source,
    listed: &[ItemId],
    now: Timestamp,
) -> Result<(), StoreError> {
    let open = held::open(conn, source.town).await?;
    let Some(ours) = open.into_iter().find(|one| one.source == source.id && one.kind == HeldKind::Withdrawals) else {
        return Ok(());
    };
    let left: Vec<HeldEntry> = ours.entries.iter().filter(|entry| !listed.contains(&entry.item)).cloned().collect();
    if left.is_empty() {
        if let Some(id) = held::drop_open(conn, source, HeldKind::Withdrawals, now).await? {
            hands.record_held(conn, source, Deed::Void, (id, HeldKind::Withdrawals, 0)).await?;
        }
        Ok(())
    } else if left.len() < ours.entries.len() {
        held::hold(conn, source, HeldKind::Withdrawals, &left, now).await.map(|_| ())
    } else {
        Ok(())
    }
}

/// Has what the listing itself calls deleted looked up at once: the lookup decides, as ever.
async fn mark_deleted(hands: &Hands, source: &Source, batch: &Batch, now: Timestamp) -> Result<usize, JobError> {
    let gone = batch.items.iter().filter(|item| item.state == ItemState::Deleted);
    let ids: Vec<NativeId> = gone.map(|item| item.native_id.clone()).collect();
    if ids.is_empty() {
        return Ok(0);
    }
    let known = hands.db.read(async |c: &mut Conn<'_>| items::known_among(c, source, &ids).await).await?;
    let live: Vec<_> = known.iter().filter(|one| one.state == ItemState::Live).map(|one| one.id).collect();
    if !live.is_empty() {
        hands.db.write(async |c: &mut Conn<'_>| items::unlist(c, source.town, &live, now).await).await?;
    }
    Ok(live.len())
}

/// Whether a listing says anything about an item that it does not have. What is over (a story, a past appointment) may
/// leave any listing.
fn is_told_of(window: Window, item: &Item, now: Timestamp) -> bool {
    if item.is_over(now) || item.expires_at.as_ref().is_some_and(|end| end.utc <= now) {
        return false;
    }
    match window {
        Window::Complete { .. } => true,
        Window::Span { from, .. } => item.created_at.as_ref().is_some_and(|time| time.utc >= from),
        Window::Partial => false,
    }
}

/// Marks what is absent from a complete listing for lookup. Entries that could not be read are listed all the same.
async fn mark_absent(hands: &Hands, source: &Source, batch: &Batch, now: Timestamp) -> Result<usize, JobError> {
    let set_aside: Vec<&NativeId> = batch.quarantined.iter().filter_map(|piece| piece.native_id.as_ref()).collect();
    let absent = hands.db.read(async |c: &mut Conn<'_>| items::unseen_since(c, source, now, MOST_ABSENT).await).await?;
    let told =
        |stored: &&Stored| !set_aside.contains(&&stored.native_id) && is_told_of(batch.window, &stored.item, now);
    let ids: Vec<_> = absent.iter().filter(told).map(|stored| stored.id).collect();
    if !ids.is_empty() {
        hands.db.write(async |c: &mut Conn<'_>| items::unlist(c, source.town, &ids, now).await).await?;
    }
    Ok(ids.len())
}
