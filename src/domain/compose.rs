//! What a post says, made of what its items say (DESIGN §1, D12). Pure: the same parts give the same content.
//!
//! The rule, also told to readers on the page: the text comes from the channel that stands first in the town's order
//! (website before Facebook before Instagram), unless another channel says at least half as much again or the first one
//! breaks off; then the longest wins. Pictures, a date and recordings come with the text, else from the first channel that
//! has some. A missing description of a picture is taken from another copy of the same picture. What staff wrote goes over
//! all of it.

use serde::{Deserialize, Serialize};

use super::ids::{ItemId, SourceId};
use super::likeness::PictureHash;
use super::media::AltOrigin;
use super::post::{Content, ContentMedia};
use super::rules::LabelKind;
use super::source::SourceKind;
use super::warning::Warned;
use super::{MediaId, body_text};

/// The order of channels where a town has set none: the fuller and the more official come first.
pub const DEFAULT_ORDER: &[SourceKind] = &[
    SourceKind::Cap,
    SourceKind::Oparl,
    SourceKind::Feed,
    SourceKind::Html,
    SourceKind::Ical,
    SourceKind::Mail,
    SourceKind::Own,
    SourceKind::Facebook,
    SourceKind::Instagram,
    SourceKind::Linkedin,
    SourceKind::Threads,
    SourceKind::Telegram,
    SourceKind::Youtube,
    SourceKind::Mastodon,
    SourceKind::Bluesky,
    SourceKind::X,
    SourceKind::Tiktok,
];

/// One channel's share in a post.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    pub item: ItemId,
    pub source: SourceId,
    pub kind: SourceKind,
    pub content: Content,
}

/// A field that staff may write themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Title,
    Body,
    Lang,
    Hashtags,
    /// All pictures with their descriptions, in order.
    Media,
    /// The names under which it stands: not part of what it says, so no change of a source lies beneath them.
    Sender,
    Topics,
    Districts,
}

impl Field {
    /// Every field there is.
    pub const ALL: [Self; 8] =
        [Self::Title, Self::Body, Self::Lang, Self::Hashtags, Self::Media, Self::Sender, Self::Topics, Self::Districts];

    /// The form in which it is stored and typed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Body => "body",
            Self::Lang => "lang",
            Self::Hashtags => "hashtags",
            Self::Media => "media",
            Self::Sender => "sender",
            Self::Topics => "topics",
            Self::Districts => "districts",
        }
    }

    /// The field that holds the names of a kind.
    #[must_use]
    pub fn of(kind: LabelKind) -> Self {
        match kind {
            LabelKind::Topic => Self::Topics,
            LabelKind::District => Self::Districts,
            LabelKind::Sender => Self::Sender,
        }
    }

    /// The kind of names that it holds, if it holds names.
    #[must_use]
    pub fn label_kind(self) -> Option<LabelKind> {
        LabelKind::ALL.into_iter().find(|kind| Self::of(*kind) == self)
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == text)
    }
}

/// Composes a post from its shares, the oldest first, in a town's order of channels. `hashes` tells which pictures look
/// the same. `None` when there is no share.
#[must_use]
pub fn compose(shares: &[Share], order: &[SourceKind], hashes: &[(MediaId, PictureHash)]) -> Option<Content> {
    let mut ranked: Vec<&Share> = shares.iter().collect();
    // Stable: among equals the one that was there first stays in front, so that a post does not sway.
    ranked.sort_by_key(|share| rank(share.kind, order));
    let lead = leader(&ranked)?;
    let mut content = lead.content.clone();
    if content.media.is_empty()
        && let Some(with) = ranked.iter().find(|share| !share.content.media.is_empty())
    {
        content.media.clone_from(&with.content.media);
        content.sensitive = content.sensitive.take().or_else(|| with.content.sensitive.clone());
    }
    // A date belongs to the message, whoever says it; the same goes for what can be listened to.
    if content.event.is_none() {
        content.event = ranked.iter().find_map(|share| share.content.event.clone());
    }
    if content.recordings.is_empty()
        && let Some(with) = ranked.iter().find(|share| !share.content.recordings.is_empty())
    {
        content.recordings.clone_from(&with.content.recordings);
    }
    let warned: Vec<&Warned> = ranked.iter().filter_map(|share| share.content.warning.as_ref()).collect();
    if let Some(mut warning) = content.warning.clone().or_else(|| warned.first().copied().cloned()) {
        // Grave enough for one of its channels is grave enough.
        warning.only_here = warned.iter().all(|one| one.only_here);
        content.warning = Some(warning);
    }
    let described: Vec<&ContentMedia> = ranked
        .iter()
        .flat_map(|share| &share.content.media)
        .filter(|medium| medium.alt.as_deref().is_some_and(|alt| !alt.trim().is_empty()))
        .collect();
    for medium in &mut content.media {
        let wanting = medium.alt.as_deref().is_none_or(|alt| alt.trim().is_empty());
        let machine = medium.alt_origin == AltOrigin::Auto;
        let better = |other: &&&ContentMedia| wanting || (machine && other.alt_origin != AltOrigin::Auto);
        if let Some(other) = described.iter().filter(better).find(|other| looks_same(other.media, medium.media, hashes))
        {
            medium.alt.clone_from(&other.alt);
            medium.alt_origin = other.alt_origin;
        }
    }
    Some(content)
}

fn rank(kind: SourceKind, order: &[SourceKind]) -> usize {
    let default = || DEFAULT_ORDER.iter().position(|known| *known == kind).unwrap_or(DEFAULT_ORDER.len());
    order.iter().position(|known| *known == kind).unwrap_or_else(|| order.len() + default())
}

