//! Whether a received activity concerns us at all (spec interop §3.1 step 6). What does not is answered with 202 and
//! forgotten, before its signature is looked at: a storm of strangers' Deletes costs nothing and fetches nothing.

use jiff::Timestamp;

use super::inbox_words::{Look, Said};
use super::received::{Kind, Received};
use super::remote_actor::RemoteDocument;
use crate::domain::PostId;
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::town::Town;
use crate::store::reactions::Reaction;
use crate::store::remote_actors::RemoteActor;
use crate::store::{Conn, StoreError, actors, peers};
use crate::urls::Origin;

/// What a received activity is to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Concern {
    /// Someone wants to follow this actor.
    Follow(Box<Actor>),
    /// Someone takes a Follow back: its id if it was told, and whom it followed if that was told.
    UndoFollow { follow: Option<String>, followed: Option<Box<Actor>> },
    /// Someone blocks this actor and so stops following it.
    Block(Box<Actor>),
    /// An account that we know deletes itself.
    DeleteActor,
    /// An account that we know says anew what it is: its inboxes, its key.
    UpdateActor(Box<RemoteDocument>),
    /// Somebody says something to us, or says it anew.
    Said(Box<Said>),
    /// Somebody takes back what they said: the object's id.
    TookBack(String),
    /// Another server's moderators report a post, or the account itself.
    Reported(Option<PostId>),
    /// Somebody likes or boosts a post.
    Reacted(PostId, Reaction),
    /// Somebody does so no more.
    Unreacted(PostId, Reaction),
    /// It has no effect of its own, but it comes from a host that counted as dead and so lives again.
    SignOfLife,
}

impl Concern {
    /// Foreign markup in it that has to be cleaned before it has an effect.
    pub fn markup<'a>(&'a self, received: &'a Received) -> Option<&'a str> {
        match self {
            Self::Said(said) => Some(&said.note.html),
            Self::Reported(_) => Some(received.content()),
            _ => None,
        }
    }
}

/// Reads what it is about. `known` is the sender, if we have dealt with it before.
///
/// # Errors
/// When the store refuses.
pub(super) async fn concern_of(
    conn: &mut Conn<'_>,
    town: &Town,
    origin: &Origin,
    received: &Received,
    known: Option<&RemoteActor>,
    now: Timestamp,
) -> Result<Option<Concern>, StoreError> {
    let Some(kind) = received.kind else { return Ok(None) };
    let look = Look { town, origin, received, now };
    let words = match kind {
        Kind::Create => look.said(conn).await?,
        Kind::Update if !received.is_about_its_actor() => look.said(conn).await?,
        Kind::Delete if !received.is_about_its_actor() => look.took_back(conn).await?,
        Kind::Flag => look.reported(conn).await?,
        Kind::Like => look.reacted(conn, Reaction::Like).await?,
        Kind::Announce => look.reacted(conn, Reaction::Boost).await?,
        Kind::Undo => look.unreacted(conn).await?,
        _ => None,
    };
    if words.is_some() {
        return Ok(words);
    }
    Ok(match kind {
        Kind::Follow => local_actor(conn, town, origin, received.object_id()).await?.map(Concern::Follow),
        Kind::Block if known.is_some() => {
            local_actor(conn, town, origin, received.object_id()).await?.map(Concern::Block)
        }
        Kind::Undo => undo(conn, town, origin, received, known).await?,
        Kind::Delete if known.is_some() && received.is_about_its_actor() => Some(Concern::DeleteActor),
        Kind::Like | Kind::Announce | Kind::Flag if received.object_ids().any(|id| origin.path_of(id).is_some()) => {
            sign_of_life(conn, known).await?
        }
        Kind::Create if says_something_to_us(origin, received) => sign_of_life(conn, known).await?,
        Kind::Update if known.is_some() => updated_actor(received),
        // The moved account's new home sends a Follow of its own, and its old one an Undo.
        Kind::Move if received.is_about_its_actor() => sign_of_life(conn, known).await?,
        Kind::Like | Kind::Announce | Kind::Flag | Kind::Create | Kind::Move => None,
        Kind::Block | Kind::Delete | Kind::Update => None,
    })
}

async fn undo(
    conn: &mut Conn<'_>,
    town: &Town,
    origin: &Origin,
    received: &Received,
    known: Option<&RemoteActor>,
) -> Result<Option<Concern>, StoreError> {
    let follow = received.object_id().map(str::to_owned);
    let Some(embedded) = received.embedded() else {
        // Only an id: it can be one of our followers' Follows, if we know the sender.
        let taken_back = follow.filter(|_| known.is_some());
        return Ok(taken_back.map(|follow| Concern::UndoFollow { follow: Some(follow), followed: None }));
    };
    let of_someone_else =
        embedded.id_in("actor").is_some() && embedded.url_in("actor").as_ref() != Some(&received.actor);
    if of_someone_else {
        return Ok(None);
    }
    if embedded.is("Follow") {
        let followed = local_actor(conn, town, origin, embedded.id_in("object")).await?;
        let known_by_id = known.is_some() && follow.is_some() && embedded.id_in("object").is_none();
        return Ok((followed.is_some() || known_by_id).then_some(Concern::UndoFollow { follow, followed }));
    }
    let about_us = embedded.id_in("object").is_some_and(|id| origin.path_of(id).is_some());
    if about_us { sign_of_life(conn, known).await } else { Ok(None) }
}

/// What something without effect is good for: it proves that an account's host lives.
async fn sign_of_life(conn: &mut Conn<'_>, known: Option<&RemoteActor>) -> Result<Option<Concern>, StoreError> {
    let Some(known) = known else { return Ok(None) };
    let peer = peers::by_id(conn, known.peer).await?;
    Ok(peer.is_some_and(|peer| peer.health.dead_at.is_some()).then_some(Concern::SignOfLife))
}

/// An actor's own document inside its own Update: what its signature vouches for needs no fetch.
fn updated_actor(received: &Received) -> Option<Concern> {
    let object = received.embedded().filter(|_| received.is_about_its_actor())?;
    RemoteDocument::read(&received.actor, object.value()).ok().map(|document| Concern::UpdateActor(Box::new(document)))
}

/// A new object by its author on the author's host, in answer to us or addressed to us.
fn says_something_to_us(origin: &Origin, received: &Received) -> bool {
    let Some(object) = received.embedded() else { return false };
    let answers_us = object.id_in("inReplyTo").is_some_and(|id| origin.path_of(id).is_some());
    object.is_by(&received.actor) && (answers_us || received.audience().any(|id| origin.path_of(id).is_some()))
}

/// The followable actor of this town with this id.
pub(super) async fn local_actor(
    conn: &mut Conn<'_>,
    town: &Town,
    origin: &Origin,
    id: Option<&str>,
) -> Result<Option<Box<Actor>>, StoreError> {
    let name = id.and_then(|id| origin.path_of(id)).and_then(|path| path.strip_prefix("/ap/"));
    let Some(name) = name.filter(|name| !name.contains(['/', '?', '#'])) else { return Ok(None) };
    let actor = actors::by_username(conn, town.id, name).await?;
    Ok(actor.filter(|actor| actor.kind != ActorKind::Instance && actor.deleted_at.is_none()).map(Box::new))
}
