//! What staff do with a case: look after it, answer it for now or for good, note something, close it; and block an account
//! on another server for a reason and a time (requirements ). Each deed is in the audit log.

use jiff::Timestamp;
use serde_json::json;

use super::take_case::{CaseLetter, CaseNews, message, new_id, tell_citizen};
use super::{Hands, JobError};
use crate::domain::TownId;
use crate::domain::audit::{About, AuditEntry, Deed, Who};
use crate::domain::case::{Case, CaseState, Direction, INTERIM, RemoteBlock};
use crate::domain::ids::Ulid;
use crate::store::{Conn, Lane, StoreError, audit, case_messages, cases, remote_blocks};

/// One deed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseDeed {
    /// Somebody looks after it; `None`: nobody does.
    Assign(Option<Ulid>),
    /// The citizen is told that it takes longer, and gets a new deadline.
    Interim(String),
    /// The citizen gets an answer.
    Answer(String),
    /// Staff note something for themselves.
    Note(String),
    /// It is over.
    Close,
    /// It goes on.
    Reopen,
}

/// Does it.
///
/// # Errors
/// When the store refuses; nothing is then done.
pub async fn act_on_case(hands: &Hands, case: &Case, deed: &CaseDeed) -> Result<(), JobError> {
    let now = hands.now();
    let Who::Staff(staff) = hands.who else {
        return Err(JobError::Papers("a case is answered by somebody of the staff".into()));
    };
    hands
        .db
        .write_town(case.town, Lane::Urgent, async |c: &mut Conn<'_>| {
            let word = match deed {
                CaseDeed::Assign(to) => {
                    cases::assign(c, case, *to, now).await?;
                    Deed::CaseAssigned
                }
                CaseDeed::Interim(text) => {
                    say(hands, c, case, Direction::Out, text, staff).await?;
                    cases::step(c, case, CaseState::Interim, now.checked_add(INTERIM).ok(), now).await?;
                    Deed::CaseInterim
                }
                CaseDeed::Answer(text) => {
                    say(hands, c, case, Direction::Out, text, staff).await?;
                    cases::step(c, case, CaseState::Answered, None, now).await?;
                    Deed::CaseAnswered
                }
                CaseDeed::Note(text) => {
                    say(hands, c, case, Direction::Note, text, staff).await?;
                    Deed::CaseNoted
                }
                CaseDeed::Close => {
                    cases::step(c, case, CaseState::Closed, None, now).await?;
                    Deed::CaseClosed
                }
                CaseDeed::Reopen => {
                    cases::step(c, case, CaseState::New, now.checked_add(case.kind.deadline()).ok(), now).await?;
                    Deed::CaseReopened
                }
            };
            let detail = json!({ "number": case.number });
            record(hands, c, case.town, word, About::Case(case.ulid), detail, now).await?;
            Ok::<_, JobError>(())
        })
        .await?;
    hands.wanted.wake();
    Ok(())
}

async fn say(
    hands: &Hands,
    conn: &mut Conn<'_>,
    case: &Case,
    direction: Direction,
    text: &str,
    staff: Ulid,
) -> Result<(), StoreError> {
    let message = message(hands, direction, text.to_owned(), Some(staff));
    case_messages::append(conn, case.town, case.id, &message).await?;
    if direction == Direction::Out && case.mail.is_some() {
        let letter = CaseLetter { case: case.ulid, news: CaseNews::Answer };
        tell_citizen(conn, case.town, letter, hands.now()).await?;
    }
    Ok(())
}

/// A picture was described: everybody who asked for it is told so.
///
/// # Errors
/// When the store refuses.
pub async fn answer_description_wishes(
    hands: &Hands,
    town: TownId,
    picture: crate::domain::MediaId,
    text: &str,
) -> Result<(), JobError> {
    let wishes = hands.db.read(async |c: &mut Conn<'_>| cases::of_picture(c, town, picture).await).await?;
    for case in &wishes {
        act_on_case(hands, case, &CaseDeed::Answer(text.to_owned())).await?;
    }
    Ok(())
}

/// Does not listen to an account or a server any more. `block.ulid`, `block.staff` and `block.at` are filled in here.
///
/// # Errors
/// When the store refuses; nothing is then blocked.
pub async fn block_remote(hands: &Hands, town: TownId, case: Ulid, block: RemoteBlock) -> Result<(), JobError> {
    let now = hands.now();
    let staff = if let Who::Staff(staff) = hands.who { Some(staff) } else { None };
    let block = RemoteBlock { ulid: new_id(hands), staff, at: now, ..block };
    let detail = json!({ "kind": block.kind.as_str(), "reason": block.reason.as_str() });
    hands
        .db
        .write_town(town, Lane::Urgent, async |c: &mut Conn<'_>| {
            remote_blocks::add(c, town, &block).await?;
            record(hands, c, town, Deed::RemoteBlocked, About::Case(case), detail, now).await
        })
        .await?;
    Ok(())
}

/// Listens again. False when it is so already.
///
/// # Errors
/// When the store refuses.
pub async fn lift_remote_block(hands: &Hands, town: TownId, block: Ulid) -> Result<bool, JobError> {
    let now = hands.now();
    let lifted = hands
        .db
        .write_town(town, Lane::Urgent, async |c: &mut Conn<'_>| {
            let lifted = remote_blocks::lift(c, town, block, now).await?;
            if lifted {
                record(hands, c, town, Deed::RemoteBlockLifted, About::Town, json!({}), now).await?;
            }
            Ok::<_, StoreError>(lifted)
        })
        .await?;
    Ok(lifted)
}

async fn record(
    hands: &Hands,
    conn: &mut Conn<'_>,
    town: TownId,
    deed: Deed,
    about: About,
    detail: serde_json::Value,
    at: Timestamp,
) -> Result<(), StoreError> {
    audit::append(conn, &AuditEntry { town, at, who: hands.who.clone(), deed, about, detail }).await
}
