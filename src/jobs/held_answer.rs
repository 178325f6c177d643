//! A person answers a held change: carry it out, or keep what we have.

use jiff::Timestamp;
use serde_json::json;

use super::prepare::{PictureTime, prepare};
use super::say_one::{Entrance, Telling, Welcome, say_one};
use super::take_edits::revise;
use super::{Hands, JobError, warn_own};
use crate::domain::audit::{About, Deed};
use crate::domain::item::ItemState;
use crate::domain::post::Post;
use crate::domain::rules::{RuleBook, Withheld};
use crate::domain::town::Town;
use crate::domain::{HeldId, ItemId, TownId};
use crate::publish::{Arrival, Correction, answer_overruled, join, leave, record};
use crate::store::held::{self, Held, HeldKind};
use crate::store::{Conn, Lane, StoreError, bonds, items, posts_read, rules, sources, towns, withheld};

/// What the person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is right: carry it out.
    Release,
    /// It is a mistake: keep what we have.
    Reject,
}

impl Answer {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Reject => "reject",
        }
    }

    pub(super) fn deed(self) -> Deed {
        match self {
            Self::Release => Deed::Released,
            Self::Reject => Deed::Rejected,
        }
    }
}

/// Carries an answer out. Returns how many items it concerned; `None` when there is no such open change.
///
/// # Errors
/// When the store refuses; a change that was carried out in part can be answered again.
pub async fn answer_held(hands: &Hands, town: TownId, id: HeldId, answer: Answer) -> Result<Option<usize>, JobError> {
    let now = hands.now();
    let found = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            Ok::<_, StoreError>((towns::by_id(c, town).await?, held::by_id(c, town, id).await?))
        })
        .await?;
    let (Some(town), Some(change)) = found else { return Ok(None) };
    if change.answered_at.is_some() {
        return Ok(None);
    }
    match change.kind {
        HeldKind::Approval if answer == Answer::Release && warn_own::is_by_same(hands, &change).await? => {
            return Ok(None);
        }
        HeldKind::Approval => return approve(hands, &town, &change, answer, now).await,
        HeldKind::Doubt => return decide_doubt(hands, &town, &change, answer, now).await.map(Some),
        HeldKind::Overridden => return decide_words(hands, &town, &change, answer, now).await,
        HeldKind::Withdrawals | HeldKind::Edits => {}
    }
    for entry in &change.entries {
        let stored = hands.db.read(async |c: &mut Conn<'_>| items::by_id(c, town.id, entry.item).await).await?;
        let Some(stored) = stored.filter(|stored| stored.state != ItemState::Deleted) else { continue };
        match (change.kind, answer, &entry.new) {
            (HeldKind::Edits, Answer::Release, Some(new)) => {
                // Not twice, when the answer is given again after it was carried out in part.
                if stored.content_hash != new.content_hash {
                    revise(hands, &town, &stored, new, Correction::Edit, now).await?;
                }
            }
            (HeldKind::Edits, Answer::Reject, Some(new)) => {
                hands
                    .db
                    .write(async |c: &mut Conn<'_>| items::keep_ours(c, town.id, stored.id, &new.content_hash).await)
                    .await?;
            }
            // Listed again since: no withdrawal any more.
            (HeldKind::Withdrawals, Answer::Release, _) if stored.state == ItemState::UnlistedAtSource => {
                let evidence = entry.evidence.as_deref().unwrap_or("released by staff");
                hands
                    .db
                    .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
                        let speaker = hands.speaker_for_person(c, town.id).await?;
                        leave(c, &speaker, &stored, evidence, now).await?;
                        Ok::<_, JobError>(())
                    })
                    .await?;
            }
            (HeldKind::Withdrawals | HeldKind::Approval | HeldKind::Doubt | HeldKind::Overridden, ..)
            | (HeldKind::Edits, _, None) => {}
        }
    }
    hands
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            held::answer(c, &change, answer.as_str(), now).await?;
            let channel = sources::by_id(c, town.id, change.source).await?.map(|source| source.slug);
            let detail = json!({ "channel": channel, "kind": change.kind.as_str(), "count": change.entries.len() });
            let speaker = hands.speaker_for_person(c, town.id).await?;
            record(c, &speaker, answer.deed(), About::Held(change.id), detail, now).await?;
            Ok::<_, JobError>(())
        })
        .await?;
    hands.published.wake();
    Ok(Some(change.entries.len()))
}

