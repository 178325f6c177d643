//! Whether people on other servers say something to a town: answers to its posts, mentions of its accounts, reports, likes
//! and boosts. Part of [`super::inbox_concern`]: reads only, before anything is fetched or believed. What comes from
//! somebody the town does not listen to, or too much from one account or server, does not concern us.

use jiff::{SignedDuration, Timestamp};

use super::inbox_concern::{Concern, local_actor};
use super::received::{Kind, Received};
use super::remote_note::RemoteNote;
use crate::domain::ids::Ulid;
use crate::domain::post::PostState;
use crate::domain::town::Town;
use crate::domain::{CaseId, PostId};
use crate::store::reactions::Reaction;
use crate::store::{Conn, StoreError, case_messages, cases, peers, posts_read, reactions, remote_blocks, remote_words};
use crate::urls::{self, Origin};

/// Messages of one account that a town takes in an hour.
pub(super) const PER_ACCOUNT: u32 = 20;
/// Messages from one server that a town takes in an hour.
pub(super) const PER_SERVER: u32 = 200;
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Something that somebody says to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub note: RemoteNote,
    pub place: Place,
}

/// Where it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is known here and was written anew.
    Known,
    /// It answers a post.
    Post(PostId),
    /// It goes on with what the same account said before.
    Case(CaseId),
    /// It mentions one of our accounts.
    Named,
}

/// What reading a concern needs.
pub(super) struct Look<'a> {
    pub town: &'a Town,
    pub origin: &'a Origin,
    pub received: &'a Received,
    pub now: Timestamp,
}

