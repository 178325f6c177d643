//! An item: what a source gave. One foreign post, normalised (spec: connector contract, "Normalised post").
//! Never shown by itself; posts are composed from items. Serialises as `source parse` prints it:
//! every field present, enums in snake_case, times as `{"utc","orig","precision"}`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::media::{AltOrigin, MediaKind};

/// The id a source gives its post. Opaque.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NativeId(pub String);

impl std::fmt::Display for NativeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One foreign post, normalised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub source_id: Option<i64>,
    pub native_id: NativeId,
    pub version_id: Option<String>,
    pub idempotency_key: String,
    pub account_native_id: Option<String>,
    /// Absolute http(s) address of the original.
    pub canonical_url: Option<String>,
    pub kind: ItemKind,
    pub title: Option<String>,
    /// Plain text; spans count in its UTF-8 bytes.
    pub text: String,
    pub spans: Vec<ItemSpan>,
    /// Markup as the source gave it, if it gave markup. Never shown: `ingest` turns it into a Body.
    pub html: Option<String>,
    /// BCP 47, when the source says so.
    pub lang: Option<String>,
    pub easy_language: Option<bool>,
    pub media: Vec<ItemMedia>,
    pub link_card: Option<LinkCard>,
    pub quote: Option<Quote>,
    pub reply_to: Option<String>,
    pub poll: Option<Poll>,
    pub event: Option<ItemEvent>,
    pub warning: Option<ItemWarning>,
    /// When the source says it was said; `None` when it says nothing.
    pub created_at: Option<ItemTime>,
    pub edited_at: Option<ItemTime>,
    pub first_seen_at: Option<ItemTime>,
    pub last_seen_at: Option<ItemTime>,
    pub expires_at: Option<ItemTime>,
    pub pinned: bool,
    /// A content warning's text.
    pub sensitive: Option<String>,
    pub visibility: Visibility,
    pub ai_generated: Option<bool>,
    /// Hash over the source's own fields after volatile parts were stripped; a changed hash is an edit (`source_hash`).
    pub content_hash: String,
    pub raw_hash: Option<String>,
    /// Where the original stands as a document for machines: a status' ActivityPub id.
    pub raw_ref: Option<String>,
    pub state: ItemState,
}

impl Item {
    /// An item with nothing but its identity; connectors fill in the rest.
    #[must_use]
    pub fn new(native_id: NativeId) -> Self {
        Self {
            source_id: None,
            version_id: None,
            idempotency_key: native_id.0.clone(),
            native_id,
            account_native_id: None,
            canonical_url: None,
            kind: ItemKind::Note,
            title: None,
            text: String::new(),
            spans: Vec::new(),
            html: None,
            lang: None,
            easy_language: None,
            media: Vec::new(),
            link_card: None,
            quote: None,
            reply_to: None,
            poll: None,
            event: None,
            warning: None,
            created_at: None,
            edited_at: None,
            first_seen_at: None,
            last_seen_at: None,
            expires_at: None,
            pinned: false,
            sensitive: None,
            visibility: Visibility::Public,
            ai_generated: None,
            content_hash: String::new(),
            raw_hash: None,
            raw_ref: None,
            state: ItemState::Live,
        }
    }

    /// Where the original stands as a document for machines; of what was only shared, somebody else's original.
    #[must_use]
    pub fn original_document(&self) -> Option<&str> {
        match self.kind {
            ItemKind::RepostLink => self.quote.as_ref()?.native_id.as_deref(),
            _ => self.raw_ref.as_deref(),
        }
    }

    /// The appointment, of an item that is nothing but its announcement.
    #[must_use]
    pub fn announced_event(&self) -> Option<&ItemEvent> {
        self.event.as_ref().filter(|_| self.kind == ItemKind::Event)
    }

    /// Whether it announces something that is over.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.announced_event().is_some_and(|event| event.is_over(now))
    }
}

/// What kind of post it is at the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    Note,
    Article,
    Photo,
    Album,
    Video,
    Reel,
    Story,
    Link,
    Event,
    Poll,
    Warning,
    RepostLink,
}

/// A marked run of the item's text, in UTF-8 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemSpan {
    pub start: usize,
    pub end: usize,
    #[serde(rename = "type")]
    pub kind: SpanKind,
    pub href: Option<String>,
    pub native_ref: Option<String>,
}

/// What a marked run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanKind {
    Link,
    Mention,
    Hashtag,
    Bold,
    Italic,
    Underline,
    Strike,
    Code,
    Spoiler,
    Quote,
}

/// A picture, video or audio at the source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemMedia {
    pub kind: MediaKind,
    pub native_media_id: Option<String>,
    /// Absolute http(s) address; may be signed and expire.
    pub source_url: Option<String>,
    pub expires_at: Option<ItemTime>,
    pub local_key: Option<String>,
    pub sha256: Option<String>,
    pub mime: Option<String>,
    pub w: Option<u32>,
    pub h: Option<u32>,
    pub duration_ms: Option<u64>,
    pub alt: Option<String>,
    pub alt_source: AltOrigin,
    pub poster: Option<String>,
    pub captions: Vec<String>,
    pub focal: Option<(f32, f32)>,
}

