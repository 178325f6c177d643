//! Entries become items. In: a [`Draft`] entry and the source's zone and time. Out: an [`Item`], or the reason why this
//! one entry is set aside. Called by `document_parse`.
//!
//! **Identity**: the entry's own id; without one a hash of link, title and date as written (of the text where there is
//! neither title nor date). Never the link alone: two entries may lead to the same page.
//!
//! **`content_hash`**: SHA-256 over the JSON array `["feed/1", title, body, link, media, event]`, where body is the
//! fingerprint of the markup (or the plain text with collapsed white space), link is without tracking parameters, and
//! media are addresses without signatures, with their alt text. Dates are not part of it: a feed that bumps them on
//! each rebuild edits nothing.

use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::super::address_clean::{without_signature, without_tracking};
use super::super::contract::{NormaliseCx, Quarantined};
use super::super::html_read::{fingerprint, pictures_of};
use super::super::language_tag::primary_language;
use super::super::time_parse::parse_time;
use super::draft::{Content, Entry};
use crate::domain::body_text::shorten;
use crate::domain::item::{Item, ItemKind, ItemMedia, ItemTime, NativeId, Visibility};
use crate::domain::media::{AltOrigin, MediaKind};
use crate::domain::source::Aside;
use crate::seal::sha256_hex;

/// How far ahead of our clock a source's clock may be.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(10);

/// Longer ids, in bytes, are stored as their hash.
const MAX_ID: usize = 500;

/// Makes the items of a feed, in order. What cannot be used is set aside with its reason.
#[must_use]
pub fn build(entries: Vec<Entry>, cx: &NormaliseCx) -> (Vec<Item>, Vec<Quarantined>) {
    let ids = identities(&entries);
    let mut items: Vec<Item> = Vec::new();
    let mut aside = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for (entry, id) in entries.into_iter().zip(ids) {
        let excerpt = excerpt(&entry);
        let reason = if entry.cut {
            Err((Aside::Cut, "the document ends inside this entry".to_owned()))
        } else if !seen.insert(id.clone()) {
            Err((Aside::Twice, "another entry of this document has the same id".to_owned()))
        } else {
            item(entry, id.clone(), cx)
        };
        match reason {
            Ok(item) => items.push(item),
            Err((why, reason)) => {
                aside.push(Quarantined { native_id: Some(NativeId(id)), aside: why, reason, excerpt });
            }
        }
    }
    (items, aside)
}

fn excerpt(entry: &Entry) -> String {
    let text = entry.title.clone().unwrap_or_else(|| entry.body.text());
    shorten(&text, 120)
}

/// The native id of each entry. Where derived ids meet, the last entry keeps the plain one, since feeds grow at the
/// top; the others add their text.
fn identities(entries: &[Entry]) -> Vec<String> {
    let mut taken = std::collections::HashSet::new();
    let mut ids: Vec<String> = entries
        .iter()
        .rev()
        .map(|entry| match &entry.id {
            Some(id) if id.len() > MAX_ID => format!("sha256:{}", sha256_hex(id.as_bytes())),
            Some(id) => id.clone(),
            None => {
                let plain = derived(entry, false);
                if taken.insert(plain.clone()) { plain } else { derived(entry, true) }
            }
        })
        .collect();
    ids.reverse();
    ids
}

fn derived(entry: &Entry, with_text: bool) -> String {
    let link = entry.link.clone().map(without_tracking).map(String::from);
    let vague = entry.title.is_none() && entry.published.is_none();
    let text = (with_text || vague).then(|| entry.body.text());
    let media: Vec<_> =
        if vague { entry.media.iter().map(|media| media.source_url.clone()).collect() } else { Vec::new() };
    let words = serde_json::json!(["feed id/1", link, entry.title, entry.published, text, media]);
    format!("sha256:{}", sha256_hex(words.to_string().as_bytes()))
}

