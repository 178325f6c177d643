//! From an item to what a post says: clean the text, fetch its pictures at once.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::media_address::{self, Address};
use super::{Hands, JobError};
use crate::domain::body::Span;
use crate::domain::body_html::is_safe_href;
use crate::domain::body_text::{self, shorten};
use crate::domain::item::{EventStatus, Item, ItemMedia, ItemTime, Precision};
use crate::domain::likeness::{self as alike, Fingerprint, Message, Picture};
use crate::domain::media::{MediaKind, Recording};
use crate::domain::post::{Content, ContentMedia};
use crate::domain::town::Town;
use crate::domain::warning::Warned;
use crate::domain::{MediaId, SourceId};
use crate::ingest;
use crate::ingest::PictureLimits;
use crate::seal::sha256_hex;
use crate::store::media::{self, NewMedia};
use crate::store::{Conn, blocks, likeness};

/// More pictures than this on one post are not taken over.
pub(super) const MOST_PICTURES: usize = 12;
/// Nor more sounds and films.
const MOST_RECORDINGS: usize = 8;
/// Values of labels (atproto) under which authors mark their own pictures.
const LABELS: [&str; 7] = ["!warn", "graphic-media", "gore", "nudity", "porn", "sexual", "sexual-figurative"];
/// Characters of a warning.
const MOST_WARNING: usize = 200;

/// An item, ready to be said.
pub(super) struct Prepared {
    pub content: Content,
    /// By which other copies of the message are found.
    pub fingerprint: Fingerprint,
    /// Pictures that could not be fetched now but may be later.
    pub missing: usize,
}

/// How long one look may spend on pictures; the rest is fetched by jobs of their own.
#[derive(Clone, Copy)]
pub(super) struct PictureTime(tokio::time::Instant);

impl PictureTime {
    /// A minute from now.
    pub(super) fn begin() -> Self {
        Self(tokio::time::Instant::now() + std::time::Duration::from_secs(60))
    }

    fn is_over(self) -> bool {
        tokio::time::Instant::now() >= self.0
    }
}

/// What an item says, before any picture is fetched: enough to judge it.
pub(super) fn reading(town: &Town, item: &Item) -> Content {
    let cleaned = ingest::clean(item, &town.settings.language);
    content(item, &cleaned, Vec::new())
}

fn content(item: &Item, cleaned: &ingest::Cleaned, media: Vec<ContentMedia>) -> Content {
    Content {
        event: item.event.clone(),
        recordings: recordings(&cleaned.media, cleaned.canonical_url.as_deref()),
        warning: Warned::of(item),
        sensitive: item.sensitive.as_deref().map(warning),
        title: cleaned.title.clone(),
        body: cleaned.body.clone(),
        lang: cleaned.lang.clone(),
        hashtags: cleaned.hashtags.clone(),
        canonical_url: cleaned.canonical_url.clone(),
        media,
    }
}

/// The words of a warning. What only machines call so (labels of atproto) is a warning without words.
fn warning(given: &str) -> String {
    if LABELS.contains(&given) { String::new() } else { shorten(given.trim(), MOST_WARNING) }
}

/// Sounds and films: linked where they are. A file whose address expires, or has none, is met at its post.
fn recordings(media: &[ItemMedia], post: Option<&str>) -> Vec<Recording> {
    let mut found: Vec<Recording> = Vec::new();
    for medium in media.iter().filter(|medium| medium.kind != MediaKind::Image) {
        let lasting = medium.source_url.as_deref().filter(|_| medium.expires_at.is_none());
        let Some(url) = lasting.or(post).filter(|url| is_safe_href(url)) else { continue };
        if found.len() < MOST_RECORDINGS && found.iter().all(|known| known.url != url) {
            found.push(Recording { kind: medium.kind, url: url.to_owned(), duration_ms: medium.duration_ms });
        }
    }
    found
}

/// Cleans an item and fetches its pictures. A picture that fails never holds the message back.
pub(super) async fn prepare(
    hands: &Hands,
    town: &Town,
    source: SourceId,
    item: &Item,
    time: PictureTime,
) -> Result<Prepared, JobError> {
    prepare_with(hands, town, source, item, Vec::new(), time).await
}

