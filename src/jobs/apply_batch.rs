//! Applies one look at a listing: new items are said, edits corrected, the vanished marked for lookup (DESIGN D10, D11).

use std::collections::HashMap;

use jiff::Timestamp;

use super::prepare::{Prepared, prepare};
use super::runner::{Papers, kind, later};
use super::{Hands, JobError};
use crate::domain::PostId;
use crate::domain::item::{Item, ItemState, NativeId, Visibility};
use crate::domain::post::PostState;
use crate::domain::source::Source;
use crate::domain::town::Town;
use crate::publish::{Arrival, Correction, Lateness, Saying, correct, judge, names_only_a_day, say, show, summarise};
use crate::sources::{Batch, Window};
use crate::store::held::{self, HeldEntry, HeldKind};
use crate::store::items::{self, Stored};
use crate::store::{Conn, Lane, StoreError, jobs, posts_read, quarantine};

/// Version of the normalisers and the cleaner; raising it makes stored items adopt the new reading silently.
pub(super) const NORMALISER: i64 = 1;
/// More late posts than this at once become one summary.
const MOST_LATE: usize = 5;
/// Edits are held from this many on, when they are also more than [`EDIT_SHARE`] percent.
const EDIT_COUNT: usize = 5;
const EDIT_SHARE: usize = 30;
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
    /// Edits that wait for a person.
    pub held: usize,
    /// Items that left the listing.
    pub unlisted: usize,
    /// Pieces set aside because they could not be read.
    pub quarantined: usize,
    /// Whether the source said something we had not heard.
    pub news: bool,
}

/// How an item of the listing compares with what we know.
enum Seen<'a> {
    New {
        item: &'a Item,
        generation: i64,
    },
    Same(&'a Stored),
    /// A newer normaliser reads the same text differently.
    Adopt(&'a Stored, &'a Item),
    Edited(&'a Stored, &'a Item),
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
    let usable: Vec<&Item> =
        batch.items.iter().filter(|item| !matches!(item.visibility, Visibility::DoNotMirror(_))).collect();
    let ids: Vec<NativeId> = usable.iter().map(|item| item.native_id.clone()).collect();
    let known = hands.db.read(async |c: &mut Conn<'_>| items::known_among(c, source, &ids).await).await?;
    let by_id: HashMap<&NativeId, &Stored> = known.iter().map(|stored| (&stored.native_id, stored)).collect();
    let seen: Vec<Seen<'_>> =
        usable.into_iter().map(|item| compare(item, by_id.get(&item.native_id).copied())).collect();

    applied.new = say_new(hands, town, source, &seen, now).await?;
    (applied.edited, applied.held) = take_edits(hands, town, source, &seen, known.len(), now).await?;
    mark_seen(hands, source, &seen, now).await?;
    if matches!(batch.window, Window::Complete { .. }) && source.first_pass_at.is_some() {
        applied.unlisted = mark_absent(hands, source, batch, now).await?;
    }
    applied.news = applied.new > 0 || applied.edited > 0 || applied.held > 0;
    if applied.new > 0 || applied.edited > 0 {
        hands.published.wake();
    }
    Ok(applied)
}

fn compare<'a>(item: &'a Item, known: Option<&'a Stored>) -> Seen<'a> {
    match known {
        None => Seen::New { item, generation: 0 },
        Some(stored) if stored.state == ItemState::Deleted => Seen::New { item, generation: stored.generation + 1 },
        Some(stored) if stored.content_hash == item.content_hash => Seen::Same(stored),
        Some(stored) if stored.normaliser != NORMALISER => Seen::Adopt(stored, item),
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
                fresh += usize::from(quarantine::add(c, source, id, &piece.reason, &piece.excerpt, now).await?);
            }
            Ok::<_, StoreError>(fresh)
        })
        .await?;
    if fresh > 0 {
        tracing::warn!(source = source.slug, fresh, "pieces that cannot be read were set aside");
    }
    Ok(fresh)
}