impl Look<'_> {
    /// A new or changed message that is meant for us.
    pub async fn said(&self, conn: &mut Conn<'_>) -> Result<Option<Concern>, StoreError> {
        let Some(note) = RemoteNote::read(self.received) else { return Ok(None) };
        let known = case_messages::by_object(conn, self.town.id, &note.uri).await?;
        if let Some((case, _)) = known {
            let changes = self.received.kind == Some(Kind::Update) && self.is_author_of(conn, case).await?;
            return Ok(changes.then(|| said(note, Place::Known)));
        }
        let Some(place) = self.place(conn, &note).await? else { return Ok(None) };
        Ok(self.listens(conn).await?.then(|| said(note, place)))
    }

    /// Somebody takes back what they said to us.
    pub async fn took_back(&self, conn: &mut Conn<'_>) -> Result<Option<Concern>, StoreError> {
        let Some(uri) = self.received.object_id() else { return Ok(None) };
        match case_messages::by_object(conn, self.town.id, uri).await? {
            Some((case, _)) if self.is_author_of(conn, case).await? => Ok(Some(Concern::TookBack(uri.to_owned()))),
            _ => Ok(None),
        }
    }

    /// A report about a post or an account of ours.
    pub async fn reported(&self, conn: &mut Conn<'_>) -> Result<Option<Concern>, StoreError> {
        let (mut post, mut about_us) = (None, false);
        for id in self.received.object_ids().take(20) {
            about_us |= local_actor(conn, self.town, self.origin, Some(id)).await?.is_some();
            post = match post {
                None => self.post(conn, id).await?,
                known => known,
            };
        }
        about_us |= post.is_some();
        Ok((about_us && self.listens(conn).await?).then_some(Concern::Reported(post)))
    }

    /// A like or boost that is not counted yet.
    pub async fn reacted(&self, conn: &mut Conn<'_>, reaction: Reaction) -> Result<Option<Concern>, StoreError> {
        let Some(id) = self.received.object_id() else { return Ok(None) };
        let Some(post) = self.post(conn, id).await? else { return Ok(None) };
        let counted = reactions::is_known(conn, self.town.id, post, reaction, self.author()).await?;
        Ok((!counted && self.listens(conn).await?).then_some(Concern::Reacted(post, reaction)))
    }

    /// A like or boost that is counted and taken back.
    pub async fn unreacted(&self, conn: &mut Conn<'_>) -> Result<Option<Concern>, StoreError> {
        let Some(undone) = self.received.embedded() else { return Ok(None) };
        let reaction = if undone.is("Announce") { Reaction::Boost } else { Reaction::Like };
        let is_reaction = ["Like", "EmojiReact", "Announce"].iter().any(|kind| undone.is(kind));
        let Some(id) = undone.id_in("object").filter(|_| is_reaction) else { return Ok(None) };
        let Some(post) = self.post(conn, id).await? else { return Ok(None) };
        let counted = reactions::is_known(conn, self.town.id, post, reaction, self.author()).await?;
        Ok(counted.then_some(Concern::Unreacted(post, reaction)))
    }

    fn author(&self) -> &str {
        self.received.actor.as_str()
    }

    async fn is_author_of(&self, conn: &mut Conn<'_>, case: CaseId) -> Result<bool, StoreError> {
        let case = cases::by_id(conn, self.town.id, case).await?;
        Ok(case.is_some_and(|case| case.actor_uri.as_deref() == Some(self.author())))
    }

    /// The public post of ours with this id, if somebody speaks it in the Fediverse.
    async fn post(&self, conn: &mut Conn<'_>, id: &str) -> Result<Option<PostId>, StoreError> {
        let ulid = self.origin.path_of(id).and_then(|path| path.strip_prefix("/ap/posts/"));
        let Some(ulid) = ulid.and_then(|ulid| Ulid::from_string(ulid).ok()) else { return Ok(None) };
        let post = posts_read::by_ulid(conn, self.town.id, ulid).await?;
        Ok(post.filter(|post| post.state == PostState::Public && post.actor.is_some()).map(|post| post.id))
    }

    async fn place(&self, conn: &mut Conn<'_>, note: &RemoteNote) -> Result<Option<Place>, StoreError> {
        if let Some(parent) = note.in_reply_to.as_deref() {
            if let Some(post) = self.post(conn, parent).await? {
                return Ok(Some(Place::Post(post)));
            }
            if let Some(place) = self.conversation(conn, note, parent).await? {
                return Ok(Some(place));
            }
        }
        Ok(self.names_us(conn, note).await?.then_some(Place::Named))
    }

    /// Where an answer to an answer of ours belongs, or one to something that was said here before.
    async fn conversation(
        &self,
        conn: &mut Conn<'_>,
        note: &RemoteNote,
        parent: &str,
    ) -> Result<Option<Place>, StoreError> {
        let Some((id, _)) = case_messages::by_object(conn, self.town.id, parent).await? else { return Ok(None) };
        let Some(case) = cases::by_id(conn, self.town.id, id).await? else { return Ok(None) };
        let to_us = self.origin.path_of(parent).is_some_and(|path| path.starts_with(urls::ANSWERS));
        if !to_us && !self.names_us(conn, note).await? {
            return Ok(None);
        }
        if case.actor_uri.as_deref() == Some(self.author()) {
            return Ok(Some(Place::Case(case.id)));
        }
        // Somebody else joins in: what they say is a case of their own.
        Ok(Some(case.post.map_or(Place::Named, Place::Post)))
    }

    async fn names_us(&self, conn: &mut Conn<'_>, note: &RemoteNote) -> Result<bool, StoreError> {
        for id in note.named() {
            if local_actor(conn, self.town, self.origin, Some(id)).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the town listens to the sender: it is not blocked, and did not say too much lately.
    async fn listens(&self, conn: &mut Conn<'_>) -> Result<bool, StoreError> {
        let host = peers::host_of(&self.received.actor).unwrap_or_default();
        // A server is blocked with everything below it.
        let mut part = Some(host.as_str());
        while let Some(name) = part {
            if remote_blocks::forbids(conn, self.town.id, self.author(), name, self.now).await? {
                return Ok(false);
            }
            part = name.split_once('.').map(|(_, rest)| rest);
        }
        let since = self.now.saturating_sub(HOUR).unwrap_or(self.now);
        let server = format!("{}/", self.received.actor.origin().ascii_serialization());
        let (account, server) = remote_words::said_since(conn, self.town.id, (self.author(), &server), since).await?;
        let quiet = account < PER_ACCOUNT && server < PER_SERVER;
        if !quiet {
            metrics::counter!("ausrufer_inbox_capped_total").increment(1);
        }
        Ok(quiet)
    }
}

fn said(note: RemoteNote, place: Place) -> Concern {
    Concern::Said(Box::new(Said { note, place }))
}
