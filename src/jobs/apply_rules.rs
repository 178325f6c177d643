//! Rules and what is stored already: trying them changes nothing, applying them to old posts is an explicit command.

use jiff::Timestamp;

use super::prepare::{PictureTime, prepare, reading};
use super::say_one::{Entrance, Telling, Welcome, say_one};
use super::sort_out::{forget_words, is_opt_out};
use super::{Hands, JobError};
use crate::domain::rules::{Label, Reason, RuleBook, Ruling, Withheld};
use crate::domain::source::{Source, SourceKind};
use crate::domain::town::Town;
use crate::publish::withhold;
use crate::store::items::Stored;
use crate::store::{Conn, Lane, items, labels, posts, posts_read, rules, sources, withheld};

/// Items of one source that are looked at, the newest first.
const MOST: i64 = 2000;

/// What rules would make of the stored items.
#[derive(Debug, Default)]
pub struct Trial {
    /// How many items were judged.
    pub total: usize,
    /// Those that would have been left out, newest first.
    pub left: Vec<Tried>,
    /// Those that would have waited for a person.
    pub waiting: Vec<Tried>,
}

/// One judged item.
#[derive(Debug, Clone)]
pub struct Tried {
    pub source: String,
    pub title: String,
    pub said_at: Timestamp,
    pub url: Option<String>,
    pub reason: Reason,
}

/// Judges what is stored as it would have been judged when it came. Changes nothing.
///
/// # Errors
/// When the store refuses.
pub async fn try_rules(hands: &Hands, town: &Town, books: &[(Source, RuleBook)]) -> Result<Trial, JobError> {
    let mut trial = Trial::default();
    for (source, book) in books {
        for stored in stored_of(hands, source).await? {
            trial.total += 1;
            let content = reading(town, &stored.item);
            let tried = |reason| Tried {
                source: source.slug.clone(),
                title: content.heading(),
                said_at: stored.item.created_at.as_ref().map_or(stored.first_seen_at, |at| at.utc),
                url: content.canonical_url.clone(),
                reason,
            };
            match book.judge(&stored.item, &content, stored.first_seen_at) {
                Ruling::Take(_) => {}
                Ruling::Leave(reason) => trial.left.push(tried(reason)),
                Ruling::Wait(reason) => trial.waiting.push(tried(reason)),
            }
        }
    }
    for list in [&mut trial.left, &mut trial.waiting] {
        list.sort_by_key(|tried| std::cmp::Reverse(tried.said_at));
    }
    Ok(trial)
}

/// The sources whose posts rules judge, with the rules as they are stored: the one, or all of a town. Staff's own messages
/// are not judged.
///
/// # Errors
/// When the store refuses.
pub async fn books(hands: &Hands, town: &Town, only: Option<&Source>) -> Result<Vec<(Source, RuleBook)>, JobError> {
    let found = hands.db.read(async |c: &mut Conn<'_>| {
        let mut all = Vec::new();
        for source in sources::of_town(c, town.id).await? {
            if source.kind != SourceKind::Own && only.is_none_or(|only| only.id == source.id) {
                let book = rules::book(c, &source).await?;
                all.push((source, book));
            }
        }
        Ok::<_, crate::store::StoreError>(all)
    });
    Ok(found.await?)
}

/// What applying rules to old posts does, or did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OldPosts {
    /// Posts (or their share in one) that are withdrawn.
    pub withdrawn: usize,
    /// Posts that appear, in silence.
    pub published: usize,
    /// Posts that wait for a person from now on.
    pub asked: usize,
}

/// Applies the stored rules to what came before them: what they leave out is withdrawn, what they let through appears
/// without disturbing anyone. With `carry_out` false it only counts.
///
/// # Errors
/// When the store refuses; what was done before stays, and the command can be given again.
pub async fn apply_to_old(
    hands: &Hands,
    town: &Town,
    only: Option<&Source>,
    carry_out: bool,
) -> Result<OldPosts, JobError> {
    let now = hands.now();
    let mut done = OldPosts::default();
    for (source, book) in books(hands, town, only).await? {
        let mut all = stored_of(hands, &source).await?;
        // Oldest first, as they were said.
        all.reverse();
        for stored in &all {
            let content = reading(town, &stored.item);
            let step = step(stored, book.judge(&stored.item, &content, stored.first_seen_at));
            let count = match &step {
                Step::Nothing | Step::Name(_) | Step::Note(_) => None,
                Step::Withdraw(_) => Some(&mut done.withdrawn),
                Step::Publish(_) => Some(&mut done.published),
                Step::Ask(_) => Some(&mut done.asked),
            };
            if let Some(count) = count {
                *count += 1;
            }
            if carry_out {
                take(hands, town, &source, stored, step, now).await?;
            }
        }
    }
    if carry_out {
        hands.published.wake();
    }
    Ok(done)
}

