//! Everything under `/ap/` that is read with GET (DESIGN "Public URLs", spec interop §1.4, §1.5).
//!
//! In: a town, a path and a query; out: a [`Document`]. A draft town, an unknown thing and a hidden post are 404; what
//! is gone for good is 410 with a Tombstone; nothing that may come back is ever 410. Called by web.

use activitypub_federation::FEDERATION_CONTENT_TYPE;
use http::StatusCode;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::forms::{self, Voice};
use super::{actor_document, collections};
use crate::domain::actor::{Actor, ActorKind};
use crate::domain::case::{Direction, Visibility};
use crate::domain::ids::Ulid;
use crate::domain::post::{Post, PostState};
use crate::domain::town::Town;
use crate::store::activities::{self, Activity};
use crate::store::reactions::{self, Reaction};
use crate::store::{Conn, StoreError, actors, case_messages, followers, outbox, posts_read};
use crate::urls::{self, Origin};

/// Entries on a page of an outbox.
const PAGE: u32 = 20;
/// How long an answer about something that exists may be kept, in seconds.
const MAX_AGE_S: u32 = 180;
/// How long a listing may be kept, in seconds.
const LISTING_MAX_AGE_S: u32 = 60;

/// An answer for another server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub status: StatusCode,
    /// Exactly as it must stand in `Content-Type`.
    pub content_type: &'static str,
    pub body: String,
    /// For `Cache-Control: public, max-age=…`; `0` means it must not be kept.
    pub max_age_s: u32,
    /// For `Location`, absolute.
    pub location: Option<String>,
    /// Whether scripts of any origin may read it (`Access-Control-Allow-Origin: *`).
    pub cors: bool,
}

impl Document {
    /// A JSON document of a type.
    pub(super) fn json(status: StatusCode, content_type: &'static str, body: &Value, max_age_s: u32) -> Self {
        Self { status, content_type, body: body.to_string(), max_age_s, location: None, cors: true }
    }

    /// An ActivityPub document.
    fn activity(body: &Value, max_age_s: u32) -> Self {
        Self::json(StatusCode::OK, FEDERATION_CONTENT_TYPE, body, max_age_s)
    }

    /// A short answer without a document.
    pub(super) fn bare(status: StatusCode) -> Self {
        let reason = status.canonical_reason().unwrap_or_default();
        Self::json(status, "application/json", &json!({ "error": reason }), 0)
    }

    fn gone(tombstone: &Value) -> Self {
        Self::json(StatusCode::GONE, FEDERATION_CONTENT_TYPE, tombstone, MAX_AGE_S)
    }
}

/// A read within one town.
pub(super) struct Reader<'a> {
    pub origin: &'a Origin,
    pub town: &'a Town,
}

