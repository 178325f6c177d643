//! A message that staff write or pass on themselves (WhatsApp channel, paper, telephone): it takes the same way as one
//! from a source, so that it merges with what the channels say.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::json;

use super::prepare::{self, KeepError, PictureTime};
use super::{Hands, JobError};
use crate::domain::MediaId;
use crate::domain::audit::{About, AuditEntry, Deed};
use crate::domain::draft::{Draft, DraftState};
use crate::domain::ids::ulid_from;
use crate::domain::item::{Item, ItemTime, NativeId, Precision};
use crate::domain::media::AltOrigin;
use crate::domain::post::{Content, ContentMedia, Post};
use crate::domain::rules::Label;
use crate::domain::slug::slug;
use crate::domain::source::{Source, SourceKind};
use crate::domain::town::Town;
use crate::domain::validity::Validity;
use crate::i18n::Locale;
use crate::publish::{Arrived, Decision, PublishError, Saying, arrive, decide_validity, read_validity};
use crate::seal::sha256_hex;
use crate::sources::whatsapp_text;
use crate::store::drafts::{self, Step};
use crate::store::sources::{self, NewSource};
use crate::store::{Conn, Lane, StoreError, audit, items, labels, media, posts_read};

/// More characters than this are no message; the longest council minutes have a third of it.
pub const MOST_TEXT: usize = 50_000;

/// A platform without an interface, from which staff copy by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnPlatform {
    /// A WhatsApp channel.
    Whatsapp,
}

/// A message to be.
#[derive(Debug, Clone, Default)]
pub struct OwnMessage {
    /// The channel under which readers see it, "WhatsApp-Kanal"; empty: named after the platform.
    pub channel: String,
    /// Where it was copied from: its way of marking text is then understood.
    pub platform: Option<OwnPlatform>,
    pub title: Option<String>,
    /// Plain text: a blank line parts paragraphs.
    pub text: String,
    /// The original, if it has an address.
    pub link: Option<String>,
    /// BCP 47; `None`: recognised.
    pub lang: Option<String>,
    pub pictures: Vec<OwnPicture>,
    /// When it was said; `None`: now.
    pub said_at: Option<Timestamp>,
    /// The names under which it stands.
    pub labels: Vec<Label>,
    /// From when until when it holds; `None`: read from its text.
    pub validity: Option<Validity>,
    /// What it was written as. It is published once, whoever comes first.
    pub draft: Option<Claim>,
}

/// The draft that a message was, as it was read.
#[derive(Debug, Clone)]
pub struct Claim {
    pub draft: Draft,
}

/// A picture with its description.
#[derive(Debug, Clone)]
pub struct OwnPicture {
    pub from: PictureFrom,
    pub alt: Option<String>,
}

/// Where a picture is.
#[derive(Debug, Clone)]
pub enum PictureFrom {
    /// As somebody hands it in.
    Bytes(Bytes),
    /// It lies here already.
    Kept(MediaId),
}

