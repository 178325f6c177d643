//! The last step for an item of a Graph platform: what it is known to say. In: a filled item. Out: the same with its
//! `content_hash`. Called by the readers of all three platforms.
//!
//! **`content_hash`**: SHA-256 over the JSON array `[version, kind, title, text, link, quote, media, poll, event,
//! expires]`, where version is "facebook/1", "instagram/1" or "threads/1", link and quote are addresses without tracking
//! parameters, media are native ids (else the file's name, else the address unsigned), each with the author's
//! description, poll is its options, and event is start, end, place, state. Counters, signed addresses, machine
//! descriptions, `updated_time` and marks in the text (they follow from it) are no part of it.

use jiff::SignedDuration;
use serde_json::json;

use super::signed_address::identity;
use crate::domain::item::{Item, ItemKind, ItemTime};
use crate::domain::media::{AltOrigin, MediaKind};
use crate::seal::sha256_hex;

/// How long a story stands.
const STORY: SignedDuration = SignedDuration::from_hours(24);

/// Sets the hash.
pub fn finish(item: &mut Item, version: &str) {
    item.idempotency_key.clone_from(&item.native_id.0);
    let media: Vec<_> = item
        .media
        .iter()
        .map(|medium| (identity(medium), medium.alt.as_ref().filter(|_| medium.alt_source == AltOrigin::Author)))
        .collect();
    let event = item.event.as_ref().map(|event| {
        let place = event.place.as_ref().map(|place| (&place.name, &place.address));
        json!([event.start.utc, event.end.as_ref().map(|end| end.utc), place, event.status, event.url])
    });
    let words = json!([
        version,
        item.kind,
        item.title,
        item.text,
        item.link_card.as_ref().map(|card| &card.url),
        item.quote.as_ref().map(|quote| quote.native_id.as_ref().unwrap_or(&quote.url)),
        media,
        item.poll.as_ref().map(|poll| &poll.options),
        event,
        item.expires_at.as_ref().map(|time| time.utc),
    ]);
    item.content_hash = sha256_hex(words.to_string().as_bytes());
}

/// The kind that fits what hangs on a post.
#[must_use]
pub fn kind_of(item: &Item) -> ItemKind {
    let video = item.media.iter().any(|medium| medium.kind == MediaKind::Video);
    match item.media.len() {
        0 if item.poll.is_some() => ItemKind::Poll,
        0 if item.link_card.is_some() => ItemKind::Link,
        0 => ItemKind::Note,
        1 if video => ItemKind::Video,
        1 => ItemKind::Photo,
        _ => ItemKind::Album,
    }
}

/// Whether there is anything to show.
#[must_use]
pub fn is_empty(item: &Item) -> bool {
    item.text.trim().is_empty()
        && item.title.is_none()
        && item.media.is_empty()
        && item.link_card.is_none()
        && item.quote.is_none()
        && item.poll.is_none()
        && item.event.is_none()
}

/// When a story that began then ends.
#[must_use]
pub fn story_end(begun: &ItemTime) -> Option<ItemTime> {
    let utc = begun.utc.checked_add(STORY).ok()?;
    Some(ItemTime { utc, orig: begun.orig.clone(), precision: begun.precision })
}
