//! Applies one look at a listing: new items are said, edits corrected, the vanished marked for lookup (DESIGN D10, D11).

use std::collections::HashMap;

use jiff::Timestamp;

use super::prepare::{PictureTime, Prepared, prepare};
use super::runner::{Papers, kind, later};
use super::take_edits::take_edits;
use super::{Hands, JobError};
use crate::domain::audit::Deed;
use crate::domain::item::{Item, ItemState, NativeId, Visibility};
use crate::domain::source::Source;
use crate::domain::town::Town;
use crate::domain::{ItemId, PostId};
use crate::publish::{Arrival, Arrived, Correction, Lateness, Saying, arrive, judge, names_only_a_day, settle_by_id};
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
pub(super) const PICTURE_RETRY: std::time::Duration = std::time::Duration::from_secs(60);

/// How long a summary waits for the end of the look it belongs to.
const SUMMARY_WAIT: std::time::Duration = std::time::Duration::from_secs(300);

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
pub(super) enum Seen<'a> {
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
    let readable: Vec<Item> = batch.items.iter().map(without_nul).collect();
    let blocked = hands.db.read(async |c: &mut Conn<'_>| blocks::items_of(c, source).await).await?;
    let usable: Vec<&Item> = readable
        .iter()
        .filter(|item| !matches!(item.visibility, Visibility::DoNotMirror(_)) && !blocked.contains(&item.native_id))
        .collect();
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

/// A copy without NUL characters: PostgreSQL keeps none in text.
fn without_nul(item: &Item) -> Item {
    let mut item = item.clone();
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
    let reason = format!("could not be taken over: {error}");
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
    let time = PictureTime::begin();
    let (mut said, mut late_posts) = (0, Vec::new());
    for (item, generation, lateness) in &new {
        let counted = summarised && *lateness == Lateness::Late;
        let how = match lateness {
            Lateness::Silent => Telling::Nobody,
            Lateness::Late if summarised => Telling::InSummary(&late_posts),
            Lateness::Late | Lateness::Fresh => Telling::Everyone,
        };
        let prepared = prepare(hands, town, source.id, item, time).await?;
        match say_one(hands, town, source, item, *generation, &prepared, how, now).await {
            Ok(Arrived { post, joined }) => {
                said += 1;
                if counted && joined.is_none() {
                    late_posts.push(post);
                }
            }
            Err(error) => give_up_on(hands, source, item, &error, now).await?,
        }
    }
    if !late_posts.is_empty() {
        let papers = Papers::posts(town.id, source.id, &late_posts);
        let key = source.id.to_string();
        hands
            .db
            .write(async |c: &mut Conn<'_>| jobs::enqueue(c, kind::SUMMARISE, &key, &papers, now, false, now).await)
            .await?;
    }
    Ok(said)
}

/// Who is told of a new post.
enum Telling<'a> {
    Everyone,
    /// On page, feeds and outbox only.
    Nobody,
    /// The same, but a summary will name it, with these that came before it.
    InSummary(&'a [PostId]),
}

#[expect(clippy::too_many_arguments, reason = "one call site; a struct would only repeat the names")]
async fn say_one(
    hands: &Hands,
    town: &Town,
    source: &Source,
    item: &Item,
    generation: i64,
    prepared: &Prepared,
    how: Telling<'_>,
    now: Timestamp,
) -> Result<Arrived, JobError> {
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
                silent: !matches!(how, Telling::Everyone),
            };
            let arrived = arrive(c, &speaker, saying, &prepared.fingerprint, now).await?;
            if let (Telling::InSummary(earlier), None) = (how, arrived.joined) {
                // Due a little later: the rest of this look joins it, and a crash before then loses no word.
                let papers = Papers::posts(town.id, source.id, &[earlier, &[arrived.post]].concat());
                let at = later(now, SUMMARY_WAIT);
                jobs::enqueue(c, kind::SUMMARISE, &source.id.to_string(), &papers, at, false, now).await?;
            }
            if prepared.missing > 0 {
                let papers = Papers::item(town.id, id);
                jobs::enqueue(c, kind::FETCH_PICTURES, &id.to_string(), &papers, later(now, PICTURE_RETRY), false, now)
                    .await?;
            }
            Ok::<_, JobError>(arrived)
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