async fn say_new(
    hands: &Hands,
    town: &Town,
    source: &Source,
    seen: &[Seen<'_>],
    now: Timestamp,
) -> Result<usize, JobError> {
    let first_pass = source.first_pass_at.is_none();
    let zone = town.zone();
    let mut new: Vec<(&Item, i64, Lateness)> = seen
        .iter()
        .filter_map(|one| match one {
            Seen::New { item, generation } => {
                Some((*item, *generation, judge(Arrival::of(item.created_at.as_ref(), &zone, first_pass), source, now)))
            }
            _ => None,
        })
        .collect();
    let late = new.iter().filter(|(_, _, lateness)| *lateness == Lateness::Late).count();
    let summarised = late > MOST_LATE;
    // Oldest first, so that followers and the outbox get them in the order in which they were said.
    new.sort_by_key(|(item, ..)| item.created_at.as_ref().map(|at| at.utc));
    let mut late_posts = Vec::new();
    for (item, generation, lateness) in &new {
        let prepared = prepare(hands, town, item).await?;
        let silent = *lateness == Lateness::Silent || (summarised && *lateness == Lateness::Late);
        let post = say_one(hands, town, source, item, *generation, &prepared, silent, now).await?;
        if summarised && *lateness == Lateness::Late {
            late_posts.push(post);
        }
    }
    if summarised {
        hands
            .db
            .write_town(town.id, Lane::Normal, async |c: &mut Conn<'_>| {
                let speaker = hands.speaker(c, town.id).await?;
                summarise(c, &speaker, source, &late_posts, now).await?;
                Ok::<_, JobError>(())
            })
            .await?;
    }
    Ok(new.len())
}

#[expect(clippy::too_many_arguments, reason = "one call site; a struct would only repeat the names")]
async fn say_one(
    hands: &Hands,
    town: &Town,
    source: &Source,
    item: &Item,
    generation: i64,
    prepared: &Prepared,
    silent: bool,
    now: Timestamp,
) -> Result<PostId, JobError> {
    hands
        .db
        .write_town(town.id, Lane::Normal, async |c: &mut Conn<'_>| {
            let speaker = hands.speaker(c, town.id).await?;
            let id = items::add(c, source, item, generation, NORMALISER, now).await?;
            let saying = Saying {
                source,
                item: id,
                native_id: &item.native_id,
                generation,
                content: &prepared.content,
                said_at: item.created_at.as_ref().map(|at| at.utc),
                date_only: item.created_at.as_ref().is_some_and(|at| names_only_a_day(at, &town.zone())),
                silent,
            };
            let post = say(c, &speaker, saying, now).await?;
            if prepared.missing > 0 {
                let papers = Papers::item(town.id, id);
                jobs::enqueue(c, kind::FETCH_PICTURES, &id.to_string(), &papers, later(now, PICTURE_RETRY), false, now)
                    .await?;
            }
            Ok::<_, JobError>(post)
        })
        .await
}

