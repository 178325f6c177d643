//! The town answers a person on another server: the answer goes to that person's server alone, and stands on no page,
//! feed or outbox. Case, activity and delivery are written together; whoever answers holds the town's row.

use jiff::Timestamp;

use super::{PublishError, Speaker};
use crate::domain::actor::Actor;
use crate::domain::body::Body;
use crate::domain::case::{Case, CaseMessage, Direction, RemotePart};
use crate::domain::ids::{ActivityId, Ulid};
use crate::federation::answer_forms::{self, Answer};
use crate::store::activities::{self, NewActivity};
use crate::store::deliveries::{self, Priority};
use crate::store::{Conn, case_messages, posts_read, remote_actors};
use crate::urls;

/// What is said, as staff typed it and as it is read.
#[derive(Debug, Clone, Copy)]
pub struct Wording<'a> {
    pub text: &'a str,
    pub body: &'a Body,
}

/// Why there is no way to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswerable {
    /// The town has no account there.
    NoAccount,
    /// Nothing that could be answered stands there any more, or its author is gone.
    Nobody,
}

/// Everything that sending about one answer needs.
struct Way {
    author: Actor,
    person: remote_actors::RemoteActor,
    handle: String,
}

impl Way {
    /// To the person of a case; `None` for whom there is none.
    async fn find(
        conn: &mut Conn<'_>,
        speaker: &Speaker,
        case: &Case,
    ) -> Result<Result<Self, Unanswerable>, PublishError> {
        let post = match case.post {
            Some(post) => posts_read::by_id(conn, case.town, post).await?,
            None => None,
        };
        let by_post = match &post {
            Some(post) => speaker.author_of(conn, post).await?,
            None => None,
        };
        let Some(author) = by_post.or_else(|| speaker.author.clone()).filter(|actor| actor.deleted_at.is_none()) else {
            return Ok(Err(Unanswerable::NoAccount));
        };
        let (Some(uri), Some(handle)) = (&case.actor_uri, &case.actor_handle) else {
            return Ok(Err(Unanswerable::Nobody));
        };
        let person = remote_actors::by_uri(conn, uri).await?.filter(|person| person.gone_at.is_none());
        Ok(person.map(|person| Self { author, person, handle: handle.clone() }).ok_or(Unanswerable::Nobody))
    }

    async fn send(
        &self,
        conn: &mut Conn<'_>,
        speaker: &Speaker,
        (ulid, kind, chain): (Ulid, &str, &str),
        body: &str,
        now: Timestamp,
    ) -> Result<Option<ActivityId>, PublishError> {
        let town = speaker.town.id;
        let new = NewActivity {
            town,
            actor: self.author.id,
            ulid,
            kind,
            post: None,
            chain,
            body,
            in_outbox: false,
            expires_at: None,
        };
        let Some(activity) = activities::add(conn, new, now).await? else { return Ok(None) };
        let inbox = self.person.shared_inbox.unwrap_or(self.person.inbox);
        let priority = if kind == "Delete" { Priority::Delete } else { Priority::Post };
        deliveries::enqueue_to_inbox(conn, town, activity, inbox, chain, priority, now).await?;
        Ok(Some(activity))
    }
}

/// Answers the last message of a case that still stands.
///
/// # Errors
/// When the store refuses.
pub async fn answer(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    case: &Case,
    staff: Option<Ulid>,
    wording: Wording<'_>,
    now: Timestamp,
) -> Result<Result<Ulid, Unanswerable>, PublishError> {
    let all = case_messages::of_case(conn, case.town, case.id).await?;
    let asked = all.iter().rev().filter(|message| message.direction == Direction::In);
    let mut asked = asked.filter_map(|message| message.remote.as_ref()).filter(|remote| remote.gone_at.is_none());
    let Some(asked) = asked.next() else { return Ok(Err(Unanswerable::Nobody)) };
    let way = match Way::find(conn, speaker, case).await? {
        Ok(way) => way,
        Err(why) => return Ok(Err(why)),
    };
    let name = [case.ulid.to_string(), all.len().to_string()];
    let ulid = speaker.derive(now, &["Answer", &name[0], &name[1]]);
    let create = speaker.derive(now, &["Create", "Answer", &name[0], &name[1]]);
    let chain = speaker.origin.absolute(&urls::answer(ulid));
    let said = Answer {
        ulid,
        in_reply_to: &asked.object_uri,
        person: (&way.person.uri, &way.handle),
        body: wording.body,
        visibility: asked.visibility,
        said_at: now,
        edited_at: None,
    };
    let body = answer_forms::create(&speaker.voice(&way.author), &said, create).to_string();
    let activity = way.send(conn, speaker, (create, "Create", &chain), &body, now).await?;
    let message = CaseMessage {
        ulid,
        direction: Direction::Out,
        text: wording.text.to_owned(),
        staff,
        at: now,
        remote: Some(RemotePart {
            object_uri: chain,
            visibility: asked.visibility,
            said_at: Some(now),
            edited_at: None,
            gone_at: None,
        }),
        activity,
    };
    case_messages::append(conn, case.town, case.id, &message).await?;
    Ok(Ok(ulid))
}

