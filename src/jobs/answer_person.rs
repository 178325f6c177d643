//! Staff answer somebody on another server in the town's name, write an answer anew, take it back, or let a conversation
//! rest. Each deed is in the audit log. In: a case and what was typed; out: whether it could be done.

use serde_json::json;

use super::{Hands, JobError};
use crate::domain::audit::{About, Deed, Who};
use crate::domain::case::{Case, CaseMessage, CaseState};
use crate::domain::ids::Ulid;
use crate::ingest::typed;
use crate::publish::{self, Speaker, Unanswerable, Wording, record};
use crate::store::{Conn, Lane, StoreError, case_messages, cases};

/// Characters of an answer: more than this is cut or refused by some servers.
pub const LONGEST_ANSWER: usize = 2_500;

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answering {
    /// It is on its way.
    Sent,
    /// The town has no account there.
    NoAccount,
    /// The message was taken back, or its author is gone.
    Nobody,
}

/// Answers a case; it is answered then.
///
/// # Errors
/// When the store refuses; nothing is then sent.
pub async fn answer_person(hands: &Hands, case: &Case, text: &str) -> Result<Answering, JobError> {
    let (now, body) = (hands.now(), typed(text));
    let staff = if let Who::Staff(staff) = hands.who { Some(staff) } else { None };
    let done = hands
        .db
        .write_town(case.town, Lane::Urgent, async |c: &mut Conn<'_>| {
            let speaker = hands.speaker_for_person(c, case.town).await?;
            let said = publish::answer(c, &speaker, case, staff, Wording { text, body: &body }, now).await?;
            let answer = match said {
                Ok(answer) => answer,
                Err(Unanswerable::NoAccount) => return Ok(Answering::NoAccount),
                Err(Unanswerable::Nobody) => return Ok(Answering::Nobody),
            };
            cases::step(c, case, CaseState::Answered, None, now).await?;
            note(c, &speaker, case, Deed::RemoteAnswered, Some(answer), hands).await?;
            Ok::<_, JobError>(Answering::Sent)
        })
        .await?;
    hands.published.wake();
    Ok(done)
}

/// Writes an answer anew. False when it stands no more.
///
/// # Errors
/// When the store refuses; nothing is then sent.
pub async fn edit_answer(hands: &Hands, case: &Case, message: &CaseMessage, text: &str) -> Result<bool, JobError> {
    let (now, body) = (hands.now(), typed(text));
    let done = hands
        .db
        .write_town(case.town, Lane::Urgent, async |c: &mut Conn<'_>| {
            let speaker = hands.speaker_for_person(c, case.town).await?;
            let Some(message) = as_it_is(c, case, message.ulid).await? else { return Ok(false) };
            let wording = Wording { text, body: &body };
            let done = publish::edit_answer(c, &speaker, case, &message, wording, now).await?;
            if done {
                note(c, &speaker, case, Deed::RemoteAnswerEdited, Some(message.ulid), hands).await?;
            }
            Ok::<_, JobError>(done)
        })
        .await?;
    hands.published.wake();
    Ok(done)
}

/// Takes an answer back. False when it stands no more.
///
/// # Errors
/// When the store refuses; nothing is then sent.
pub async fn remove_answer(hands: &Hands, case: &Case, message: &CaseMessage) -> Result<bool, JobError> {
    let now = hands.now();
    let done = hands
        .db
        .write_town(case.town, Lane::Urgent, async |c: &mut Conn<'_>| {
            let speaker = hands.speaker_for_person(c, case.town).await?;
            let Some(message) = as_it_is(c, case, message.ulid).await? else { return Ok(false) };
            let done = publish::remove_answer(c, &speaker, case, &message, now).await?;
            if done {
                note(c, &speaker, case, Deed::RemoteAnswerRemoved, Some(message.ulid), hands).await?;
            }
            Ok::<_, JobError>(done)
        })
        .await?;
    hands.published.wake();
    Ok(done)
}

/// Lets further messages in a case raise no task, or lets them again.
///
/// # Errors
/// When the store refuses.
pub async fn mute_case(hands: &Hands, case: &Case, muted: bool) -> Result<(), JobError> {
    let now = hands.now();
    hands
        .db
        .write_town(case.town, Lane::Urgent, async |c: &mut Conn<'_>| {
            let speaker = hands.speaker_for_person(c, case.town).await?;
            cases::mute(c, case, muted.then_some(now)).await?;
            let deed = if muted { Deed::CaseMuted } else { Deed::CaseUnmuted };
            note(c, &speaker, case, deed, None, hands).await?;
            Ok::<_, JobError>(())
        })
        .await
}

/// The message as it is now that nobody else writes.
async fn as_it_is(conn: &mut Conn<'_>, case: &Case, message: Ulid) -> Result<Option<CaseMessage>, StoreError> {
    let all = case_messages::of_case(conn, case.town, case.id).await?;
    Ok(all.into_iter().find(|one| one.ulid == message))
}

async fn note(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    case: &Case,
    deed: Deed,
    answer: Option<Ulid>,
    hands: &Hands,
) -> Result<(), StoreError> {
    let mut detail = json!({ "number": case.number });
    if let (Some(map), Some(answer)) = (detail.as_object_mut(), answer) {
        map.insert("answer".into(), answer.to_string().into());
    }
    record(conn, speaker, deed, About::Case(case.ulid), detail, hands.now()).await
}
