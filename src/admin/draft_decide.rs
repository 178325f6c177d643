//! What happens to a draft: it is saved, handed in, let through (at once or by the clock), given back, thrown away. Each is
//! written down, and each changes only the version that the person saw.

use serde_json::{Value, json};

use crate::domain::audit::{About, AuditEntry, Deed};
use crate::domain::draft::{Draft, DraftContent, DraftPicture, DraftState, Flaw, Part};
use crate::domain::ids::{Ulid, ulid_from};
use crate::domain::town::Town;
use crate::jobs::{DraftError, Hands, JobError, OwnError, publish_draft, read_draft};
use crate::store::drafts::{self, Step};
use crate::store::{Conn, Lane, StoreError, audit};

/// What became of it.
#[derive(Debug)]
pub(super) enum Done {
    /// As asked.
    Yes,
    /// It is a post, or part of one.
    Published,
    /// It appears by itself at its time; whether that hour comes twice.
    Planned(bool),
    /// Somebody else was faster; nothing was done.
    Changed,
    /// Something in it is wrong; nothing was done.
    Flawed(Vec<(Part, Flaw)>),
    /// A picture (its place from 1) cannot be shown; nothing was done.
    Picture(usize),
    /// The town wants a description of each picture, and this one (its place from 1) has none; nothing was done.
    Undescribed(usize),
}

/// A form's name for the draft that it begins: one form, one draft, however often it is sent.
pub(super) fn new_name(hands: &Hands) -> Ulid {
    let mut bits = [0u8; 10];
    hands.rng.fill(&mut bits);
    ulid_from(hands.now(), bits)
}

/// What is written on.
#[derive(Debug, Clone, Copy)]
pub(super) enum WrittenOn<'a> {
    /// A new draft under this name.
    New(Ulid),
    Known(&'a Draft),
}

/// Keeps what was typed. `None` when somebody else changed it meanwhile, or the name is taken.
///
/// # Errors
/// When the store refuses.
pub(super) async fn save(
    hands: &Hands,
    town: &Town,
    on: WrittenOn<'_>,
    (content, pictures): (&DraftContent, &[DraftPicture]),
    who: Ulid,
) -> Result<Option<Draft>, StoreError> {
    let now = hands.now();
    hands
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let id = match on {
                WrittenOn::New(id) => {
                    if drafts::by_ulid(c, town.id, id).await?.is_some() {
                        return Ok(None);
                    }
                    drafts::add(c, town.id, id, (content, pictures), who, now).await?;
                    id
                }
                WrittenOn::Known(draft) => {
                    if !drafts::rewrite(c, draft, (content, pictures), who, now).await? {
                        return Ok(None);
                    }
                    draft.ulid
                }
            };
            drafts::by_ulid(c, town.id, id).await
        })
        .await
}

/// Asks somebody else to read it.
///
/// # Errors
/// When the store refuses.
pub(super) async fn hand_in(hands: &Hands, town: &Town, draft: &Draft) -> Result<Done, JobError> {
    if let Err(flaws) = read_draft(town, draft, hands.now()) {
        return Ok(Done::Flawed(flaws));
    }
    let step = Step { to: DraftState::Waiting, note: None, by: None, publish_at: None, first_by: None };
    take(hands, draft, step, Deed::DraftHandedIn, json!({})).await
}

/// Publishes it, or plans it where it names a time ahead.
///
/// # Errors
/// When the store refuses.
pub(super) async fn let_through(hands: &Hands, town: &Town, draft: &Draft, who: Ulid) -> Result<Done, JobError> {
    let ready = match read_draft(town, draft, hands.now()) {
        Ok(ready) => ready,
        Err(flaws) => return Ok(Done::Flawed(flaws)),
    };
    if let Some(at) = ready.publish_at {
        let step = Step { to: DraftState::Planned, note: None, by: Some(who), publish_at: Some(at), first_by: None };
        return Ok(match take(hands, draft, step, Deed::DraftPlanned, json!({ "at": at.to_string() })).await? {
            Done::Yes => Done::Planned(ready.doubled),
            other => other,
        });
    }
    let decided = Draft { decided_by: Some(who), ..draft.clone() };
    match publish_draft(hands, town, &decided).await {
        Ok(_) => Ok(Done::Published),
        Err(DraftError::Flawed(flaws)) => Ok(Done::Flawed(flaws)),
        Err(DraftError::Own(OwnError::Changed)) => Ok(Done::Changed),
        Err(DraftError::Own(OwnError::Picture(place, _))) => Ok(Done::Picture(place)),
        Err(DraftError::Own(OwnError::Undescribed(place))) => Ok(Done::Undescribed(place)),
        Err(DraftError::Own(OwnError::Job(error))) => Err(error),
        // The form takes neither nothing nor too much.
        Err(DraftError::Own(other)) => Err(JobError::Papers(other.to_string())),
    }
}

/// One of two people lets it through; the other one is still to.
///
/// # Errors
/// When the store refuses.
pub(super) async fn approve_first(hands: &Hands, town: &Town, draft: &Draft, who: Ulid) -> Result<Done, JobError> {
    if let Err(flaws) = read_draft(town, draft, hands.now()) {
        return Ok(Done::Flawed(flaws));
    }
    let step = Step { to: DraftState::Waiting, note: None, by: None, publish_at: None, first_by: Some(who) };
    take(hands, draft, step, Deed::DraftApprovedFirst, json!({})).await
}

/// Gives it back, with a reason.
///
/// # Errors
/// When the store refuses.
pub(super) async fn give_back(hands: &Hands, draft: &Draft, reason: &str, who: Ulid) -> Result<Done, JobError> {
    let step = Step { to: DraftState::Returned, note: Some(reason), by: Some(who), publish_at: None, first_by: None };
    take(hands, draft, step, Deed::DraftReturned, json!({})).await
}

/// Throws it away.
///
/// # Errors
/// When the store refuses.
pub(super) async fn throw_away(hands: &Hands, draft: &Draft) -> Result<Done, JobError> {
    let work = async |c: &mut Conn<'_>| {
        if !drafts::delete(c, draft).await? {
            return Ok(Done::Changed);
        }
        record(hands, c, draft, Deed::DraftDeleted, json!({})).await?;
        Ok::<_, JobError>(Done::Yes)
    };
    hands.db.write_town(draft.town, Lane::Urgent, work).await
}

async fn take(hands: &Hands, draft: &Draft, step: Step<'_>, deed: Deed, detail: Value) -> Result<Done, JobError> {
    let now = hands.now();
    let work = async |c: &mut Conn<'_>| {
        if !drafts::step(c, draft, step, now).await? {
            return Ok(Done::Changed);
        }
        record(hands, c, draft, deed, detail).await?;
        Ok::<_, JobError>(Done::Yes)
    };
    hands.db.write_town(draft.town, Lane::Urgent, work).await
}

/// Writes down who did it. The log outlives the draft, so nothing of its words is in it.
async fn record(
    hands: &Hands,
    conn: &mut Conn<'_>,
    draft: &Draft,
    deed: Deed,
    detail: Value,
) -> Result<(), StoreError> {
    let (at, who, about) = (hands.now(), hands.who.clone(), About::Draft(draft.ulid));
    audit::append(conn, &AuditEntry { town: draft.town, at, who, deed, about, detail }).await
}