/// Why a message of our own was not taken.
#[derive(Debug, thiserror::Error)]
pub enum OwnError {
    /// Neither words nor a picture.
    #[error("the message says nothing")]
    Empty,
    /// More text than [`MOST_TEXT`].
    #[error("the text has {0} characters")]
    TooLong(usize),
    /// More pictures than one post takes; how many it takes.
    #[error("more than {0} pictures")]
    TooManyPictures(usize),
    /// A picture cannot be used; its place in the list, from 1.
    #[error("picture {0}: {1}")]
    Picture(usize, KeepError),
    /// The town publishes no picture without a description; the picture's place, from 1.
    #[error("picture {0} has no description")]
    Undescribed(usize),
    /// The draft is not as it was read: somebody else wrote on it, or published it.
    #[error("the draft has changed")]
    Changed,
    /// Something else failed.
    #[error(transparent)]
    Job(#[from] JobError),
}

impl From<StoreError> for OwnError {
    fn from(error: StoreError) -> Self {
        Self::Job(error.into())
    }
}

impl From<PublishError> for OwnError {
    fn from(error: PublishError) -> Self {
        Self::Job(error.into())
    }
}

/// Publishes it, or joins it to the post that says the same.
///
/// # Errors
/// [`OwnError`]; nothing is then published.
pub async fn add_own(hands: &Hands, town: &Town, message: OwnMessage) -> Result<Arrived, OwnError> {
    if message.text.trim().is_empty() && message.title.is_none() && message.pictures.is_empty() {
        return Err(OwnError::Empty);
    }
    let length = message.text.chars().count();
    if length > MOST_TEXT {
        return Err(OwnError::TooLong(length));
    }
    if message.pictures.len() > prepare::MOST_PICTURES {
        return Err(OwnError::TooManyPictures(prepare::MOST_PICTURES));
    }
    let alts = message.pictures.iter().map(|picture| picture.alt.as_deref());
    if let Some(place) = town.settings.alt_policy.alt_missing(alts) {
        return Err(OwnError::Undescribed(place));
    }
    let now = hands.now();
    let source = channel(hands, town, &message, now).await?;
    let pictures = pictures(hands, town, &message.pictures).await?;
    let item = item(hands, &message, now);
    let prepared = prepare::prepare_with(hands, town, source.id, &item, pictures, PictureTime::begin()).await?;
    let said_at = item.created_at.as_ref().map_or(now, |at| at.utc);
    let Content { title, body, lang, .. } = &prepared.content;
    let holds = read_validity(title.as_deref(), body, lang, said_at, &town.zone());
    let holds = holds.is_some_and(|validity| validity.is_ahead(now));
    let arrived = hands
        .db
        .write_town(town.id, Lane::Urgent, async |c: &mut Conn<'_>| {
            let speaker = hands.speaker(c, town.id).await?;
            if let Some(Claim { draft }) = &message.draft {
                claim(c, draft, now).await?;
            }
            let id = items::add(c, &source, &item, 0, super::apply_batch::NORMALISER, now).await?;
            let saying = Saying {
                source: &source,
                item: id,
                native_id: &item.native_id,
                generation: 0,
                content: &prepared.content,
                said_at: item.created_at.as_ref().map(|at| at.utc),
                date_only: false,
                undated: false,
                silent: is_old(&item, now) && !holds,
            };
            let arrived = arrive(c, &speaker, saying, &prepared.fingerprint, now).await?;
            labels::add(c, town.id, arrived.post, &message.labels).await?;
            let post = posts_read::by_id(c, town.id, arrived.post).await?.ok_or(PublishError::Vanished)?;
            if message.validity.is_some() {
                decide_validity(c, &speaker, &post, Decision::Set(message.validity), now).await?;
            }
            if let Some(Claim { draft }) = &message.draft {
                became(hands, c, draft, &post, now).await?;
            }
            Ok::<_, OwnError>(arrived)
        })
        .await?;
    hands.published.wake();
    Ok(arrived)
}