/// [`prepare`] with pictures that lie here already.
pub(super) async fn prepare_with(
    hands: &Hands,
    town: &Town,
    source: SourceId,
    item: &Item,
    mut pictures: Vec<ContentMedia>,
    time: PictureTime,
) -> Result<Prepared, JobError> {
    let cleaned = ingest::clean(item, &town.settings.language);
    let mut missing = 0;
    for wanted in cleaned.media.iter().filter_map(ItemMedia::as_picture).take(MOST_PICTURES) {
        match picture(hands, town, source, &wanted, time).await? {
            Found::Stored(id) => {
                if pictures.iter().all(|known: &ContentMedia| known.media != id) {
                    pictures.push(ContentMedia { media: id, alt: wanted.alt, alt_origin: wanted.alt_source });
                }
            }
            Found::Later => missing += 1,
            Found::Never => {}
        }
    }
    let content = content(item, &cleaned, pictures);
    let fingerprint = fingerprint(hands, town, source, item, &content).await?;
    Ok(Prepared { content, fingerprint, missing })
}

/// What other copies of the message are known by.
async fn fingerprint(
    hands: &Hands,
    town: &Town,
    source: SourceId,
    item: &Item,
    content: &Content,
) -> Result<Fingerprint, JobError> {
    let ids: Vec<MediaId> = content.media.iter().map(|medium| medium.media).collect();
    let looks = hands.db.read(async |c: &mut Conn<'_>| media::picture_hashes(c, town.id, &ids).await).await?;
    let mut addresses: Vec<String> = Vec::new();
    content.body.each_span(&mut |span| {
        if let Span::Link { href, .. } = span {
            addresses.push(href.clone());
        }
    });
    addresses.extend(item.link_card.as_ref().map(|card| card.url.clone()));
    let mut text = body_text::render(&content.body);
    // Tags of a line that became the title, or that the cleaner took away, are words all the same.
    for tag in &content.hashtags {
        if !text.contains(tag.as_str()) {
            text.push_str(" #");
            text.push_str(tag);
        }
    }
    let zone = town.zone();
    let posted = item.created_at.as_ref().map_or_else(|| hands.now(), |at| at.utc);
    let place = item.event.as_ref().and_then(|event| event.place.as_ref()).map(|place| {
        let parts = [place.name.as_deref(), place.address.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    });
    let called_off = item.event.as_ref().is_some_and(|event| event.status != EventStatus::Scheduled);
    let mut fingerprint = Fingerprint::of(&Message {
        title: content.title.as_deref(),
        text: &text,
        permalink: content.canonical_url.as_deref(),
        links: addresses.iter().map(|address| alike::Address { address, common: false }).collect(),
        pictures: looks.into_iter().map(|(_, hash)| Picture { hash, common: false }).collect(),
        posted: posted.to_zoned_datetime(zone.clone()).date(),
        posted_at: item.created_at.as_ref().and_then(|at| minute_of(at, &zone)),
        event: item.event.as_ref().map(|event| event.start.utc.to_zoned_datetime(zone).date()),
        place: place.as_deref(),
        warning: item.warning.is_some() || called_off,
        town: &town.name,
    });
    let marks = fingerprint.marks();
    if !marks.is_empty() {
        let carriers = hands
            .db
            .read(async |c: &mut Conn<'_>| likeness::carriers(c, town.id, &marks, source, &item.native_id).await);
        fingerprint.mark_common(source, &carriers.await?);
    }
    Ok(fingerprint)
}

/// When an item was posted, where the source knows more than the day: midnight is what is written where no time was.
fn minute_of(at: &ItemTime, zone: &TimeZone) -> Option<Timestamp> {
    let exact = at.precision != Precision::Date && at.utc.to_zoned_datetime(zone.clone()).time() != Time::midnight();
    exact.then_some(at.utc)
}

enum Found {
    Stored(MediaId),
    Later,
    Never,
}

async fn picture(
    hands: &Hands,
    town: &Town,
    source: SourceId,
    wanted: &ItemMedia,
    time: PictureTime,
) -> Result<Found, JobError> {
    let Some(origin) = origin(wanted) else { return Ok(Found::Never) };
    let known = hands.db.read(async |c: &mut Conn<'_>| media::by_origin(c, town.id, &origin).await).await?;
    if let Some(id) = known {
        return Ok(Found::Stored(id));
    }
    if time.is_over() {
        return Ok(Found::Later);
    }
    let folder = town.ulid.to_string();
    let wanted = match media_address::of(hands, town, source, wanted).await? {
        Address::Known(wanted) => wanted,
        Address::Later => return Ok(Found::Later),
        Address::Never => return Ok(Found::Never),
    };
    match ingest::fetch(&hands.net, &hands.blobs, &folder, &wanted, &PictureLimits::default()).await {
        Ok(stored) => {
            if is_forbidden(hands, town, &stored).await? {
                tracing::info!(town = town.host, "a picture that staff removed for good was not taken over");
                return Ok(Found::Never);
            }
            let id = note(hands, town, &stored, &origin).await?;
            Ok(Found::Stored(id))
        }
        Err(error) => {
            tracing::info!(town = town.host, %error, "a picture was not taken over");
            Ok(if error.is_transient() { Found::Later } else { Found::Never })
        }
    }
}

async fn note(hands: &Hands, town: &Town, stored: &ingest::Stored, origin: &str) -> Result<MediaId, JobError> {
    let now = hands.now();
    let new = NewMedia {
        town: town.id,
        source_sha256: &stored.source_sha256,
        kind: stored.kind,
        variants: &stored.variants,
        blurhash: stored.blurhash.as_deref(),
        looks: Some(stored.looks),
        origin,
    };
    Ok(hands.db.write(async |c: &mut Conn<'_>| media::add(c, new, now).await).await?)
}

/// Whether staff removed this picture for good.
async fn is_forbidden(hands: &Hands, town: &Town, stored: &ingest::Stored) -> Result<bool, JobError> {
    let ask =
        async |c: &mut Conn<'_>| blocks::forbids_picture(c, town.id, &stored.source_sha256, Some(stored.looks)).await;
    Ok(hands.db.read(ask).await?)
}

/// Why a picture that staff hand in is not stored.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The archive does not have it.
    #[error("the picture is not there")]
    Absent,
    /// Staff removed it for good.
    #[error("the picture was removed for good")]
    Removed,
    /// It is no picture we can show.
    #[error(transparent)]
    Unusable(ingest::MediaError),
}

/// Stores a picture that staff hand in.
pub(super) async fn keep_own(
    hands: &Hands,
    town: &Town,
    bytes: bytes::Bytes,
) -> Result<Result<MediaId, KeepError>, JobError> {
    keep(hands, town, bytes, |stored| format!("own:{}", stored.source_sha256)).await
}

/// Stores a picture of an archive under the name by which the platform knows it, so that its item finds it without asking
/// anyone.
pub(super) async fn keep_archived(
    hands: &Hands,
    town: &Town,
    bytes: bytes::Bytes,
    wanted: &ItemMedia,
) -> Result<Result<MediaId, KeepError>, JobError> {
    let Some(origin) = origin(wanted) else { return Ok(Err(KeepError::Absent)) };
    let known = hands.db.read(async |c: &mut Conn<'_>| media::by_origin(c, town.id, &origin).await).await?;
    match known {
        Some(id) => Ok(Ok(id)),
        None => keep(hands, town, bytes, |_| origin.clone()).await,
    }
}

async fn keep(
    hands: &Hands,
    town: &Town,
    bytes: bytes::Bytes,
    origin: impl Fn(&ingest::Stored) -> String,
) -> Result<Result<MediaId, KeepError>, JobError> {
    let folder = town.ulid.to_string();
    match ingest::keep(&hands.blobs, &folder, bytes, &PictureLimits::default()).await {
        Ok(stored) if is_forbidden(hands, town, &stored).await? => Ok(Err(KeepError::Removed)),
        Ok(stored) => Ok(Ok(note(hands, town, &stored, &origin(&stored)).await?)),
        Err(ingest::MediaError::Store(error)) => Err(JobError::Files(error.to_string())),
        Err(error) => Ok(Err(KeepError::Unusable(error))),
    }
}

/// What names a picture at its source: the native id, else the address; long ones by their hash, as an index key must fit.
fn origin(wanted: &ItemMedia) -> Option<String> {
    let name = wanted.native_media_id.clone().or_else(|| wanted.source_url.clone())?;
    Some(if name.len() > 500 { format!("sha256:{}", sha256_hex(name.as_bytes())) } else { name })
}