impl ItemMedia {
    /// A medium at an address, nothing else known.
    #[must_use]
    pub fn at(kind: MediaKind, source_url: String) -> Self {
        Self {
            kind,
            native_media_id: None,
            source_url: Some(source_url),
            expires_at: None,
            local_key: None,
            sha256: None,
            mime: None,
            w: None,
            h: None,
            duration_ms: None,
            alt: None,
            alt_source: AltOrigin::None,
            poster: None,
            captions: Vec::new(),
            focal: None,
        }
    }

    /// What of it can be shown as a picture: a picture itself, the still of a film, nothing of a sound.
    #[must_use]
    pub fn as_picture(&self) -> Option<Self> {
        match self.kind {
            MediaKind::Image => Some(self.clone()),
            MediaKind::Video => {
                let address = self.poster.clone()?;
                let native_media_id = self.native_media_id.as_ref().map(|id| format!("{id}/still"));
                Some(Self { native_media_id, ..Self::at(MediaKind::Image, address) })
            }
            MediaKind::Audio => None,
        }
    }
}

/// A preview of a linked page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkCard {
    pub url: String,
    pub title: Option<String>,
    pub description: Option<String>,
    pub image_media_ix: Option<usize>,
}

/// Somebody else's post that this one quotes: name and address only, never its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    pub url: String,
    pub author: Option<String>,
    pub native_id: Option<String>,
}

/// A poll at the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    pub options: Vec<String>,
    pub closes_at: Option<ItemTime>,
    pub multiple: bool,
}

/// An appointment at the source. How its dates follow from it is said in `event`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemEvent {
    pub start: ItemTime,
    /// When it ends; of whole days the last one, included.
    pub end: Option<ItemTime>,
    /// IANA name of the zone in which its clock is written.
    pub tz: Option<String>,
    pub all_day: bool,
    pub place: Option<Place>,
    pub status: EventStatus,
    pub url: Option<String>,
    /// The rule of a series as written (RFC 5545 §3.3.10).
    pub rrule: Option<String>,
    /// Dates of the series that do not take place, or that are items of their own.
    #[serde(default)]
    pub exdates: Vec<ItemTime>,
    /// Further dates.
    #[serde(default)]
    pub rdates: Vec<ItemTime>,
}

impl ItemEvent {
    /// An appointment that begins then, nothing else known.
    #[must_use]
    pub fn at(start: ItemTime) -> Self {
        Self {
            start,
            end: None,
            tz: None,
            all_day: false,
            place: None,
            status: EventStatus::Scheduled,
            url: None,
            rrule: None,
            exdates: Vec::new(),
            rdates: Vec::new(),
        }
    }
}

/// Where an appointment is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Place {
    pub name: Option<String>,
    pub address: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

impl Place {
    /// The point to about ten centimetres: what writing and reading a number may change makes no other place.
    fn point(&self) -> Option<(String, String)> {
        self.lat.zip(self.lon).map(|(lat, lon)| (format!("{lat:.6}"), format!("{lon:.6}")))
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.address, self.point()) == (&other.name, &other.address, other.point())
    }
}

impl Eq for Place {}

/// Whether an appointment takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    Scheduled,
    Cancelled,
    Moved,
}

/// An official warning (CAP).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemWarning {
    pub identifier: String,
    pub msg_type: String,
    pub references: Vec<String>,
    pub severity: Option<String>,
    pub urgency: Option<String>,
    pub certainty: Option<String>,
    pub expires: Option<ItemTime>,
    pub areas: Vec<String>,
    pub instruction: Option<String>,
    pub status: String,
    /// Who issued it, as readers know them.
    #[serde(default)]
    pub issuer: Option<String>,
    /// A rehearsal or an exercise.
    #[serde(default)]
    pub rehearsal: bool,
    /// Below the gravity from which the town says warnings: shown among the warnings only.
    #[serde(default)]
    pub only_here: bool,
    /// What the town's own staff wrote; `None`: another service warns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Box<super::hazard::OwnWords>>,
}

/// A time as the source wrote it: normalised to UTC, with the original beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemTime {
    pub utc: Timestamp,
    /// The source's own text.
    pub orig: String,
    pub precision: Precision,
}

/// How exact a time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// Only the day is known; `utc` is that day's noon in the source's zone, so that no zone shifts the day.
    Date,
    Minute,
    Second,
}

/// Whether an item may be mirrored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    Public,
    Unlisted,
    /// With the reason, for staff.
    DoNotMirror(String),
}

/// Where an item stands at its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    Live,
    /// Dropped from the listing, still there when looked up.
    UnlistedAtSource,
    Deleted,
    Expired,
    Held,
}

impl ItemState {
    /// The form in which it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::UnlistedAtSource => "unlisted_at_source",
            Self::Deleted => "deleted",
            Self::Expired => "expired",
            Self::Held => "held",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "live" => Some(Self::Live),
            "unlisted_at_source" => Some(Self::UnlistedAtSource),
            "deleted" => Some(Self::Deleted),
            "expired" => Some(Self::Expired),
            "held" => Some(Self::Held),
            _ => None,
        }
    }
}