/// The pictures, stored and ready to be shown.
async fn pictures(hands: &Hands, town: &Town, given: &[OwnPicture]) -> Result<Vec<ContentMedia>, OwnError> {
    let mut pictures = Vec::new();
    for (n, picture) in (1..).zip(given) {
        let media = match &picture.from {
            PictureFrom::Bytes(bytes) => keep_picture(hands, town, n, bytes.clone()).await?,
            PictureFrom::Kept(id) => {
                let there = hands.db.read(async |c: &mut Conn<'_>| media::among(c, town.id, &[*id]).await).await?;
                there.into_iter().next().ok_or(OwnError::Picture(n, KeepError::Removed))?
            }
        };
        let origin = if picture.alt.is_some() { AltOrigin::Staff } else { AltOrigin::None };
        pictures.push(ContentMedia { media, alt: picture.alt.clone(), alt_origin: origin });
    }
    Ok(pictures)
}

/// Takes the draft, so that nobody else publishes it.
async fn claim(conn: &mut Conn<'_>, draft: &Draft, now: Timestamp) -> Result<(), OwnError> {
    let step = Step { to: DraftState::Published, note: None, by: draft.decided_by, publish_at: None, first_by: None };
    if drafts::step(conn, draft, step, now).await? { Ok(()) } else { Err(OwnError::Changed) }
}

/// Notes which post it became, and who decided it.
async fn became(
    hands: &Hands,
    conn: &mut Conn<'_>,
    draft: &Draft,
    post: &Post,
    now: Timestamp,
) -> Result<(), OwnError> {
    drafts::became(conn, draft.town, draft.id, post.id).await?;
    let detail = json!({ "draft": draft.ulid.to_string() });
    let (who, deed, about) = (hands.who.clone(), Deed::DraftPublished, About::Post(post.ulid));
    Ok(audit::append(conn, &AuditEntry { town: draft.town, at: now, who, deed, about, detail }).await?)
}

/// What was said more than a day ago is no news, unless it still holds (DESIGN D11).
fn is_old(item: &Item, now: Timestamp) -> bool {
    let day = Duration::from_secs(86_400).as_secs().cast_signed();
    item.created_at.as_ref().is_some_and(|at| now.duration_since(at.utc).as_secs() > day)
}

fn item(hands: &Hands, message: &OwnMessage, now: Timestamp) -> Item {
    let mut bits = [0u8; 10];
    hands.rng.fill(&mut bits);
    let mut item = Item::new(NativeId(ulid_from(now, bits).to_string()));
    item.title.clone_from(&message.title);
    (item.text, item.spans) = match message.platform {
        Some(OwnPlatform::Whatsapp) => whatsapp_text::read(&message.text),
        None => (message.text.clone(), Vec::new()),
    };
    item.lang.clone_from(&message.lang);
    item.canonical_url.clone_from(&message.link);
    let at = message.said_at.unwrap_or(now);
    item.created_at = Some(ItemTime { utc: at, orig: at.to_string(), precision: Precision::Second });
    item.content_hash = sha256_hex(format!("{:?}\n{}", message.title, message.text).as_bytes());
    item
}

/// What a message will say, before anything of it is stored: as visitors will read it.
#[must_use]
pub fn preview_own(hands: &Hands, town: &Town, message: &OwnMessage) -> Content {
    let mut content = prepare::reading(town, &item(hands, message, hands.now()));
    content.media = message
        .pictures
        .iter()
        .filter_map(|picture| match picture.from {
            PictureFrom::Kept(media) => {
                let alt_origin = if picture.alt.is_some() { AltOrigin::Staff } else { AltOrigin::None };
                Some(ContentMedia { media, alt: picture.alt.clone(), alt_origin })
            }
            PictureFrom::Bytes(_) => None,
        })
        .collect();
    content
}

/// Under which name readers will see it.
#[must_use]
pub fn own_channel_name(message: &OwnMessage) -> String {
    match (message.channel.trim(), message.platform) {
        ("", Some(OwnPlatform::Whatsapp)) => Locale::De.text("own-channel-whatsapp"),
        ("", None) => Locale::De.text("own-channel"),
        (name, _) => name.to_owned(),
    }
}

/// Stores a picture that staff hand in, for a message to come.
///
/// # Errors
/// [`OwnError::Picture`] with its place when it cannot be shown.
pub async fn keep_picture(hands: &Hands, town: &Town, place: usize, bytes: Bytes) -> Result<MediaId, OwnError> {
    let kept = prepare::keep_own(hands, town, bytes).await?;
    kept.map_err(|error| OwnError::Picture(place, error))
}

/// The channel under which a message stands.
async fn channel(hands: &Hands, town: &Town, message: &OwnMessage, now: Timestamp) -> Result<Source, OwnError> {
    Ok(own_channel(hands, town, &own_channel_name(message), Lane::Normal, now).await?)
}

/// The town's own channel of that name; made when it is new. Nobody polls it.
pub(super) async fn own_channel(
    hands: &Hands,
    town: &Town,
    name: &str,
    lane: Lane,
    now: Timestamp,
) -> Result<Source, JobError> {
    let short = slug(name);
    let url = format!("ausrufer:own/{short}");
    let mut bits = [0u8; 10];
    hands.rng.fill(&mut bits);
    let found = hands
        .db
        .write_town(town.id, lane, async |c: &mut Conn<'_>| {
            let known = sources::of_town(c, town.id).await?;
            if let Some(source) = known.iter().find(|source| source.kind == SourceKind::Own && source.url == url) {
                return Ok(Some(source.clone()));
            }
            let taken = known.iter().any(|source| source.slug == short);
            let slug = if taken { format!("{short}-eigen") } else { short.clone() };
            let new = NewSource::at(town.id, ulid_from(now, bits), SourceKind::Own, &slug, name, &url);
            let id = sources::add(c, new, now).await?;
            sources::by_id(c, town.id, id).await
        })
        .await?;
    found.ok_or_else(|| JobError::Papers("the new channel cannot be read".into()))
}
