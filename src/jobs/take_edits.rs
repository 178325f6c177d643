//! Edits: taken over one by one, or held for a person when too many come at once (DESIGN D10).

use jiff::Timestamp;

use super::apply_batch::{NORMALISER, Seen, ask_for_pictures, give_up_on};
use super::prepare::{PictureTime, prepare, reading};
use super::say_one::lane_of;
use super::sort_out::forget_words;
use super::{Hands, JobError, end_expired};
use crate::domain::audit::Deed;
use crate::domain::item::Item;
use crate::domain::rules::{Reason, RuleBook, Why, Withheld};
use crate::domain::source::{Source, SourceKind};
use crate::domain::town::Town;
use crate::publish::{Correction, settle_by_id, withhold};
use crate::store::held::{self, HeldEntry, HeldKind};
use crate::store::items::{self, Stored};
use crate::store::{Conn, Lane, StoreError, readings, rules, sources};

/// Edits are held from this many on, when they are also more than [`EDIT_SHARE`] percent.
const EDIT_COUNT: usize = 5;
const EDIT_SHARE: usize = 30;

/// Takes over edits, or holds them when too many come at once. What is held stays held until a person answers or the
/// source takes it back. Returns (taken, held).
pub(super) async fn take_edits(
    hands: &Hands,
    town: &Town,
    source: &Source,
    seen: &[Seen<'_>],
    listed: usize,
    now: Timestamp,
) -> Result<(usize, usize), JobError> {
    adopt(hands, town, source, seen, now).await?;
    let open = held_edits(hands, source).await?;
    let mut waiting: Vec<HeldEntry> = open.iter().filter(|entry| !is_taken_back(entry, seen)).cloned().collect();
    let mut fresh: Vec<(&Stored, &Item)> = Vec::new();
    for one in seen {
        let Seen::Edited(stored, item) = one else { continue };
        match waiting.iter_mut().find(|entry| entry.item == stored.id) {
            Some(entry) => entry.new = Some(Box::new((*item).clone())),
            None => fresh.push((stored, item)),
        }
    }
    let at_once = fresh.len() + waiting.len();
    // What warnings say is never held: an all-clear for many is one, too.
    let hold = source.kind != SourceKind::Cap
        && !fresh.is_empty()
        && at_once >= EDIT_COUNT
        && at_once * 100 > EDIT_SHARE * listed;
    if hold {
        waiting.extend(fresh.drain(..).map(|(stored, item)| HeldEntry {
            item: stored.id,
            new: Some(Box::new(item.clone())),
            evidence: None,
        }));
    }
    if waiting != open {
        hold_edits(hands, source, &waiting, open.is_empty(), now).await?;
    }
    for (stored, item) in &fresh {
        if let Err(error) = revise(hands, town, stored, item, Correction::Edit, now).await {
            give_up_on(hands, source, item, &error, now).await?;
        }
    }
    Ok((fresh.len(), if hold { at_once } else { 0 }))
}

/// What a newer normaliser makes of the same texts is taken over silently.
async fn adopt(hands: &Hands, town: &Town, source: &Source, seen: &[Seen<'_>], now: Timestamp) -> Result<(), JobError> {
    for one in seen {
        if let Seen::Adopt(stored, item) = one
            && let Err(error) = revise(hands, town, stored, item, Correction::Quiet, now).await
        {
            give_up_on(hands, source, item, &error, now).await?;
        }
    }
    Ok(())
}

/// What is held of this source's edits.
async fn held_edits(hands: &Hands, source: &Source) -> Result<Vec<HeldEntry>, JobError> {
    let open = hands.db.read(async |c: &mut Conn<'_>| held::open(c, source.town).await).await?;
    let ours = open.into_iter().find(|one| one.source == source.id && one.kind == HeldKind::Edits);
    Ok(ours.map(|one| one.entries).unwrap_or_default())
}

/// Whether the source lists the item as we have it: nobody needs to decide any more.
fn is_taken_back(entry: &HeldEntry, seen: &[Seen<'_>]) -> bool {
    seen.iter().any(|one| matches!(one, Seen::Same(stored) if stored.id == entry.item))
}

async fn hold_edits(
    hands: &Hands,
    source: &Source,
    entries: &[HeldEntry],
    begins: bool,
    now: Timestamp,
) -> Result<(), JobError> {
    hands
        .db
        .write_town(source.town, Lane::Normal, async |c: &mut Conn<'_>| {
            if entries.is_empty() {
                if let Some(id) = held::drop_open(c, source, HeldKind::Edits, now).await? {
                    hands.record_held(c, source, Deed::Void, (id, HeldKind::Edits, 0)).await?;
                }
                return Ok(());
            }
            let id = held::hold(c, source, HeldKind::Edits, entries, now).await?;
            if begins {
                hands.record_held(c, source, Deed::Held, (id, HeldKind::Edits, entries.len())).await?;
            }
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

/// Takes over one edit: item, post, Update.
pub(super) async fn revise(
    hands: &Hands,
    town: &Town,
    stored: &Stored,
    item: &Item,
    how: Correction,
    now: Timestamp,
) -> Result<(), JobError> {
    if how == Correction::Edit
        && let Some(why) = opted_out(hands, town, stored, item).await?
    {
        return take_back(hands, town, stored, item, &why, now).await;
    }
    let prepared = prepare(hands, town, stored.source, item, PictureTime::begin()).await?;
    hands
        .db
        .write_town(town.id, lane_of(item), async |c: &mut Conn<'_>| {
            // Another look may have been faster while the pictures came; the next one compares anew.
            if items::by_id(c, town.id, stored.id).await?.is_none_or(|now| now.content_hash != stored.content_hash) {
                return Ok(());
            }
            let speaker = hands.speaker(c, town.id).await?;
            items::revise(c, stored, item, NORMALISER, how == Correction::Edit, now).await?;
            let said_at = item.created_at.as_ref().map_or(stored.first_seen_at, |at| at.utc);
            readings::write(c, town.id, stored.id, &prepared.content, &prepared.fingerprint, said_at).await?;
            if let Some(post) = stored.post {
                settle_by_id(c, &speaker, post, how, now).await?;
                end_expired::ask(c, town.id, stored.id, item, now).await?;
            }
            if prepared.missing > 0 {
                ask_for_pictures(c, town.id, stored.id, now).await?;
            }
            Ok::<_, JobError>(())
        })
        .await
}

/// Whether the author asks, by an edit, to be left out. Other rules are asked once, when an item comes.
async fn opted_out(hands: &Hands, town: &Town, stored: &Stored, item: &Item) -> Result<Option<Withheld>, JobError> {
    let book = hands
        .db
        .read(async |c: &mut Conn<'_>| match sources::by_id(c, town.id, stored.source).await? {
            Some(source) => rules::book(c, &source).await,
            None => Ok(RuleBook::default()),
        })
        .await?;
    let tag = book.opted_out(&reading(town, item));
    Ok(tag.map(|(level, tag)| Withheld::Left { reason: Reason { level, why: Why::OptOut { tag } } }))
}

/// Takes a post off the page because its author asks for it; its words go at once.
async fn take_back(
    hands: &Hands,
    town: &Town,
    stored: &Stored,
    item: &Item,
    why: &Withheld,
    now: Timestamp,
) -> Result<(), JobError> {
    hands
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let current = items::by_id(c, town.id, stored.id).await?;
            let Some(current) = current.filter(|now| now.content_hash == stored.content_hash) else { return Ok(()) };
            items::revise(c, &current, item, NORMALISER, true, now).await?;
            let speaker = hands.speaker(c, town.id).await?;
            withhold(c, &speaker, &current, why, now).await?;
            forget_words(c, &Stored { content_hash: item.content_hash.clone(), ..current }, why, now).await?;
            Ok::<_, JobError>(())
        })
        .await
}