/// Two posts that may be one: joined, or parted for good. `0` when one of them is gone, or they are one already.
async fn decide_doubt(
    hands: &Hands,
    town: &Town,
    change: &Held,
    answer: Answer,
    now: Timestamp,
) -> Result<usize, JobError> {
    let Some(entry) = change.entries.first() else { return Ok(0) };
    let other = change.other_post();
    let done = hands
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let Some(source) = sources::by_id(c, town.id, change.source).await? else { return Ok(0) };
            hands.settle_question(c, &source, entry.item, Some(answer), now).await?;
            let stored = items::by_id(c, town.id, entry.item).await?;
            let (Some(Some(post)), Some(other)) = (stored.map(|stored| stored.post), other) else { return Ok(0) };
            let pair = (posts_read::by_id(c, town.id, post).await?, posts_read::by_ulid(c, town.id, other).await?);
            let (Some(one), Some(other)) = pair else { return Ok(0) };
            if answer == Answer::Reject {
                return part(c, town, entry.item, &other, now).await;
            }
            let speaker = hands.speaker_for_person(c, town.id).await?;
            Ok::<_, JobError>(usize::from(join(c, &speaker, &one, &other, now).await?.is_ok()))
        })
        .await?;
    hands.published.wake();
    Ok(done)
}

/// What staff wrote over, and its sources changed since: the sources' words are taken, or staff's stay. `None` when somebody
/// else answered meanwhile.
async fn decide_words(
    hands: &Hands,
    town: &Town,
    change: &Held,
    answer: Answer,
    now: Timestamp,
) -> Result<Option<usize>, JobError> {
    let Some(post) = change.other_post() else { return Ok(None) };
    let done = hands
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let open = held::by_id(c, town.id, change.id).await?;
            let Some(open) = open.filter(|open| open.answered_at.is_none()) else { return Ok(None) };
            held::answer(c, &open, answer.as_str(), now).await?;
            let speaker = hands.speaker_for_person(c, town.id).await?;
            let channel = sources::by_id(c, town.id, open.source).await?.map(|source| source.slug);
            let detail = json!({ "channel": channel, "kind": open.kind.as_str(), "count": 1 });
            record(c, &speaker, answer.deed(), About::Held(open.id), detail, now).await?;
            let decided = answer_overruled(c, &speaker, post, answer == Answer::Release, now).await?;
            Ok::<_, JobError>(Some(usize::from(decided)))
        })
        .await?;
    hands.published.wake();
    Ok(done)
}

async fn part(conn: &mut Conn<'_>, town: &Town, item: ItemId, other: &Post, now: Timestamp) -> Result<usize, JobError> {
    for stored in items::of_post(conn, town.id, other.id).await? {
        if stored.id != item {
            bonds::set(conn, town.id, item, stored.id, false, now).await?;
        }
    }
    Ok(1)
}

/// A post that waited: it is said as if it had come just now, or in silence when it is a day old; or it never appears.
/// `None` when it was withdrawn or changed at this very moment: the person looks again.
pub(super) async fn approve(
    hands: &Hands,
    town: &Town,
    change: &Held,
    answer: Answer,
    now: Timestamp,
) -> Result<Option<usize>, JobError> {
    let Some(item) = change.entries.first().map(|entry| entry.item) else { return Ok(None) };
    let found = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            let source = sources::by_id(c, town.id, change.source).await?;
            let book = match &source {
                Some(source) => rules::book(c, source).await?,
                None => RuleBook::default(),
            };
            Ok::<_, StoreError>((items::by_id(c, town.id, item).await?, source, book))
        })
        .await?;
    let (Some(stored), Some(source), book) = found else { return Ok(None) };
    if answer == Answer::Reject {
        hands
            .db
            .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
                if items::by_id(c, town.id, item).await?.is_some_and(|now| now.withheld.is_some()) {
                    withheld::set(c, town.id, item, Some(&Withheld::Rejected)).await?;
                }
                hands.settle_question(c, &source, item, Some(answer), now).await
            })
            .await?;
        return Ok(Some(1));
    }
    let said = stored.item.created_at.as_ref();
    let latest = Arrival::of(said, &town.zone(), false).latest.unwrap_or(stored.first_seen_at);
    let how = if now.duration_since(latest).as_hours() >= 24 { Telling::Nobody } else { Telling::Everyone };
    let prepared = prepare(hands, town, stored.source, &stored.item, PictureTime::begin()).await?;
    let mut labels = book.labels(&stored.item, &prepared.content);
    labels.extend(warn_own::districts(hands, town.id, &stored.item).await?);
    let welcome = Welcome { item: &stored.item, entrance: Entrance::Withheld(&stored, Some(answer)), labels };
    let arrived = say_one(hands, town, &source, &welcome, &prepared, how, now).await?;
    hands.published.wake();
    Ok(arrived.map(|_| 1))
}