/// The share whose text is shown.
fn leader<'a>(ranked: &[&'a Share]) -> Option<&'a Share> {
    let length = |share: &Share| words(&share.content);
    let first = *ranked.first()?;
    let (mine, cut) = (length(first), breaks_off(&first.content));
    let mut best = first;
    for share in ranked.iter().skip(1) {
        let theirs = length(share);
        let fuller = if cut { theirs >= mine && !breaks_off(&share.content) } else { theirs * 2 >= mine * 3 };
        if fuller && (std::ptr::eq(best, first) || theirs > length(best)) {
            best = share;
        }
    }
    Some(best)
}

/// How much a content says, in characters of title and text.
fn words(content: &Content) -> usize {
    body_text::render(&content.body).chars().count() + content.title.as_deref().map_or(0, |title| title.chars().count())
}

fn breaks_off(content: &Content) -> bool {
    let text = body_text::render(&content.body);
    let end = text.trim_end();
    end.ends_with('…') || end.ends_with("...") || end.ends_with("[…]")
}

/// Whether two pictures of ours show the same.
#[must_use]
pub fn looks_same(a: MediaId, b: MediaId, hashes: &[(MediaId, PictureHash)]) -> bool {
    let of = |id: MediaId| hashes.iter().find(|(known, _)| *known == id).map(|(_, hash)| *hash);
    a == b || matches!((of(a), of(b)), (Some(a), Some(b)) if a.resembles(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::body::Body;

    fn share(n: i64, kind: SourceKind, text: &str) -> Share {
        let content = Content {
            title: None,
            body: Body::from_plain(text),
            lang: "de".into(),
            hashtags: Vec::new(),
            canonical_url: Some(format!("https://quelle{n}.example/")),
            media: Vec::new(),
            event: None,
            recordings: Vec::new(),
            warning: None,
            sensitive: None,
        };
        Share { item: ItemId(n), source: SourceId(n), kind, content }
    }

    fn with_picture(mut share: Share, id: i64, alt: Option<&str>) -> Share {
        let alt_origin = if alt.is_some() { AltOrigin::Author } else { AltOrigin::None };
        share.content.media.push(ContentMedia { media: MediaId(id), alt: alt.map(str::to_owned), alt_origin });
        share
    }

    fn text_of(shares: &[Share], order: &[SourceKind]) -> String {
        body_text::render(&compose(shares, order, &[]).unwrap().body)
    }

    #[test]
    fn the_website_speaks_before_facebook_whoever_came_first() {
        let shares = [
            share(1, SourceKind::Facebook, "Die Brücke ist zu 🚧"),
            share(2, SourceKind::Feed, "Die Brücke ist gesperrt."),
        ];
        assert_eq!(text_of(&shares, &[]), "Die Brücke ist gesperrt.");
        assert_eq!(text_of(&shares, &[SourceKind::Facebook]), "Die Brücke ist zu 🚧");
    }

    #[test]
    fn a_teaser_gives_way_to_the_full_text() {
        let full = "Die Brücke in der Mühlstraße ist ab Montag wegen Bauarbeiten voll gesperrt. Die Umleitung ist ausgeschildert.";
        let short = share(1, SourceKind::Feed, "Die Brücke ist gesperrt.");
        assert_eq!(text_of(&[short, share(2, SourceKind::Facebook, full)], &[]), full);
        let cut = share(1, SourceKind::Feed, "Die Brücke in der Mühlstraße ist ab Montag wegen Bauarbeiten voll …");
        assert_eq!(text_of(&[cut, share(2, SourceKind::Facebook, full)], &[]), full);
    }

    #[test]
    fn among_equals_the_first_stays() {
        let shares = [
            share(1, SourceKind::Feed, "Die Brücke ist gesperrt."),
            share(2, SourceKind::Feed, "Die Brücke ist heute gesperrt."),
        ];
        assert_eq!(text_of(&shares, &[]), "Die Brücke ist gesperrt.");
    }

    #[test]
    fn a_picture_takes_the_description_of_its_other_copy() {
        let website = with_picture(share(1, SourceKind::Feed, "Fest am Markt"), 10, None);
        let facebook = with_picture(share(2, SourceKind::Facebook, "Fest!"), 20, Some("Bühne vor dem Rathaus"));
        let hashes = [(MediaId(10), PictureHash(0xff00)), (MediaId(20), PictureHash(0xff01))];
        let content = compose(&[website.clone(), facebook.clone()], &[], &hashes).unwrap();
        assert_eq!(content.media.len(), 1);
        assert_eq!(content.media[0].media, MediaId(10));
        assert_eq!(content.media[0].alt.as_deref(), Some("Bühne vor dem Rathaus"));
        let others = [(MediaId(10), PictureHash(0)), (MediaId(20), PictureHash(u64::MAX))];
        assert_eq!(compose(&[website, facebook], &[], &others).unwrap().media[0].alt, None);
    }

    #[test]
    fn pictures_come_from_elsewhere_when_the_text_has_none() {
        let shares = [
            share(1, SourceKind::Feed, "Fest am Markt"),
            with_picture(share(2, SourceKind::Facebook, "Fest!"), 20, Some("Bühne")),
        ];
        assert_eq!(compose(&shares, &[], &[]).unwrap().media[0].media, MediaId(20));
        assert_eq!(compose(&[], &[], &[]), None);
    }
}
