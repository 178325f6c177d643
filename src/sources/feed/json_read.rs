//! JSON Feed 1.0 and 1.1. In: the document's JSON value. Out: a [`Draft`]. Called by `document_parse`.

use serde_json::Value;
use url::Url;

use super::super::address_clean::absolute;
use super::super::contract::Profile;
use super::draft::{Content, Draft, Entry, one_line, primary_language};
use super::hub_read;
use super::media_read::{kind_of, medium};
use crate::domain::item::ItemMedia;
use crate::domain::media::MediaKind;

/// Reads a feed; `None` when the value is no JSON Feed. `base` is where the document came from, if known.
#[must_use]
pub fn read(document: &Value, base: Option<&Url>) -> Option<Draft> {
    let items = document.get("items")?.as_array()?;
    let own = line(document, "feed_url").and_then(|url| absolute(base, &url));
    let site = line(document, "home_page_url").and_then(|url| absolute(base, &url));
    let lang = line(document, "language");
    let base = base.cloned().or(own).or_else(|| site.clone());
    let profile = Profile {
        name: line(document, "title").and_then(|title| one_line(&Content::guess(&title))),
        site_url: site.map(String::from),
        lang: lang.as_deref().and_then(primary_language),
    };
    let hub = hub_read::of_json(document, base.as_ref());
    let entries = items.iter().map(|item| entry(item, base.as_ref(), lang.as_deref())).collect();
    Some(Draft { profile, entries, ttl_s: None, hub })
}

fn entry(item: &Value, base: Option<&Url>, lang: Option<&str>) -> Entry {
    let link = ["url", "external_url"].iter().find_map(|name| absolute(base, &line(item, name)?));
    let inner = link.clone().or_else(|| base.cloned());
    let html = text(item, "content_html").map(Content::html).unwrap_or_default();
    let plain = text(item, "content_text").map(Content::plain).unwrap_or_default();
    let full = if html == Content::None { plain } else { html };
    let summary = text(item, "summary").map(Content::plain).unwrap_or_default();
    Entry {
        id: line(item, "id"),
        title: line(item, "title").and_then(|title| one_line(&Content::guess(&title))),
        body: Content::fuller(full, summary),
        published: line(item, "date_published"),
        updated: line(item, "date_modified"),
        lang: line(item, "language").or_else(|| lang.map(str::to_owned)),
        media: media(item, inner.as_ref()),
        base: inner,
        link,
        cut: false,
    }
}

fn media(item: &Value, base: Option<&Url>) -> Vec<ItemMedia> {
    let mut found = Vec::new();
    for attachment in item.get("attachments").and_then(Value::as_array).into_iter().flatten() {
        let mime = line(attachment, "mime_type");
        let Some(url) = line(attachment, "url").and_then(|url| absolute(base, &url)) else { continue };
        let Some(kind) = kind_of(mime.as_deref(), None, &url) else { continue };
        let seconds = attachment.get("duration_in_seconds").and_then(Value::as_f64);
        let duration_ms = seconds.and_then(|s| std::time::Duration::try_from_secs_f64(s).ok());
        let duration_ms = duration_ms.and_then(|duration| u64::try_from(duration.as_millis()).ok());
        found.push(ItemMedia { mime, duration_ms, ..medium(kind, url) });
    }
    for name in ["image", "banner_image"] {
        let url = line(item, name).and_then(|url| absolute(base, &url));
        found.extend(url.map(|url| medium(MediaKind::Image, url)));
    }
    found
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// A field on one line. Version 1.1 tells readers to take numbers for text, too.
fn line(value: &Value, name: &str) -> Option<String> {
    let line = match value.get(name)? {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!line.is_empty()).then_some(line)
}
