//! Entries and articles become items. In: what the list says, what the article's page says. Out: an [`Item`], or why it
//! is set aside. Called by `poll` and `document_parse`.
//!
//! **Identity**: the address the article's page names for itself (`rel="canonical"`, same host), without tracking; else
//! the address in the list; for what has no page, the id in its JSON-LD, else its name and beginning.
//!
//! **`content_hash`**: SHA-256 over the JSON array `["html/1", title, body, link, media, event]`, where body is the
//! fingerprint of the article's markup without lines that change by themselves (`volatile`), or the teaser where the
//! article cannot be read; media are addresses without signatures, with their description; event is beginning, end,
//! whole days, place and state. Dates of publication are not part of it.

use serde_json::json;
use url::Url;

use super::super::address_clean::without_signature;
use super::super::contract::{NormaliseCx, Quarantined};
use super::super::feed::Content;
use super::super::html_read::{fingerprint, text_of};
use super::article_read::{Article, paragraphs};
use super::dates::moment;
use super::entry_read::Entry;
use super::event_read::{event_at, is_calendar};
use super::volatile::steady;
use crate::domain::body_text::shorten;
use crate::domain::item::{Item, ItemEvent, ItemKind, ItemMedia, ItemTime, NativeId, Precision};
use crate::domain::media::{AltOrigin, MediaKind};
use crate::domain::source::Aside;
use crate::seal::sha256_hex;

/// Longer ids, in bytes, are kept as their hash.
const MAX_ID: usize = 500;

/// The id of an article that was read, or of an entry that stands for itself.
#[must_use]
pub fn identity(entry: &Entry, article: Option<&Article>) -> NativeId {
    let canonical = article.and_then(|article| article.canonical.as_ref()).map(Url::to_string);
    let link = || entry.link.as_ref().map(Url::to_string);
    let own = || article.and_then(|article| article.id.clone()).or_else(|| entry.id.clone());
    let id = canonical.or_else(link).or_else(own).unwrap_or_else(|| entry.key());
    NativeId(if id.len() > MAX_ID { format!("sha256:{}", sha256_hex(id.as_bytes())) } else { id })
}

/// Makes the item of an entry; without an article it holds what the list says.
///
/// # Errors
/// The item set aside, when it is dated in the future without being an appointment.
pub fn build(entry: &Entry, article: Option<&Article>, id: NativeId, cx: &NormaliseCx) -> Result<Item, Quarantined> {
    let nothing = Article::default();
    let article_or_nothing = article.unwrap_or(&nothing);
    let link = article_or_nothing.canonical.clone().or_else(|| entry.link.clone());
    let (created, event) = times(entry, article_or_nothing, link.as_ref(), cx);
    let title = article_or_nothing.title.clone().unwrap_or_else(|| entry.title.clone());
    if let Some(date) = created.as_ref().filter(|date| is_ahead(date, cx)) {
        let reason = format!("the entry is dated in the future ({})", shorten(&date.orig, 60));
        return Err(Quarantined { native_id: Some(id), aside: Aside::Future, reason, excerpt: shorten(&title, 120) });
    }
    let html = article_or_nothing.html.clone().or_else(|| entry.teaser.as_deref().map(as_markup));
    let mut item = Item::new(id);
    item.media = media(entry, article_or_nothing);
    item.content_hash = content_hash(&title, html.as_deref(), link.as_ref(), &item.media, event.as_ref());
    item.text = html.as_deref().map(text_of).unwrap_or_default();
    item.html = html;
    item.title = Some(title);
    let is_own = entry.link.is_none() || entry.own_page(cx.base_url.as_ref()).is_some();
    item.kind = match (&event, is_own) {
        (Some(_), _) => ItemKind::Event,
        (None, true) => ItemKind::Article,
        (None, false) => ItemKind::Link,
    };
    item.canonical_url = link.map(String::from);
    item.lang = article_or_nothing.lang.clone().or_else(|| entry.lang.clone());
    item.edited_at = article_or_nothing
        .modified
        .clone()
        .filter(|edited| created.as_ref().is_some_and(|created| edited.utc > created.utc));
    (item.created_at, item.event) = (created, event);
    item.account_native_id.clone_from(&cx.account);
    Ok(item)
}

/// When it was said, and when it takes place. A date beside an entry that lies ahead, or beside one of a calendar, is the
/// latter; a date that merely stands in an article and lies ahead is neither.
fn times(
    entry: &Entry,
    article: &Article,
    link: Option<&Url>,
    cx: &NormaliseCx,
) -> (Option<ItemTime>, Option<ItemEvent>) {
    let event = article.event.clone().or_else(|| entry.event.clone());
    if article.published.is_some() && !article.is_date_guessed {
        return (article.published.clone(), event);
    }
    let listed = entry.date.as_deref().and_then(|date| moment(date, &cx.zone));
    let is_listed = listed.is_some();
    let Some(date) = listed.or_else(|| article.published.clone()) else { return (None, event) };
    let ahead = is_ahead(&date, cx);
    if link.is_some_and(is_calendar) || (is_listed && ahead) {
        return (None, event.or_else(|| Some(event_at(date, link, &cx.zone))));
    }
    ((!ahead).then_some(date), event)
}

fn as_markup(text: &str) -> String {
    match Content::guess(text) {
        Content::Html(html) => html,
        other => paragraphs(&other.text()),
    }
}

/// Whether a time lies ahead of our clock; a bare day is noted as its noon.
fn is_ahead(date: &ItemTime, cx: &NormaliseCx) -> bool {
    let skew = if date.precision == Precision::Date {
        jiff::SignedDuration::from_hours(13)
    } else {
        jiff::SignedDuration::from_mins(10)
    };
    cx.now.is_some_and(|now| date.utc.duration_since(now) > skew)
}

/// The article's pictures; where it has none, the one in the list.
fn media(entry: &Entry, article: &Article) -> Vec<ItemMedia> {
    let listed = entry.image.as_ref().filter(|_| article.media.is_empty()).map(|(url, alt)| {
        let alt_source = if alt.is_some() { AltOrigin::Author } else { AltOrigin::None };
        ItemMedia { alt: alt.clone(), alt_source, ..ItemMedia::at(MediaKind::Image, url.to_string()) }
    });
    article.media.iter().cloned().chain(listed).collect()
}

fn content_hash(
    title: &str,
    html: Option<&str>,
    link: Option<&Url>,
    media: &[ItemMedia],
    event: Option<&ItemEvent>,
) -> String {
    let body = steady(&fingerprint(html.unwrap_or_default(), link));
    let media: Vec<_> = media
        .iter()
        .map(|medium| {
            let url = medium.source_url.as_deref().and_then(|url| Url::parse(url).ok()).map(without_signature);
            (url.map(String::from), medium.alt.clone())
        })
        .collect();
    let event = event.map(|event| {
        let end = event.end.as_ref().map(|end| end.utc);
        json!([event.start.utc, end, event.all_day, event.place, event.status])
    });
    sha256_hex(json!(["html/1", title, body, link.map(Url::as_str), media, event]).to_string().as_bytes())
}