/// Takes over edits, or holds them when too many come at once. Returns (taken, held).
async fn take_edits(
    hands: &Hands,
    town: &Town,
    source: &Source,
    seen: &[Seen<'_>],
    listed: usize,
    now: Timestamp,
) -> Result<(usize, usize), JobError> {
    let edits: Vec<(&Stored, &Item)> = seen
        .iter()
        .filter_map(|one| if let Seen::Edited(stored, item) = one { Some((*stored, *item)) } else { None })
        .collect();
    if edits.len() >= EDIT_COUNT && edits.len() * 100 > EDIT_SHARE * listed {
        hold_edits(hands, source, &edits, now).await?;
        return Ok((0, edits.len()));
    }
    if edits.is_empty() {
        drop_obsolete(hands, source, now).await?;
    }
    for (stored, item) in &edits {
        revise(hands, town, stored, item, Correction::Edit, now).await?;
    }
    for one in seen {
        if let Seen::Adopt(stored, item) = one {
            revise(hands, town, stored, item, Correction::Quiet, now).await?;
        }
    }
    Ok((edits.len(), 0))
}

async fn hold_edits(
    hands: &Hands,
    source: &Source,
    edits: &[(&Stored, &Item)],
    now: Timestamp,
) -> Result<(), JobError> {
    let entries: Vec<HeldEntry> = edits
        .iter()
        .map(|(stored, item)| HeldEntry { item: stored.id, new: Some(Box::new((*item).clone())), evidence: None })
        .collect();
    hands
        .db
        .write(async |c: &mut Conn<'_>| {
            let open = held::open(c, source.town).await?;
            if open.iter().any(|h| h.source == source.id && h.kind == HeldKind::Edits && h.entries == entries) {
                return Ok(());
            }
            held::hold(c, source, HeldKind::Edits, &entries, now).await?;
            tracing::warn!(
                source = source.slug,
                count = entries.len(),
                "many posts changed at once: held for a person"
            );
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(())
}

/// Held edits that the source itself took back need nobody any more.
async fn drop_obsolete(hands: &Hands, source: &Source, now: Timestamp) -> Result<(), JobError> {
    let open = hands.db.read(async |c: &mut Conn<'_>| held::open(c, source.town).await).await?;
    if open.iter().any(|h| h.source == source.id && h.kind == HeldKind::Edits) {
        hands.db.write(async |c: &mut Conn<'_>| held::drop_open(c, source, HeldKind::Edits, now).await).await?;
    }
    Ok(())
}

/// Takes over one edit: item, post, Update.
pub(super) async fn revise(
    hands: &Hands,
    town: &Town,
    stored: &Stored,
    item: &Item,
    how: Correction,
    now: Timestamp,
) -> Result<(), JobError> {
    let prepared = prepare(hands, town, item).await?;
    hands
        .db
        .write_town(town.id, Lane::Normal, async |c: &mut Conn<'_>| {
            let speaker = hands.speaker(c, town.id).await?;
            items::revise(c, stored, item, NORMALISER, how == Correction::Edit, now).await?;
            if let Some(post) = stored.post
                && let Some(post) = posts_read::by_id(c, town.id, post).await?
                && post.state != PostState::Gone
            {
                correct(c, &speaker, &post, &prepared.content, how, now).await?;
            }
            if prepared.missing > 0 {
                let papers = Papers::item(town.id, stored.id);
                jobs::enqueue(
                    c,
                    kind::FETCH_PICTURES,
                    &stored.id.to_string(),
                    &papers,
                    later(now, PICTURE_RETRY),
                    false,
                    now,
                )
                .await?;
            }
            Ok::<_, JobError>(())
        })
        .await
}

/// Notes that known items stood in the listing; what looked withdrawn is back.
async fn mark_seen(hands: &Hands, source: &Source, seen: &[Seen<'_>], now: Timestamp) -> Result<(), JobError> {
    let known: Vec<&Stored> = seen
        .iter()
        .filter_map(|one| match one {
            Seen::Same(stored) | Seen::Adopt(stored, _) | Seen::Edited(stored, _) => Some(*stored),
            Seen::New { .. } => None,
        })
        .collect();
    if known.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = known.iter().map(|stored| stored.id).collect();
    let back: Vec<PostId> =
        known.iter().filter(|stored| stored.gone_first_at.is_some()).filter_map(|stored| stored.post).collect();
    hands
        .db
        .write_town(source.town, Lane::Normal, async |c: &mut Conn<'_>| {
            items::seen(c, source.town, &ids, now).await?;
            for post in &back {
                if let Some(post) = posts_read::by_id(c, source.town, *post).await? {
                    show(c, &post, now).await?;
                }
            }
            Ok::<_, JobError>(())
        })
        .await
}

/// Marks what is absent from a complete listing for lookup. Entries that could not be read are listed all the same.
async fn mark_absent(hands: &Hands, source: &Source, batch: &Batch, now: Timestamp) -> Result<usize, JobError> {
    let set_aside: Vec<&NativeId> = batch.quarantined.iter().filter_map(|piece| piece.native_id.as_ref()).collect();
    let absent = hands.db.read(async |c: &mut Conn<'_>| items::unseen_since(c, source, now, MOST_ABSENT).await).await?;
    let ids: Vec<_> =
        absent.iter().filter(|stored| !set_aside.contains(&&stored.native_id)).map(|stored| stored.id).collect();
    if !ids.is_empty() {
        hands.db.write(async |c: &mut Conn<'_>| items::unlist(c, source.town, &ids, now).await).await?;
    }
    Ok(ids.len())
}
