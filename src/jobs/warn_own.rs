//! The town's own staff warn: at once, or after a second person agreed where the town wants two. In: what they wrote. Out:
//! a post like those of warning services (DESIGN D12: before all other work, merged with nothing, approved by no rule), or
//! a question that waits. Called by the admin area; what becomes of a warning later is [`super::warn_change`]'s.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::add_own::own_channel;
use super::apply_batch::NORMALISER;
use super::held_answer::approve;
use super::own_warning_item::{Frame, build};
use super::prepare::{PictureTime, Prepared, prepare};
use super::{Answer, Hands, JobError, end_expired};
use crate::domain::audit::{About, Deed, Who};
use crate::domain::item::{Item, NativeId};
use crate::domain::own_warning::{OwnWarning, is_own, warned_by};
use crate::domain::rules::{Label, LabelKind, Level, Reason, Why, Withheld};
use crate::domain::source::Source;
use crate::domain::town::Town;
use crate::domain::{HeldId, PostId, TownId};
use crate::i18n::Locale;
use crate::publish::{Saying, arrive, record};
use crate::store::held::{self, Held};
use crate::store::items::{self, Stored};
use crate::store::{Conn, Lane, StoreError, labels, posts_read, readings, withheld};

/// So long a second person has time before the first may warn alone.
pub const ALONE_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// What became of a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    Said(PostId),
    /// A second person is asked.
    Waiting(HeldId),
}

/// What became of a confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    Said(PostId),
    /// Whoever warned may confirm it themselves from this moment on, and says why.
    NotAlone(Timestamp),
    /// Somebody else answered.
    Over,
}

/// Who of the staff orders it: their ULID.
fn by(hands: &Hands) -> Option<String> {
    match &hands.who {
        Who::Staff(ulid) => Some(ulid.to_string()),
        Who::Machine | Who::Cli(_) => None,
    }
}

/// Warns, or asks a second person. The same `name` warns once, however often it is sent.
///
/// # Errors
/// When the store refuses; nothing is then said.
pub async fn warn_own(hands: &Hands, town: &Town, warning: &OwnWarning, name: &NativeId) -> Result<Warning, JobError> {
    let now = hands.now();
    let source = own_channel(hands, town, &Locale::De.text("own-channel-warnings"), Lane::Urgent, now).await?;
    let by = by(hands);
    let item = build(warning, &Frame { town, name, first: now, now, by: by.as_deref(), ending: None });
    let prepared = prepare(hands, town, source.id, &item, PictureTime::begin()).await?;
    let districts = districts(hands, town.id, &item).await?;
    let said = hands
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            if let Some(known) = items::known_among(c, &source, std::slice::from_ref(name)).await?.first() {
                return already(c, known).await;
            }
            let new = New { source: &source, item: &item, prepared: &prepared, districts: &districts };
            if town.settings.two_person_warnings {
                return wait(hands, c, &new, now).await;
            }
            Ok(Warning::Said(say(hands, c, &new, now).await?))
        })
        .await?;
    hands.published.wake();
    Ok(said)
}

/// A warning that is ready to be said.
struct New<'a> {
    source: &'a Source,
    item: &'a Item,
    prepared: &'a Prepared,
    districts: &'a [Label],
}

async fn say(hands: &Hands, c: &mut Conn<'_>, new: &New<'_>, now: Timestamp) -> Result<PostId, JobError> {
    let town = new.source.town;
    let speaker = hands.speaker_for_person(c, town).await?;
    let id = items::add(c, new.source, new.item, 0, NORMALISER, now).await?;
    let saying = Saying {
        source: new.source,
        item: id,
        native_id: &new.item.native_id,
        generation: 0,
        content: &new.prepared.content,
        said_at: Some(now),
        date_only: false,
        undated: false,
        silent: false,
    };
    let post = arrive(c, &speaker, saying, &new.prepared.fingerprint, now).await?.post;
    labels::add(c, town, post, new.districts).await?;
    end_expired::ask(c, town, id, new.item, now).await?;
    if let Some(said) = posts_read::by_id(c, town, post).await? {
        record(c, &speaker, Deed::Warned, About::Post(said.ulid), json!({}), now).await?;
    }
    Ok(post)
}

