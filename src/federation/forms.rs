//! The JSON that leaves for other servers: activities around a [`note_document`](super::note_document) or an
//! [`actor_document`](super::actor_document).
//!
//! In come a [`Voice`] and a post; out comes a JSON value, the same one for the same input (spec interop §1, §8).
//! Pure: no clock, no store. Called by publish, which stores the bytes, and by the documents of this room.

use activitypub_federation::kinds;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{actor_document, note_document};
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::ids::Ulid;
use crate::domain::post::Post;
use crate::domain::town::Town;
use crate::urls::{self, Origin};

/// Who speaks: a town's actor under its public origin.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    /// Scheme and host of the town.
    pub origin: &'a Origin,
    /// The town itself.
    pub town: &'a Town,
    /// The actor that says it.
    pub actor: &'a Actor,
}

impl Voice<'_> {
    /// The actor's id.
    #[must_use]
    pub fn id(&self) -> String {
        self.origin.absolute(&urls::actor(self.actor.username.as_str()))
    }

    /// The address of one of the actor's parts: `inbox`, `outbox`, `followers`, `following`, `featured`, `tags`.
    #[must_use]
    pub fn part(&self, part: &str) -> String {
        self.origin.absolute(&urls::actor_part(self.actor.username.as_str(), part))
    }

    /// The actor's page for people; the server's own actor leads to the explanation of what runs here.
    #[must_use]
    pub fn page(&self) -> String {
        match self.actor.kind {
            ActorKind::Instance => self.origin.absolute(urls::HOW_IT_WORKS),
            ActorKind::Main | ActorKind::Topic => self.origin.absolute(&urls::profile(self.actor.username.as_str())),
        }
    }

    /// The canonical handle without the leading `@`: `rathaus@musterstadt.example`.
    #[must_use]
    pub fn handle(&self) -> String {
        format!("{}@{}", self.actor.username, self.actor.handle_domain.as_deref().unwrap_or(self.origin.host()))
    }

    /// The id of the actor's key.
    #[must_use]
    pub fn key_id(&self) -> String {
        format!("{}#main-key", self.id())
    }
}

/// The collection that means everybody (ActivityPub §5.6), always in its full form.
#[must_use]
pub fn public() -> String {
    kinds::public().to_string()
}

/// The context of everything that is not an actor: two addresses that every server has at hand, the rest inline
/// (spec interop §8.5).
pub(super) fn note_context() -> Value {
    json!([
        "https://www.w3.org/ns/activitystreams",
        {
            "toot": "http://joinmastodon.org/ns#",
            "Hashtag": "as:Hashtag",
            "sensitive": "as:sensitive",
            "blurhash": "toot:blurhash"
        }
    ])
}

/// The context of an activity without any extension.
fn plain_context() -> Value {
    json!("https://www.w3.org/ns/activitystreams")
}

/// A post as a Note, with context.
#[must_use]
pub fn note(voice: &Voice<'_>, post: &Post) -> Value {
    with_context(note_context(), note_document::note(voice, post))
}

/// `Create(Note)`; its id is the activity's, its time the post's.
#[must_use]
pub fn create(voice: &Voice<'_>, post: &Post, activity: Ulid) -> Value {
    with_context(note_context(), create_bare(voice, post, activity))
}

/// [`create`] without context, as it stands in an outbox page.
pub(super) fn create_bare(voice: &Voice<'_>, post: &Post, activity: Ulid) -> Value {
    json!({
        "id": voice.origin.absolute(&urls::activity(activity)),
        "type": "Create",
        "actor": voice.id(),
        "published": note_document::published(post),
        "to": [public()],
        "cc": [voice.part("followers")],
        "object": note_document::note(voice, post),
    })
}

/// `Update(Note)` with the whole Note; each edit has an activity id of its own.
#[must_use]
pub fn update(voice: &Voice<'_>, post: &Post, activity: Ulid) -> Value {
    let note = note_document::note(voice, post);
    let said = note.get("updated").or_else(|| note.get("published")).cloned().unwrap_or(Value::Null);
    json!({
        "@context": note_context(),
        "id": voice.origin.absolute(&urls::activity(activity)),
        "type": "Update",
        "actor": voice.id(),
        "published": said,
        "to": [public()],
        "cc": [voice.part("followers")],
        "object": note,
    })
}