impl Reader<'_> {
    /// The document at a path under `/ap/`.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn read(&self, conn: &mut Conn<'_>, path: &str, query: Option<&str>) -> Result<Document, StoreError> {
        let Some(rest) = path.strip_prefix("/ap/").filter(|_| self.town.is_public()) else {
            return Ok(Document::bare(StatusCode::NOT_FOUND));
        };
        let segments: Vec<&str> = rest.split('/').collect();
        match segments.as_slice() {
            ["inbox"] => Ok(Document::bare(StatusCode::METHOD_NOT_ALLOWED)),
            ["posts", ulid] => self.post(conn, ulid, None).await,
            ["posts", ulid, part @ ("replies" | "likes" | "shares")] => self.post(conn, ulid, Some(part)).await,
            ["activities", ulid] => self.activity(conn, ulid).await,
            ["answers", ulid] => self.answer(conn, ulid).await,
            [name] => self.actor(conn, name).await,
            [name, part] => self.actor_part(conn, name, part, query).await,
            _ => Ok(Document::bare(StatusCode::NOT_FOUND)),
        }
    }

    fn voice<'b>(&'b self, actor: &'b Actor) -> Voice<'b> {
        Voice { origin: self.origin, town: self.town, actor }
    }

    async fn actor(&self, conn: &mut Conn<'_>, name: &str) -> Result<Document, StoreError> {
        Ok(match actors::by_username(conn, self.town.id, name).await? {
            None => Document::bare(StatusCode::NOT_FOUND),
            Some(actor) if actor.deleted_at.is_some() => self.gone_actor(&actor),
            Some(actor) => {
                let document =
                    forms::with_context(actor_document::context(), actor_document::actor(&self.voice(&actor)));
                Document::activity(&document, MAX_AGE_S)
            }
        })
    }

    fn gone_actor(&self, actor: &Actor) -> Document {
        let kind = if actor.kind == ActorKind::Instance { "Application" } else { "Service" };
        Document::gone(&forms::tombstone_at(&self.voice(actor).id(), kind, actor.deleted_at))
    }

    async fn actor_part(
        &self,
        conn: &mut Conn<'_>,
        name: &str,
        part: &str,
        query: Option<&str>,
    ) -> Result<Document, StoreError> {
        let Some(actor) = actors::by_username(conn, self.town.id, name).await? else {
            return Ok(Document::bare(StatusCode::NOT_FOUND));
        };
        if actor.deleted_at.is_some() {
            return Ok(self.gone_actor(&actor));
        }
        let followable = actor.kind != ActorKind::Instance;
        let id = self.voice(&actor).part(part);
        let document = match part {
            "inbox" => return Ok(Document::bare(StatusCode::METHOD_NOT_ALLOWED)),
            "outbox" => return self.outbox(conn, &actor, query).await,
            "followers" => collections::counted(&id, followers::count(conn, self.town.id, actor.id).await?),
            "following" => collections::counted(&id, 0),
            "featured" if followable => collections::empty_ordered(&id),
            "tags" if followable => collections::empty(&id),
            _ => return Ok(Document::bare(StatusCode::NOT_FOUND)),
        };
        Ok(Document::activity(&document, LISTING_MAX_AGE_S))
    }

    async fn outbox(&self, conn: &mut Conn<'_>, actor: &Actor, query: Option<&str>) -> Result<Document, StoreError> {
        let id = self.voice(actor).part("outbox");
        let document = match page_of(query) {
            None => return Ok(Document::bare(StatusCode::NOT_FOUND)),
            Some(Page::Head) => collections::outbox(&id, outbox::total(conn, self.town.id, actor.id).await?),
            Some(Page::Older(before)) => {
                let mut entries = outbox::page(conn, self.town.id, actor.id, before, PAGE + 1).await?;
                let more = entries.len() > PAGE as usize;
                entries.truncate(PAGE as usize);
                let next = entries.last().filter(|_| more).map(|(activity, ..)| *activity);
                let mut items = Vec::with_capacity(entries.len());
                for (activity, post, boosted) in entries {
                    // Between two statements a post can be withdrawn.
                    let post = posts_read::by_id(conn, self.town.id, post).await?;
                    if let Some(post) = post.filter(|post| post.state == PostState::Public) {
                        let voice = self.voice(actor);
                        items.push(match boosted {
                            Some(object) => forms::announce_bare(&voice, &object, None, &post, activity),
                            None => forms::create_bare(&voice, &post, activity),
                        });
                    }
                }
                collections::outbox_page(&id, before, items, next)
            }
        };
        Ok(Document::activity(&document, LISTING_MAX_AGE_S))
    }

    async fn post(&self, conn: &mut Conn<'_>, ulid: &str, part: Option<&str>) -> Result<Document, StoreError> {
        let post = match canonical_ulid(ulid) {
            Some(ulid) => posts_read::by_ulid(conn, self.town.id, ulid).await?,
            None => None,
        };
        let Some((post, actor)) = self.with_author(conn, post).await? else {
            return Ok(Document::bare(StatusCode::NOT_FOUND));
        };
        let voice = self.voice(&actor);
        Ok(match (post.state, part) {
            (PostState::Hidden, _) => Document::bare(StatusCode::NOT_FOUND),
            (PostState::Gone, _) => Document::gone(&forms::tombstone(&voice, &post)),
            (PostState::Public, _) if actor.deleted_at.is_some() => {
                let id = self.origin.absolute(&urls::note(post.ulid));
                Document::gone(&forms::tombstone_at(&id, "Note", actor.deleted_at))
            }
            (PostState::Public, None) => Document::activity(&forms::note(&voice, &post), MAX_AGE_S),
            (PostState::Public, Some(part)) => {
                let id = self.origin.absolute(&urls::note_part(post.ulid, part));
                let document = match part {
                    "likes" => collections::sized(&id, self.count(conn, &post, Reaction::Like).await?),
                    "shares" => collections::sized(&id, self.count(conn, &post, Reaction::Boost).await?),
                    // What people answer is for staff; whether anything of it is told is not ours to decide.
                    _ => collections::replies(&id),
                };
                Document::activity(&document, LISTING_MAX_AGE_S)
            }
        })
    }

    async fn count(&self, conn: &mut Conn<'_>, post: &Post, reaction: Reaction) -> Result<u64, StoreError> {
        reactions::count(conn, self.town.id, post.id, reaction).await
    }

    /// What the town answered somebody, unless it was for them alone.
    async fn answer(&self, conn: &mut Conn<'_>, ulid: &str) -> Result<Document, StoreError> {
        let nothing = Document::bare(StatusCode::NOT_FOUND);
        let Some(ulid) = canonical_ulid(ulid) else { return Ok(nothing) };
        let id = self.origin.absolute(&urls::answer(ulid));
        let found = case_messages::by_object(conn, self.town.id, &id).await?;
        let Some((_, message)) = found.filter(|(_, message)| message.direction == Direction::Out) else {
            return Ok(nothing);
        };
        let Some(remote) = message.remote else { return Ok(nothing) };
        if !matches!(remote.visibility, Visibility::Public | Visibility::Unlisted) {
            return Ok(nothing);
        }
        if remote.gone_at.is_some() {
            return Ok(Document::gone(&forms::tombstone_at(&id, "Note", remote.gone_at)));
        }
        let create = match message.activity {
            Some(create) => activities::by_id(conn, self.town.id, create).await?,
            None => None,
        };
        let said: Value = create.and_then(|create| serde_json::from_str(&create.body).ok()).unwrap_or_default();
        let Some(note) = said.get("object").filter(|note| note.is_object()) else { return Ok(nothing) };
        Ok(Document::activity(&forms::with_context(forms::note_context(), note.clone()), MAX_AGE_S))
    }

    /// A post that nobody wrote is on the page only; for other servers it does not exist.
    async fn with_author(&self, conn: &mut Conn<'_>, post: Option<Post>) -> Result<Option<(Post, Actor)>, StoreError> {
        let Some((post, author)) = post.and_then(|post| post.actor.map(|author| (post, author))) else {
            return Ok(None);
        };
        Ok(actors::by_id(conn, self.town.id, author).await?.map(|actor| (post, actor)))
    }

    async fn activity(&self, conn: &mut Conn<'_>, ulid: &str) -> Result<Document, StoreError> {
        let entry = match canonical_ulid(ulid) {
            Some(ulid) => activities::by_ulid(conn, self.town.id, ulid).await?,
            None => None,
        };
        let Some(entry) = entry else { return Ok(Document::bare(StatusCode::NOT_FOUND)) };
        let post = match entry.post {
            Some(post) => posts_read::by_id(conn, self.town.id, post).await?,
            None => None,
        };
        // An Accept names its follower: not for everyone.
        let Some(post) = post else { return Ok(Document::bare(StatusCode::NOT_FOUND)) };
        let Some(actor) = actors::by_id(conn, self.town.id, entry.actor).await? else {
            return Ok(Document::bare(StatusCode::NOT_FOUND));
        };
        let voice = self.voice(&actor);
        let document = match (entry.kind.as_str(), post.state) {
            ("Delete", PostState::Gone) => forms::delete(&voice, &post, entry.ulid),
            (_, PostState::Gone) => return Ok(self.gone_activity(&entry, &post)),
            ("Announce", PostState::Public) if entry.body.is_empty() => return Ok(self.gone_activity(&entry, &post)),
            ("Create", PostState::Public) => forms::create(&voice, &post, entry.ulid),
            ("Update", PostState::Public) => forms::update(&voice, &post, entry.ulid),
            ("Announce", PostState::Public) => self.boost(conn, &voice, &post, &entry).await?,
            _ => return Ok(Document::bare(StatusCode::NOT_FOUND)),
        };
        Ok(Document::activity(&document, MAX_AGE_S))
    }

    fn gone_activity(&self, entry: &Activity, post: &Post) -> Document {
        let id = self.origin.absolute(&urls::activity(entry.ulid));
        Document::gone(&forms::tombstone_at(&id, &entry.kind, post.gone_at))
    }

    /// A boost, of a post of another actor here or of one that stands elsewhere.
    async fn boost(
        &self,
        conn: &mut Conn<'_>,
        voice: &Voice<'_>,
        post: &Post,
        entry: &Activity,
    ) -> Result<Value, StoreError> {
        let author = match post.actor {
            Some(author) => actors::by_id(conn, self.town.id, author).await?,
            None => None,
        };
        let author = author.as_ref().map(|author| self.voice(author));
        Ok(forms::announce(voice, &entry.chain, author.as_ref(), post, entry.ulid))
    }
}

/// Which part of an outbox is asked for.
enum Page {
    Head,
    Older(Option<Ulid>),
}

/// `?page=true` is the newest page, `?max_id=` everything older; anything else about a page is not ours.
fn page_of(query: Option<&str>) -> Option<Page> {
    let mut page = Page::Head;
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        match (name.as_ref(), value.as_ref()) {
            ("max_id", ulid) => page = Page::Older(Some(canonical_ulid(ulid)?)),
            ("page", "true") if matches!(page, Page::Head) => page = Page::Older(None),
            _ => {}
        }
    }
    Some(page)
}

/// A ULID in exactly the form in which it stands in our ids: one thing has one address.
fn canonical_ulid(text: &str) -> Option<Ulid> {
    Ulid::from_string(text).ok().filter(|ulid| ulid.to_string() == text)
}
