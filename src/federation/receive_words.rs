//! What people on other servers say to a town becomes a case for staff, or part of one; it is shown to nobody else
//! (DESIGN §1, spec interop C-52, C-54, T-34). Edits and withdrawals by the author follow there.

use super::inbox_effect::Effect;
use super::inbox_words::{Place, Said};
use crate::domain::case::{Case, CaseKind, CaseMessage, Direction, RemotePart, Visibility};
use crate::domain::{CaseId, PostId};
use crate::store::cases::NewCase;
use crate::store::{Conn, StoreError, case_messages, cases, peers, remote_actors};

/// Takes a message, or its edit.
///
/// # Errors
/// When the store refuses.
pub(super) async fn said(effect: &Effect, conn: &mut Conn<'_>, said: &Said) -> Result<(), StoreError> {
    let (town, note) = (effect.town.id, &said.note);
    if said.place == Place::Known {
        let known = case_messages::by_object(conn, town, &note.uri).await?;
        // Its author may have taken it back meanwhile.
        let stands = known.and_then(|(_, message)| message.remote).is_some_and(|remote| remote.gone_at.is_none());
        return if stands {
            case_messages::rewrite(conn, town, &note.uri, &effect.words, effect.now).await
        } else {
            Ok(())
        };
    }
    // What is sent again under another activity id changes nothing.
    if case_messages::by_object(conn, town, &note.uri).await?.is_some() {
        return Ok(());
    }
    let known = match said.place {
        Place::Case(id) => cases::by_id(conn, town, id).await?,
        Place::Post(post) => cases::of_account(conn, town, effect.actor.as_str(), Some(post)).await?,
        Place::Named | Place::Known => cases::of_account(conn, town, effect.actor.as_str(), None).await?,
    };
    let case = match (known, said.place) {
        (Some(case), _) => go_on(effect, conn, &case).await?,
        (None, Place::Post(post)) => begin(effect, conn, CaseKind::Reply, Some(post)).await?,
        (None, _) => begin(effect, conn, CaseKind::Mention, None).await?,
    };
    let remote = RemotePart {
        object_uri: note.uri.clone(),
        visibility: note.visibility,
        said_at: note.said_at,
        edited_at: None,
        gone_at: None,
    };
    append(effect, conn, case, remote).await
}

/// Takes a report of another server's moderators.
///
/// # Errors
/// When the store refuses.
pub(super) async fn reported(effect: &Effect, conn: &mut Conn<'_>, post: Option<PostId>) -> Result<(), StoreError> {
    let case = begin(effect, conn, CaseKind::Notice, post).await?;
    let remote = RemotePart {
        object_uri: effect.id.clone(),
        visibility: Visibility::Direct,
        said_at: None,
        edited_at: None,
        gone_at: None,
    };
    append(effect, conn, case, remote).await
}

/// Its author took a message back: its words go. A case in which nothing is left to answer is over.
///
/// # Errors
/// When the store refuses.
pub(super) async fn took_back(effect: &Effect, conn: &mut Conn<'_>, uri: &str) -> Result<(), StoreError> {
    let town = effect.town.id;
    let Some((id, _)) = case_messages::by_object(conn, town, uri).await? else { return Ok(()) };
    case_messages::withdraw(conn, town, uri, effect.now).await?;
    let all = case_messages::of_case(conn, town, id).await?;
    let stands = |message: &CaseMessage| {
        message.direction == Direction::In && message.remote.as_ref().is_none_or(|remote| remote.gone_at.is_none())
    };
    match cases::by_id(conn, town, id).await? {
        Some(case) if case.state.is_open() && !all.iter().any(stands) => {
            cases::step(conn, &case, crate::domain::case::CaseState::Closed, None, effect.now).await
        }
        _ => Ok(()),
    }
}

async fn go_on(effect: &Effect, conn: &mut Conn<'_>, case: &Case) -> Result<CaseId, StoreError> {
    effect.author(conn).await?;
    cases::wake(conn, case, effect.now).await?;
    Ok(case.id)
}

async fn begin(
    effect: &Effect,
    conn: &mut Conn<'_>,
    kind: CaseKind,
    post: Option<PostId>,
) -> Result<CaseId, StoreError> {
    // An answer has to find its way back.
    effect.author(conn).await?;
    let uri = effect.actor.as_str();
    let name = remote_actors::by_uri(conn, uri).await?.map(|known| known.username).unwrap_or_default();
    let handle = format!("@{name}@{}", peers::host_of(&effect.actor).unwrap_or_default());
    let new = NewCase {
        ulid: effect.fresh.0,
        kind,
        post,
        media: None,
        about: "",
        name: None,
        mail: None,
        secret_hash: None,
        account: Some((uri, &handle)),
    };
    cases::add(conn, effect.town.id, &new, effect.now).await
}

async fn append(effect: &Effect, conn: &mut Conn<'_>, case: CaseId, remote: RemotePart) -> Result<(), StoreError> {
    let message = CaseMessage {
        ulid: effect.fresh.1,
        direction: Direction::In,
        text: effect.words.clone(),
        staff: None,
        at: effect.now,
        remote: Some(remote),
        activity: None,
    };
    case_messages::append(conn, effect.town.id, case, &message).await.map(drop)
}