/// `Delete` of a post's Note.
#[must_use]
pub fn delete(voice: &Voice<'_>, post: &Post, activity: Ulid) -> Value {
    json!({
        "@context": plain_context(),
        "id": voice.origin.absolute(&urls::activity(activity)),
        "type": "Delete",
        "actor": voice.id(),
        "to": [public()],
        "cc": [voice.part("followers")],
        "object": { "id": voice.origin.absolute(&urls::note(post.ulid)), "type": "Tombstone" },
    })
}

/// `Announce` of the object with this id, a boost: of another actor's of the same town, which learns of it, or of a post
/// that stands elsewhere. Its time is the post's that shows it here.
#[must_use]
pub fn announce(voice: &Voice<'_>, object: &str, author: Option<&Voice<'_>>, post: &Post, activity: Ulid) -> Value {
    with_context(plain_context(), announce_bare(voice, object, author, post, activity))
}

/// [`announce`] without context, as it stands in an outbox page.
pub(super) fn announce_bare(
    voice: &Voice<'_>,
    object: &str,
    author: Option<&Voice<'_>>,
    post: &Post,
    activity: Ulid,
) -> Value {
    let readers = std::iter::once(voice.part("followers")).chain(author.map(Voice::id));
    json!({
        "id": voice.origin.absolute(&urls::activity(activity)),
        "type": "Announce",
        "actor": voice.id(),
        "published": note_document::published(post),
        "to": [public()],
        "cc": readers.collect::<Vec<_>>(),
        "object": object,
    })
}

/// `Undo` of the boost of an object: `of` is the boost's name, `activity` its own.
#[must_use]
pub fn undo_announce(voice: &Voice<'_>, object: &str, post: &Post, (of, activity): (Ulid, Ulid)) -> Value {
    json!({
        "@context": plain_context(),
        "id": voice.origin.absolute(&urls::activity(activity)),
        "type": "Undo",
        "actor": voice.id(),
        "to": [public()],
        "cc": [voice.part("followers")],
        "object": announce_bare(voice, object, None, post, of),
    })
}

/// `Accept` of a Follow. Actor and object of the Follow are plain ids: with an embedded actor some servers leave the
/// follow pending (spec interop §8.3).
#[must_use]
pub fn accept_follow(voice: &Voice<'_>, follow_id: &str, follower: &str, activity: Ulid) -> Value {
    json!({
        "@context": plain_context(),
        "id": voice.origin.absolute(&urls::activity(activity)),
        "type": "Accept",
        "actor": voice.id(),
        "to": [follower],
        "cc": [],
        "object": { "id": follow_id, "type": "Follow", "actor": follower, "object": voice.id() },
    })
}

/// `Update` of the actor itself, after its profile changed at `now`.
#[must_use]
pub fn update_actor(voice: &Voice<'_>, activity: Ulid, now: Timestamp) -> Value {
    json!({
        "@context": actor_document::context(),
        "id": voice.origin.absolute(&urls::activity(activity)),
        "type": "Update",
        "actor": voice.id(),
        "published": second(now),
        "to": [public()],
        "cc": [voice.part("followers")],
        "object": actor_document::actor(voice),
    })
}

/// What stands at a withdrawn post's id for ever (FEP-4f05).
#[must_use]
pub fn tombstone(voice: &Voice<'_>, post: &Post) -> Value {
    tombstone_at(&voice.origin.absolute(&urls::note(post.ulid)), "Note", post.gone_at)
}

/// A Tombstone for any id of ours.
pub(super) fn tombstone_at(id: &str, former_type: &str, deleted: Option<Timestamp>) -> Value {
    let mut document = json!({ "@context": plain_context(), "id": id, "type": "Tombstone", "formerType": former_type });
    if let (Some(map), Some(at)) = (document.as_object_mut(), deleted) {
        map.insert("deleted".into(), second(at).into());
    }
    document
}

/// A moment in RFC 3339, UTC, whole seconds: some servers refuse fractions.
pub(super) fn second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Puts a context in front of a document.
pub(super) fn with_context(context: Value, document: Value) -> Value {
    let mut out = serde_json::Map::new();
    out.insert("@context".into(), context);
    if let Value::Object(map) = document {
        out.extend(map);
    }
    Value::Object(out)
}
