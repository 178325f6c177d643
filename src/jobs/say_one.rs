//! Says one item, whichever way it came: new in a listing, let through after an edit, approved by a person, or let through
//! by changed rules.

use jiff::{SignedDuration, Timestamp};

use super::apply_batch::{NORMALISER, ask_for_pictures};
use super::prepare::Prepared;
use super::runner::{Papers, kind, later, town_job};
use super::{Answer, Hands, JobError, end_expired};
use crate::domain::PostId;
use crate::domain::item::Item;
use crate::domain::rules::Label;
use crate::domain::source::Source;
use crate::domain::town::Town;
use crate::publish::{Arrived, Saying, arrive, names_only_a_day};
use crate::store::items::{self, Stored};
use crate::store::{Conn, Lane, jobs, labels, withheld};

/// How long a summary waits for the end of the look it belongs to.
const SUMMARY_WAIT: std::time::Duration = std::time::Duration::from_secs(300);
/// How far back an appointment that nobody dates is placed at most.
const FURTHEST_PLACE: SignedDuration = SignedDuration::from_hours(90 * 24);

/// An item that may be said.
pub(super) struct Welcome<'a> {
    pub item: &'a Item,
    pub entrance: Entrance<'a>,
    /// The names under which its post stands.
    pub labels: Vec<Label>,
}

/// Where it comes from.
#[derive(Clone, Copy)]
pub(super) enum Entrance<'a> {
    /// Never stored; with its generation.
    New(i64),
    /// Stored, but on no page so far. With the answer that a person gave; without one the question, if one is open, is void.
    Withheld(&'a Stored, Option<Answer>),
}

/// Who is told of a new post.
#[derive(Clone, Copy)]
pub(super) enum Telling<'a> {
    Everyone,
    /// On page, feeds and outbox only.
    Nobody,
    /// The same, but a summary will name it, with these that came before it.
    InSummary(&'a [PostId]),
}

/// Stores and publishes it. `None` when somebody else did meanwhile, or it changed: the next look sees.
pub(super) async fn say_one(
    hands: &Hands,
    town: &Town,
    source: &Source,
    welcome: &Welcome<'_>,
    prepared: &Prepared,
    how: Telling<'_>,
    now: Timestamp,
) -> Result<Option<Arrived>, JobError> {
    let item = welcome.item;
    let how = if source.reaches_followers() { how } else { Telling::Nobody };
    hands
        .db
        .write_town(town.id, lane_of(item), async |c: &mut Conn<'_>| {
            let speaker = hands.speaker(c, town.id).await?;
            let (id, generation) = match welcome.entrance {
                Entrance::New(generation) => {
                    (items::add(c, source, item, generation, NORMALISER, now).await?, generation)
                }
                Entrance::Withheld(stored, answer) => {
                    if !is_as_read(c, stored).await? {
                        return Ok(None);
                    }
                    let edited = stored.content_hash != item.content_hash;
                    items::revise(c, stored, item, NORMALISER, edited, now).await?;
                    withheld::set(c, town.id, stored.id, None).await?;
                    hands.settle_question(c, source, stored.id, answer, now).await?;
                    (stored.id, stored.generation)
                }
            };
            let (said_at, date_only) = said_when(item, source, town, now);
            let saying = Saying {
                source,
                item: id,
                native_id: &item.native_id,
                generation,
                content: &prepared.content,
                said_at,
                date_only,
                undated: item.created_at.is_none(),
                silent: !matches!(how, Telling::Everyone),
            };
            let arrived = arrive(c, &speaker, saying, &prepared.fingerprint, now).await?;
            labels::add(c, town.id, arrived.post, &welcome.labels).await?;
            // An import asks nobody: its posts are old.
            if let (Telling::Everyone, Some(other)) = (how, arrived.doubt) {
                hands.ask_whether_same(c, source, id, other, now).await?;
            }
            if let (Telling::InSummary(earlier), false) = (how, arrived.joined) {
                // Due a little later: the rest of this look joins it, and a crash before then loses no word.
                let papers = Papers::posts(town.id, source.id, &[earlier, &[arrived.post]].concat());
                let (key, at) = (source.id.to_string(), later(now, SUMMARY_WAIT));
                jobs::enqueue(c, town_job(town.id, kind::SUMMARISE, &key, &papers, at), now).await?;
            }
            end_expired::ask(c, town.id, id, item, now).await?;
            if prepared.missing > 0 {
                ask_for_pictures(c, town.id, id, now).await?;
            }
            Ok::<_, JobError>(Some(arrived))
        })
        .await
}

/// Warnings are written before everything else.
pub(super) fn lane_of(item: &Item) -> Lane {
    if item.warning.is_some() { Lane::Urgent } else { Lane::Normal }
}

/// When it was said, and whether only the day of that is known. An appointment is announced when it first stands in the
/// calendar. Of those that stood there before we came and are dated by nobody, one that is over takes its place in the past,
/// and one to come a place by its own day, so that the calendar of a year does not cover the page.
fn said_when(item: &Item, source: &Source, town: &Town, now: Timestamp) -> (Option<Timestamp>, bool) {
    let written = item.created_at.as_ref();
    match item.announced_event() {
        Some(_) if source.first_pass_at.is_some() => (None, false),
        Some(event) if written.is_none() && !event.repeats() && event.is_over(now) => {
            (Some(event.start.utc), event.all_day)
        }
        Some(event) if written.is_none() => (Some(place_by_day(event.start.utc, source.activated_at)), true),
        _ => (written.map(|at| at.utc), written.is_some_and(|at| names_only_a_day(at, &town.zone()))),
    }
}

/// A quarter as long before the channel was taken up as the appointment lies ahead, three months at most: what comes soon
/// stands high. The present moment is no part of it, since the post's id is made of it (DESIGN D13).
fn place_by_day(start: Timestamp, activated_at: Timestamp) -> Timestamp {
    let ahead = start.duration_since(activated_at).max(SignedDuration::ZERO);
    let before = (ahead / 4).min(FURTHEST_PLACE);
    activated_at.checked_sub(before).unwrap_or(activated_at)
}

/// Whether an item is still withheld, says the same, and does not look withdrawn.
async fn is_as_read(conn: &mut Conn<'_>, read: &Stored) -> Result<bool, JobError> {
    let now = items::by_id(conn, read.town, read.id).await?;
    Ok(now.is_some_and(|now| {
        now.withheld.is_some()
            && now.gone_first_at.is_none()
            && now.post.is_none()
            && now.content_hash == read.content_hash
    }))
}
