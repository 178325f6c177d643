//! A post: what we publish. Recomputed from its items on each change; visible, hidden or gone.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::body::Body;
use super::ids::{ActorId, PostId, TownId, Ulid};
use super::item::ItemEvent;
use super::media::{Attached, Recording};
use super::rules::{Label, LabelKind};
use super::source::SourceClass;
use super::validity::{Validity, ValidityOrigin};
use super::warning::Warned;

/// Whether a post can be seen (DESIGN D10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostState {
    /// On the page, in feeds, delivered.
    Public,
    /// Withdrawn at the source once: out of page and feeds, reversible.
    Hidden,
    /// Withdrawn for good: 410, Tombstone, never returns.
    Gone,
}

impl PostState {
    /// The form in which it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Hidden => "hidden",
            Self::Gone => "gone",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "public" => Some(Self::Public),
            "hidden" => Some(Self::Hidden),
            "gone" => Some(Self::Gone),
            _ => None,
        }
    }
}

/// What a post says: everything a reader sees. Two equal contents mean there is nothing to update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// At most 80 characters; `derived` titles are not repeated in the body.
    pub title: Option<String>,
    pub body: Body,
    /// BCP 47.
    pub lang: String,
    /// Hashtags without `#`, as written.
    pub hashtags: Vec<String>,
    /// The original at the source.
    pub canonical_url: Option<String>,
    /// Pictures in order.
    pub media: Vec<ContentMedia>,
    /// The appointment that it announces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<ItemEvent>,
    /// Sounds and films that stay where they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recordings: Vec<Recording>,
    /// What makes it an official warning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<Warned>,
    /// The author warns of what its pictures show, in these words; empty: without saying of what.
    pub sensitive: Option<String>,
}

impl Content {
    /// The line by which it is known: its title, or the beginning of its text.
    #[must_use]
    pub fn heading(&self) -> String {
        self.title.clone().unwrap_or_else(|| super::body_text::excerpt(&self.body, 80))
    }
}

/// A medium's place in a post's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentMedia {
    pub media: super::ids::MediaId,
    pub alt: Option<String>,
    pub alt_origin: super::media::AltOrigin,
}

/// A post as the page, the feeds and the Fediverse forms read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub id: PostId,
    pub town: TownId,
    pub ulid: Ulid,
    /// The author; immutable after the Create. `None`: no actor existed, so it is on the page only.
    pub actor: Option<ActorId>,
    pub slug: String,
    pub state: PostState,
    /// On page, feeds and outbox only, never delivered (DESIGN D11).
    pub silent: bool,
    pub title: Option<String>,
    pub body: Body,
    pub lang: String,
    pub hashtags: Vec<String>,
    pub canonical_url: Option<String>,
    pub attached: Vec<Attached>,
    /// The appointment that it announces.
    pub event: Option<ItemEvent>,
    /// Sounds and films that stay where they are.
    pub recordings: Vec<Recording>,
    /// What makes it an official warning.
    pub warning: Option<Warned>,
    /// Whether listings and feeds show it.
    pub listed: bool,
    /// The author's warning of what the pictures show; empty: a warning without words.
    pub sensitive: Option<String>,
    /// When the source says it was said; the order of the page.
    pub created_at: Timestamp,
    /// When only a day is known, the hour is not shown.
    pub date_only: bool,
    /// The source gives it no date: `created_at` is only its place on the page.
    pub undated: bool,
    /// When we first showed it.
    pub published_at: Timestamp,
    /// The last real edit after publication.
    pub edited_at: Option<Timestamp>,
    pub gone_at: Option<Timestamp>,
    /// The post that says it now: staff joined this one into it.
    pub joined_into: Option<PostId>,
    /// The post of ours that it answers: an all-clear its warning.
    pub in_reply_to: Option<Ulid>,
    /// From when until when it holds, if that is known.
    pub validity: Option<Validity>,
    pub validity_origin: ValidityOrigin,
    /// The channels that carry it, the first is where it appeared first.
    pub channels: Vec<Channel>,
    /// The names under which it stands, topics first.
    pub labels: Vec<Label>,
}

/// A source as a reader meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub slug: String,
    pub name: String,
    pub class: SourceClass,
    /// What it says itself, where several channels carry the message (DESIGN D12: each original stays readable).
    pub words: Option<Content>,
}

impl Post {
    /// The moment that readers are told: when it was said, or where nobody knows that, since when it stands here.
    #[must_use]
    pub fn told_at(&self) -> Timestamp {
        if self.undated { self.published_at } else { self.created_at }
    }

    /// The moment in its ULID; ids of its activities are derived from it.
    #[must_use]
    pub fn ulid_time(&self) -> Timestamp {
        crate::clock::from_ms(i64::try_from(self.ulid.timestamp_ms()).unwrap_or(0))
    }

    /// Whether the message stands in a picture alone: almost no words, and no description of any picture. Whoever does
    /// not see it learns nothing.
    #[must_use]
    pub fn is_only_in_picture(&self) -> bool {
        const ALMOST_NONE: usize = 60;
        let words = super::body_text::render(&self.body.without_trailing_tags().with_tags_up_to(0));
        let title = self.title.as_deref().map_or(0, |title| title.chars().count());
        self.event.is_none()
            && !self.attached.is_empty()
            && self.attached.iter().all(Attached::is_undescribed)
            && words.chars().count() + title < ALMOST_NONE
    }

    /// The line by which the post is known: its title, or the beginning of its text.
    #[must_use]
    pub fn heading(&self) -> String {
        self.title.clone().unwrap_or_else(|| super::body_text::excerpt(&self.body, 80))
    }

    /// Whose word it is: of several channels the one nearest to the town; what staff wrote is the town's.
    #[must_use]
    pub fn class(&self) -> SourceClass {
        let has = |class: SourceClass| self.channels.iter().any(|channel| channel.class == class);
        match (has(SourceClass::Official), has(SourceClass::Municipal), has(SourceClass::ThirdParty)) {
            (false, true, _) => SourceClass::Municipal,
            (false, false, true) => SourceClass::ThirdParty,
            _ => SourceClass::Official,
        }
    }

    /// The names of a kind under which it stands.
    pub fn named(&self, kind: LabelKind) -> impl Iterator<Item = &str> {
        self.labels.iter().filter(move |label| label.kind == kind).map(|label| label.name.as_str())
    }

    /// Who says it, where it is not simply the town: the department that rules name as its sender, else the channel of
    /// a municipal enterprise. Third parties never speak as a department of the town.
    #[must_use]
    pub fn author(&self) -> Option<&str> {
        let channel = self.channels.first().map(|channel| channel.name.as_str());
        match self.class() {
            SourceClass::ThirdParty => channel,
            SourceClass::Municipal => self.named(LabelKind::Sender).next().or(channel),
            SourceClass::Official => self.named(LabelKind::Sender).next(),
        }
    }
}
