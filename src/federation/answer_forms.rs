//! The town's answer to a person on another server, as JSON: a Note in the person's thread that mentions them, for whom their
//! own message was (spec interop §1.7 "Mentions", "Addressing"). Pure; called by publish, which stores the bytes.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::forms::{self, Voice, public, second};
use crate::domain::body::Body;
use crate::domain::body_html::escape;
use crate::domain::body_note;
use crate::domain::case::Visibility;
use crate::domain::ids::Ulid;
use crate::urls;

/// An answer.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The end of its id.
    pub ulid: Ulid,
    /// What it answers: an object's id.
    pub in_reply_to: &'a str,
    /// Whom: the account's id, and its handle (`@name@server`).
    pub person: (&'a str, &'a str),
    pub body: &'a Body,
    /// As the message that it answers: what was direct stays direct.
    pub visibility: Visibility,
    pub said_at: Timestamp,
    pub edited_at: Option<Timestamp>,
}

/// `Create` of an answer.
#[must_use]
pub fn create(voice: &Voice<'_>, answer: &Answer<'_>, activity: Ulid) -> Value {
    said(voice, answer, activity, "Create", answer.said_at)
}

/// `Update` of an answer, whole.
#[must_use]
pub fn update(voice: &Voice<'_>, answer: &Answer<'_>, activity: Ulid) -> Value {
    said(voice, answer, activity, "Update", answer.edited_at.unwrap_or(answer.said_at))
}

/// `Delete` of an answer to a person.
#[must_use]
pub fn delete(voice: &Voice<'_>, ulid: Ulid, person: &str, visibility: Visibility, activity: Ulid) -> Value {
    let (to, cc) = readers(person, visibility);
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": voice.origin.absolute(&urls::activity(activity)),
        "type": "Delete",
        "actor": voice.id(),
        "to": to,
        "cc": cc,
        "object": { "id": voice.origin.absolute(&urls::answer(ulid)), "type": "Tombstone" },
    })
}

fn said(voice: &Voice<'_>, answer: &Answer<'_>, activity: Ulid, kind: &str, at: Timestamp) -> Value {
    let (to, cc) = readers(answer.person.0, answer.visibility);
    json!({
        "@context": forms::note_context(),
        "id": voice.origin.absolute(&urls::activity(activity)),
        "type": kind,
        "actor": voice.id(),
        "published": second(at),
        "to": to,
        "cc": cc,
        "object": note(voice, answer),
    })
}

fn note(voice: &Voice<'_>, answer: &Answer<'_>) -> Value {
    let (person, handle) = answer.person;
    let (to, cc) = readers(person, answer.visibility);
    let content = content(answer);
    let id = voice.origin.absolute(&urls::answer(answer.ulid));
    let mut note = json!({
        "id": id,
        "type": "Note",
        "attributedTo": voice.id(),
        "to": to,
        "cc": cc,
        "published": second(answer.said_at),
        "sensitive": false,
        "inReplyTo": answer.in_reply_to,
        "content": content,
        "contentMap": { &voice.town.settings.language: content },
        "tag": [{ "type": "Mention", "href": person, "name": handle }],
        "attachment": [],
    });
    // An edit in the same second would not be newer than what it edits.
    let edited = answer.edited_at.map(second).filter(|at| *at > second(answer.said_at));
    if let (Some(map), Some(at)) = (note.as_object_mut(), edited) {
        map.insert("updated".into(), at.into());
    }
    note
}

/// The words, beginning with whom they are for: servers tell by the link in the text, too.
fn content(answer: &Answer<'_>) -> String {
    let (person, handle) = answer.person;
    let name = handle.trim_start_matches('@').split('@').next().unwrap_or_default();
    let mention = format!(
        "<span class=\"h-card\"><a href=\"{}\" class=\"u-url mention\">@<span>{}</span></a></span> ",
        escape(person),
        escape(name)
    );
    let words = body_note::render(&answer.body.with_tags_up_to(0), "");
    match words.strip_prefix("<p>") {
        Some(rest) => format!("<p>{mention}{rest}"),
        None => format!("<p>{}</p>{words}", mention.trim_end()),
    }
}

/// `to` and `cc`, always arrays.
fn readers(person: &str, visibility: Visibility) -> (Vec<String>, Vec<String>) {
    let person = vec![person.to_owned()];
    match visibility {
        Visibility::Public => (vec![public()], person),
        Visibility::Unlisted => (person, vec![public()]),
        // We do not know who follows them, and theirs are not ours to write to.
        Visibility::Followers | Visibility::Direct => (person, Vec::new()),
    }
}