/// Keeps a warning until a second person agrees.
async fn wait(hands: &Hands, c: &mut Conn<'_>, new: &New<'_>, now: Timestamp) -> Result<Warning, JobError> {
    let town = new.source.town;
    let id = items::add(c, new.source, new.item, 0, NORMALISER, now).await?;
    let why = Withheld::Waiting { reason: Reason { level: Level::Town, why: Why::TwoPeople } };
    withheld::set(c, town, id, Some(&why)).await?;
    readings::keep(c, town, id, &new.prepared.content).await?;
    hands.ask_about(c, new.source, id, now).await?;
    let question = question(c, town, |held| held.entries.iter().any(|entry| entry.item == id)).await?;
    let held = question.ok_or_else(|| JobError::Papers("the new question cannot be read".into()))?;
    let speaker = hands.speaker_for_person(c, town).await?;
    record(c, &speaker, Deed::WarningAsked, About::Held(held), json!({}), now).await?;
    Ok(Warning::Waiting(held))
}

/// The form was sent twice.
async fn already(c: &mut Conn<'_>, known: &Stored) -> Result<Warning, JobError> {
    let open = question(c, known.town, |held| held.entries.iter().any(|entry| entry.item == known.id)).await?;
    match (known.post, open) {
        (Some(post), _) => Ok(Warning::Said(post)),
        (None, Some(held)) => Ok(Warning::Waiting(held)),
        (None, None) => Err(JobError::Papers("this warning was turned down".into())),
    }
}

async fn question(c: &mut Conn<'_>, town: TownId, is_it: impl Fn(&Held) -> bool) -> Result<Option<HeldId>, StoreError> {
    Ok(held::open(c, town).await?.into_iter().find(is_it).map(|held| held.id))
}

/// The names of districts under which a warning stands: those of its places that are known as districts.
pub(super) async fn districts(hands: &Hands, town: TownId, item: &Item) -> Result<Vec<Label>, JobError> {
    if !is_own(item) {
        return Ok(Vec::new());
    }
    let known = async |c: &mut Conn<'_>| labels::names(c, town, LabelKind::District).await;
    let places = item.warning.as_ref().map(|warning| warning.areas.as_slice()).unwrap_or_default();
    let known = hands.db.read(known).await?.into_iter().filter(|name| places.contains(name));
    Ok(known.map(|name| Label { kind: LabelKind::District, name }).collect())
}

/// Whether a question is about a warning of whoever now answers: they do not confirm themselves.
pub(super) async fn is_by_same(hands: &Hands, change: &Held) -> Result<bool, JobError> {
    let Some(item) = change.entries.first().map(|entry| entry.item) else { return Ok(false) };
    let stored = hands.db.read(async |c: &mut Conn<'_>| items::by_id(c, change.town, item).await).await?;
    Ok(stored.is_some_and(|stored| is_their_own(hands, &stored)))
}

fn is_their_own(hands: &Hands, stored: &Stored) -> bool {
    warned_by(&stored.item).is_some_and(|who| by(hands).as_deref() == Some(who))
}

/// A second person agrees; or the first does alone, after [`ALONE_AFTER`] and with a reason.
///
/// # Errors
/// When the store refuses.
pub async fn confirm_own_warning(hands: &Hands, town: &Town, id: HeldId, reason: &str) -> Result<Confirmed, JobError> {
    let now = hands.now();
    let found = hands
        .db
        .read(async |c: &mut Conn<'_>| {
            let change = held::by_id(c, town.id, id).await?.filter(|held| held.answered_at.is_none());
            let item = change.as_ref().and_then(|held| held.entries.first()).map(|entry| entry.item);
            let stored = match item {
                Some(item) => items::by_id(c, town.id, item).await?,
                None => None,
            };
            Ok::<_, StoreError>(change.zip(stored))
        })
        .await?;
    let Some((change, stored)) = found.filter(|(_, stored)| is_own(&stored.item)) else { return Ok(Confirmed::Over) };
    let alone = is_their_own(hands, &stored);
    let from = change.created_at.checked_add(ALONE_AFTER).unwrap_or(Timestamp::MAX);
    if alone && (now < from || reason.is_empty()) {
        return Ok(Confirmed::NotAlone(from));
    }
    if approve(hands, town, &change, Answer::Release, now).await?.is_none() {
        return Ok(Confirmed::Over);
    }
    let said = hands
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let post = items::by_id(c, town.id, stored.id).await?.and_then(|stored| stored.post);
            let Some(post) = post else { return Ok(None) };
            if let Some(said) = posts_read::by_id(c, town.id, post).await?.filter(|_| alone) {
                let speaker = hands.speaker_for_person(c, town.id).await?;
                let about = About::Post(said.ulid);
                record(c, &speaker, Deed::WarnedAlone, about, json!({ "reason": reason }), now).await?;
            }
            Ok::<_, JobError>(Some(post))
        })
        .await?;
    Ok(said.map_or(Confirmed::Over, Confirmed::Said))
}
