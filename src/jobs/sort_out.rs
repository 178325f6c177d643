//! Asks the rules about what is new: what may be said goes on, the rest is stored with the reason (DESIGN §1, Source).

use jiff::Timestamp;

use super::apply_batch::{NORMALISER, Seen, give_up_on};
use super::prepare::{PictureTime, prepare, reading};
use super::say_one::{Entrance, Welcome};
use super::{Hands, JobError};
use crate::domain::item::Item;
use crate::domain::rules::{Label, RuleBook, Ruling, Why, Withheld};
use crate::domain::source::Source;
use crate::domain::town::Town;
use crate::store::items::Stored;
use crate::store::{Conn, Lane, StoreError, items, readings, rules, withheld};

/// What the rules made of a look.
#[derive(Default)]
pub(super) struct Sorted<'a> {
    pub welcome: Vec<Welcome<'a>>,
    /// How many were left out.
    pub left: usize,
    /// How many wait for a person.
    pub waiting: usize,
}

/// Judges new items, and withheld ones that were edited. What was judged before and stayed as it was is not judged again.
pub(super) async fn sort_out<'a>(
    hands: &Hands,
    town: &Town,
    source: &Source,
    seen: &[Seen<'a>],
    now: Timestamp,
) -> Result<Sorted<'a>, JobError> {
    if !seen.iter().any(|one| matches!(one, Seen::New { .. } | Seen::Withheld(..))) {
        return Ok(Sorted::default());
    }
    let book = hands.db.read(async |c: &mut Conn<'_>| rules::book(c, source).await).await?;
    let mut sorted = Sorted::default();
    let time = PictureTime::begin();
    for one in seen {
        let (item, entrance) = match one {
            Seen::New { item, generation } => (*item, Entrance::New(*generation)),
            Seen::Withheld(stored, item) => (*item, Entrance::Withheld(stored, None)),
            Seen::Same(_) | Seen::Adopt(..) | Seen::Edited(..) => continue,
        };
        let why = match ruling(&book, town, item, entrance, now) {
            Ok(labels) => {
                sorted.welcome.push(Welcome { item, entrance, labels });
                continue;
            }
            Err(why) => why,
        };
        let kept = keep_off(hands, town, source, (item, entrance), &why, time, now);
        match kept.await {
            Ok(()) if matches!(why, Withheld::Waiting { .. }) => sorted.waiting += 1,
            Ok(()) => sorted.left += 1,
            Err(error) => give_up_on(hands, source, item, &error, now).await?,
        }
    }
    if sorted.left + sorted.waiting > 0 {
        tracing::info!(
            source = source.slug,
            left = sorted.left,
            waiting = sorted.waiting,
            "rules kept entries off the page"
        );
    }
    Ok(sorted)
}

/// The names of what may be said, or why it may not. What a person turned down stays so, whatever it says now.
fn ruling(
    book: &RuleBook,
    town: &Town,
    item: &Item,
    entrance: Entrance<'_>,
    now: Timestamp,
) -> Result<Vec<Label>, Withheld> {
    let came = match entrance {
        Entrance::Withheld(stored, _) if stored.withheld == Some(Withheld::Rejected) => return Err(Withheld::Rejected),
        Entrance::Withheld(stored, _) => stored.first_seen_at,
        Entrance::New(_) => now,
    };
    match book.judge(item, &reading(town, item), came) {
        Ruling::Take(labels) => Ok(labels),
        Ruling::Leave(reason) => Err(Withheld::Left { reason }),
        // A warning waits for nobody.
        Ruling::Wait(_) if item.warning.is_some() => Ok(Vec::new()),
        Ruling::Wait(reason) => Err(Withheld::Waiting { reason }),
    }
}

/// Stores an item that is on no page, with the reason, and asks a person where one must decide. The pictures of what
/// waits are fetched at once: they may be gone when the answer comes.
async fn keep_off(
    hands: &Hands,
    town: &Town,
    source: &Source,
    (item, entrance): (&Item, Entrance<'_>),
    why: &Withheld,
    time: PictureTime,
    now: Timestamp,
) -> Result<(), JobError> {
    let waiting = match why {
        Withheld::Waiting { .. } => Some(prepare(hands, town, source.id, item, time).await?),
        Withheld::Left { .. } | Withheld::Rejected => None,
    };
    hands
        .db
        .write_town(source.town, Lane::Normal, async |c: &mut Conn<'_>| {
            let id = match entrance {
                Entrance::New(generation) => items::add(c, source, item, generation, NORMALISER, now).await?,
                Entrance::Withheld(stored, _) => {
                    let current = items::by_id(c, stored.town, stored.id).await?;
                    if current.is_none_or(|current| current.withheld != stored.withheld) {
                        // A person decided meanwhile; the next look compares anew.
                        return Ok(());
                    }
                    items::revise(c, stored, item, NORMALISER, true, now).await?;
                    stored.id
                }
            };
            withheld::set(c, source.town, id, Some(why)).await?;
            match why {
                Withheld::Waiting { .. } => {
                    if let Some(prepared) = &waiting {
                        readings::keep(c, source.town, id, &prepared.content).await?;
                    }
                    hands.ask_about(c, source, id, now).await?;
                }
                Withheld::Left { .. } | Withheld::Rejected => {
                    hands.settle_question(c, source, id, None, now).await?;
                }
            }
            if let Some(stored) = items::by_id(c, source.town, id).await? {
                forget_words(c, &stored, why, now).await?;
            }
            Ok::<_, JobError>(())
        })
        .await
}

/// Who asks not to be mirrored is not copied either: of such an item only its name and its hash are kept.
pub(super) async fn forget_words(
    conn: &mut Conn<'_>,
    stored: &Stored,
    why: &Withheld,
    now: Timestamp,
) -> Result<(), StoreError> {
    if is_opt_out(why) { items::wipe(conn, stored, now).await } else { Ok(()) }
}

/// Whether the author asked to be left out.
pub(super) fn is_opt_out(why: &Withheld) -> bool {
    matches!(why, Withheld::Left { reason } if matches!(reason.why, Why::OptOut { .. }))
}