/// What is to be done with one item.
enum Step {
    Nothing,
    /// It stays; its post gets these names.
    Name(Vec<Label>),
    /// It stays off the page, for this reason now.
    Note(Withheld),
    Withdraw(Withheld),
    Publish(Vec<Label>),
    Ask(Withheld),
}

fn step(stored: &Stored, ruling: Ruling) -> Step {
    match (&stored.withheld, ruling) {
        // What a person decided stands, and what was published is not asked about afterwards.
        (Some(Withheld::Rejected), _) | (None, Ruling::Wait(_)) => Step::Nothing,
        (Some(Withheld::Waiting { .. }), Ruling::Wait(_)) => Step::Nothing,
        (None, Ruling::Take(labels)) => Step::Name(labels),
        (None, Ruling::Leave(_)) if stored.post.is_none() => Step::Nothing,
        (None, Ruling::Leave(reason)) => Step::Withdraw(Withheld::Left { reason }),
        (Some(_), Ruling::Leave(reason)) => Step::Note(Withheld::Left { reason }),
        (Some(_), Ruling::Take(labels)) => Step::Publish(labels),
        (Some(_), Ruling::Wait(reason)) => Step::Ask(Withheld::Waiting { reason }),
    }
}

async fn take(
    hands: &Hands,
    town: &Town,
    source: &Source,
    stored: &Stored,
    step: Step,
    now: Timestamp,
) -> Result<(), JobError> {
    if let Step::Publish(labels) = step {
        let prepared = prepare(hands, town, stored.source, &stored.item, PictureTime::begin()).await?;
        let welcome = Welcome { item: &stored.item, entrance: Entrance::Withheld(stored, None), labels };
        say_one(hands, town, source, &welcome, &prepared, Telling::Nobody, now).await?;
        return Ok(());
    }
    hands
        .db
        .write_town(town.id, Lane::Normal, async |c: &mut Conn<'_>| {
            let unmoved = items::by_id(c, town.id, stored.id).await?.is_some_and(|current| {
                (&current.withheld, current.post, current.state) == (&stored.withheld, stored.post, stored.state)
            });
            if !unmoved {
                return Ok(());
            }
            match &step {
                Step::Nothing | Step::Publish(_) => {}
                Step::Name(names) => {
                    if let Some(post) = stored.post
                        && labels::add(c, town.id, post, names).await?
                        && let Some(post) = posts_read::by_id(c, town.id, post).await?
                    {
                        posts::touch(c, &post, now).await?;
                    }
                }
                Step::Withdraw(why) => {
                    let speaker = hands.speaker_for_person(c, town.id).await?;
                    withhold(c, &speaker, stored, why, now).await?;
                    forget_words(c, stored, why, now).await?;
                }
                Step::Note(why) => {
                    withheld::set(c, town.id, stored.id, Some(why)).await?;
                    hands.settle_question(c, source, stored.id, None, now).await?;
                    forget_words(c, stored, why, now).await?;
                }
                Step::Ask(why) => {
                    withheld::set(c, town.id, stored.id, Some(why)).await?;
                    hands.ask_about(c, source, stored.id, now).await?;
                }
            }
            Ok::<_, JobError>(())
        })
        .await
}

/// The items of a source that can be judged: those whose authors asked to be left out are kept without their words.
async fn stored_of(hands: &Hands, source: &Source) -> Result<Vec<Stored>, JobError> {
    let all = hands.db.read(async |c: &mut Conn<'_>| withheld::candidates(c, source, MOST).await).await?;
    Ok(all.into_iter().filter(|stored| !stored.withheld.as_ref().is_some_and(is_opt_out)).collect())
}