/// Writes an answer anew. False when it cannot be: it was taken back, or the person is gone.
///
/// # Errors
/// When the store refuses.
pub async fn edit_answer(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    case: &Case,
    message: &CaseMessage,
    wording: Wording<'_>,
    now: Timestamp,
) -> Result<bool, PublishError> {
    let Some(remote) = message.remote.as_ref().filter(|remote| remote.gone_at.is_none()) else { return Ok(false) };
    let Ok(way) = Way::find(conn, speaker, case).await? else { return Ok(false) };
    let Some((create, in_reply_to)) = first_words(conn, case, message).await? else { return Ok(false) };
    let said = Answer {
        ulid: message.ulid,
        in_reply_to: &in_reply_to,
        person: (&way.person.uri, &way.handle),
        body: wording.body,
        visibility: remote.visibility,
        said_at: message.at,
        edited_at: Some(now),
    };
    let voice = speaker.voice(&way.author);
    let id = speaker.derive(now, &["Update", "Answer", &message.ulid.to_string(), &now.to_string()]);
    let body = answer_forms::update(&voice, &said, id).to_string();
    if way.send(conn, speaker, (id, "Update", &remote.object_uri), &body, now).await?.is_none() {
        return Ok(false);
    }
    // Whoever asks for the answer gets it as it is now.
    let create_body = answer_forms::create(&voice, &said, create).to_string();
    activities::reword(conn, case.town, create, &create_body).await?;
    case_messages::rewrite(conn, case.town, &remote.object_uri, wording.text, now).await?;
    Ok(true)
}

/// Takes an answer back. False when it was already.
///
/// # Errors
/// When the store refuses.
pub async fn remove_answer(
    conn: &mut Conn<'_>,
    speaker: &Speaker,
    case: &Case,
    message: &CaseMessage,
    now: Timestamp,
) -> Result<bool, PublishError> {
    let Some(remote) = message.remote.as_ref().filter(|remote| remote.gone_at.is_none()) else { return Ok(false) };
    if let Ok(way) = Way::find(conn, speaker, case).await? {
        let id = speaker.derive(now, &["Delete", "Answer", &message.ulid.to_string()]);
        let voice = speaker.voice(&way.author);
        let body = answer_forms::delete(&voice, message.ulid, &way.person.uri, remote.visibility, id).to_string();
        way.send(conn, speaker, (id, "Delete", &remote.object_uri), &body, now).await?;
    }
    activities::silence(conn, case.town, &remote.object_uri).await?;
    Ok(case_messages::withdraw(conn, case.town, &remote.object_uri, now).await?)
}

/// The Create of an answer and what it answers.
async fn first_words(
    conn: &mut Conn<'_>,
    case: &Case,
    message: &CaseMessage,
) -> Result<Option<(Ulid, String)>, PublishError> {
    let Some(id) = message.activity else { return Ok(None) };
    let Some(create) = activities::by_id(conn, case.town, id).await? else { return Ok(None) };
    let said: serde_json::Value = serde_json::from_str(&create.body).unwrap_or_default();
    let parent = said.pointer("/object/inReplyTo").and_then(serde_json::Value::as_str);
    Ok(parent.map(|parent| (create.ulid, parent.to_owned())))
}