fn item(entry: Entry, id: String, cx: &NormaliseCx) -> Result<Item, (Aside, String)> {
    let (created_at, edited_at) = times(&entry, cx);
    if let (Some(now), Some(created)) = (cx.now, &created_at) {
        refuse_future(now, created).map_err(|reason| (Aside::Future, reason))?;
    }
    let link = entry.link.clone().map(without_tracking);
    let media = media(&entry);
    let mut item = Item::new(NativeId(id));
    item.account_native_id = cx.account.clone();
    item.content_hash = content_hash(&entry, link.as_ref(), &media);
    item.text = entry.body.text();
    item.html = match entry.body {
        Content::Html(html) => Some(html),
        Content::Plain(_) | Content::None => None,
    };
    item.kind = kind(&item.text, &media, link.is_some());
    item.canonical_url = link.map(String::from);
    item.title = entry.title;
    item.lang = entry.lang.as_deref().and_then(primary_language);
    if item.title.is_none() && item.text.is_empty() && media.is_empty() && item.canonical_url.is_none() {
        item.visibility = Visibility::DoNotMirror("the entry has no title, text, picture or link".to_owned());
    }
    item.media = media;
    (item.created_at, item.edited_at) = (created_at, edited_at);
    Ok(item)
}

/// When it was said, and when it was changed after that.
fn times(entry: &Entry, cx: &NormaliseCx) -> (Option<ItemTime>, Option<ItemTime>) {
    let read = |text: &Option<String>| text.as_deref().and_then(|text| parse_time(text, &cx.zone));
    let (published, updated) = (read(&entry.published), read(&entry.updated));
    match published {
        Some(published) => {
            let edited = updated.filter(|updated| updated.utc > published.utc);
            (Some(published), edited)
        }
        None => (updated, None),
    }
}

fn refuse_future(now: Timestamp, created: &ItemTime) -> Result<(), String> {
    // A bare day is noted as its noon: this morning it is not in the future yet.
    let skew = match created.precision {
        crate::domain::item::Precision::Date => SignedDuration::from_hours(13),
        _ => CLOCK_SKEW,
    };
    let late = created.utc.duration_since(now) > skew;
    if late { Err(format!("the entry is dated in the future ({})", shorten(&created.orig, 60))) } else { Ok(()) }
}

/// Media beside the text, then pictures in it. A picture that is both keeps the description from the text.
fn media(entry: &Entry) -> Vec<ItemMedia> {
    let mut media = entry.media.clone();
    let Content::Html(html) = &entry.body else { return media };
    for picture in pictures_of(html, entry.base.as_ref()) {
        match media.iter_mut().find(|known| known.source_url == picture.source_url) {
            Some(known) if known.alt.is_none() && picture.alt.is_some() => {
                (known.alt, known.alt_source) = (picture.alt, AltOrigin::Author);
            }
            Some(_) => {}
            None => media.push(picture),
        }
    }
    media
}

fn kind(text: &str, media: &[ItemMedia], has_link: bool) -> ItemKind {
    if media.iter().any(|media| media.kind == MediaKind::Video) {
        ItemKind::Video
    } else if text.is_empty() && has_link {
        ItemKind::Link
    } else {
        ItemKind::Article
    }
}

fn content_hash(entry: &Entry, link: Option<&Url>, media: &[ItemMedia]) -> String {
    let body = match &entry.body {
        Content::None => String::new(),
        Content::Plain(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Content::Html(html) => fingerprint(html, entry.base.as_ref()),
    };
    let media: Vec<_> = media
        .iter()
        .map(|media| {
            let url = media.source_url.as_deref().and_then(|url| Url::parse(url).ok()).map(without_signature);
            (url.map(String::from), media.alt.clone())
        })
        .collect();
    let event: Option<()> = None;
    let fields = serde_json::json!(["feed/1", entry.title, body, link.map(Url::as_str), media, event]);
    sha256_hex(fields.to_string().as_bytes())
}
