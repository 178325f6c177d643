//! An ActivityPub object becomes an item: Note, Article, Page, Question, Event, Video, Audio, Image (W3C Activity
//! Vocabulary §3.3), as Mastodon, WordPress, Friendica, Mobilizon and PeerTube write them. Out: an [`Item`], or why it is
//! none of ours. Called by `activity_read`.

use serde_json::Value;

use super::super::contract::NormaliseCx;
use super::super::html_read::text_of;
use super::super::item_hash::content_hash;
use super::super::json_value::{flag, has_object, id, list, owned, pixels, text, web};
use super::super::sorting::{Sorted, not_ours};
use super::super::time_parse::parse_time;
use super::status_read::{kind as kind_of_media, marked, without_quote_line};
use crate::domain::item::{
    EventStatus, Item, ItemEvent, ItemKind, ItemMedia, ItemTime, LinkCard, NativeId, Place, Poll, Precision, Quote,
    SpanKind, Visibility,
};
use crate::domain::media::{AltOrigin, MediaKind};

const PUBLIC: &[&str] = &["https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"];

/// Media of one object.
const MAX_MEDIA: usize = 20;

/// Reads one object.
pub fn read(object: &Value, cx: &NormaliseCx) -> Sorted {
    let native = id(object, "/id");
    let sort = text(object, "/type").unwrap_or_default();
    let kind = match sort {
        "Note" | "Question" => ItemKind::Note,
        "Article" | "Page" => ItemKind::Article,
        "Event" => ItemKind::Event,
        "Video" => ItemKind::Video,
        "Image" | "Audio" => ItemKind::Photo,
        _ => return not_ours(native, "this is not a post"),
    };
    let Some(native) = native else { return not_ours(None, "an object without an id") };
    let authors = authors(object);
    if cx.account.as_deref().is_some_and(|account| !authors.iter().any(|author| author == account)) {
        return not_ours(Some(native), "a post of another account");
    }
    let Some(visibility) = visibility(object) else { return not_ours(Some(native), "a post that is not public") };
    let parent = id(object, "/inReplyTo").or_else(|| id(object, "/inReplyTo/id"));
    if parent.as_deref().is_some_and(|parent| !authors.iter().any(|author| parent.starts_with(&format!("{author}/")))) {
        return not_ours(Some(native), "a reply to somebody else");
    }
    let mut item = Item::new(NativeId(native.clone()));
    item.account_native_id = authors.into_iter().next();
    item.visibility = visibility;
    item.reply_to = parent;
    item.canonical_url = page_of(object).or_else(|| web(object, "/id"));
    item.raw_ref = web(object, "/id");
    item.title = owned(object, "/name");
    (item.created_at, item.edited_at) = times(object, cx);
    item.quote = quote(object);
    body(&mut item, object);
    item.lang = language(object);
    item.poll = poll(object, cx);
    item.event = event(object, cx).filter(|_| kind == ItemKind::Event);
    item.media = media(object, sort);
    item.sensitive = sensitive(object, kind);
    item.kind = if matches!(kind, ItemKind::Note | ItemKind::Photo) { kind_of_media(&item) } else { kind };
    if kind == ItemKind::Video {
        let title = item.title.clone();
        let card = |url| LinkCard { url, title, description: None, image_media_ix: None };
        item.link_card = item.canonical_url.clone().map(card);
    }
    item.content_hash = content_hash("mastodon/1", &item);
    Ok(item)
}

/// `attributedTo`: an id, an object, or a list of either.
fn authors(object: &Value) -> Vec<String> {
    let one = |value: &Value| id(value, "").or_else(|| id(value, "/id"));
    match object.get("attributedTo") {
        Some(Value::Array(all)) => all.iter().filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// Public when addressed to everyone, unlisted when everyone only gets a copy.
fn visibility(object: &Value) -> Option<Visibility> {
    let addresses = |field: &str| -> bool {
        let public = |value: &Value| value.as_str().is_some_and(|address| PUBLIC.contains(&address));
        match object.get(field) {
            Some(Value::Array(all)) => all.iter().any(public),
            Some(value) => public(value),
            None => false,
        }
    };
    match (addresses("to"), addresses("cc")) {
        (true, _) => Some(Visibility::Public),
        (false, true) => Some(Visibility::Unlisted),
        (false, false) => None,
    }
}

/// The page for readers: `url` is an address, a link, or a list with one that leads to HTML.
fn page_of(object: &Value) -> Option<String> {
    match object.get("url")? {
        Value::Array(links) => {
            let html = |link: &&Value| text(link, "/mediaType").is_none_or(|kind| kind == "text/html");
            links.iter().filter(html).find_map(|link| web(link, "").or_else(|| web(link, "/href")))
        }
        link => web(link, "").or_else(|| web(link, "/href")),
    }
}

pub(super) fn time(value: &Value, pointer: &str, cx: &NormaliseCx) -> Option<ItemTime> {
    text(value, pointer).and_then(|text| parse_time(text, &cx.zone))
}

fn times(object: &Value, cx: &NormaliseCx) -> (Option<ItemTime>, Option<ItemTime>) {
    let created = time(object, "/published", cx);
    let edited = time(object, "/updated", cx)
        .filter(|updated| created.as_ref().is_some_and(|created| updated.utc > created.utc));
    (created, edited)
}

fn body(item: &mut Item, object: &Value) {
    let content = owned(object, "/content").or_else(|| {
        object.get("contentMap").and_then(Value::as_object)?.values().find_map(Value::as_str).map(str::to_owned)
    });
    let content = content.unwrap_or_default();
    if text(object, "/mediaType").is_some_and(|kind| !kind.contains("html")) {
        item.text = content.replace("\r\n", "\n").trim().to_owned();
    } else {
        let content = if item.quote.is_some() { without_quote_line(&content) } else { content };
        item.text = text_of(&content);
        item.html = Some(content).filter(|content| !content.trim().is_empty());
    }
    let tags = list(object, "/tag").iter().filter_map(|tag| {
        let kind = match text(tag, "/type")? {
            "Hashtag" => SpanKind::Hashtag,
            "Mention" => SpanKind::Mention,
            _ => return None,
        };
        let name = text(tag, "/name")?;
        // A mention is shown without its host.
        let word = match kind {
            SpanKind::Mention => format!("@{}", name.trim_start_matches('@').split('@').next()?),
            _ => format!("#{}", name.trim_start_matches('#')),
        };
        Some((word, kind, web(tag, "/href"), name.trim_start_matches('#').to_owned()))
    });
    item.spans = marked(&item.text, tags);
}

/// The one language of the content.
fn language(object: &Value) -> Option<String> {
    let map = object.get("contentMap").and_then(Value::as_object).filter(|map| map.len() == 1);
    let only = map.and_then(|map| map.keys().next().cloned());
    let tag = only.or_else(|| owned(object, "/language/identifier")).or_else(|| owned(object, "/inLanguage"))?;
    tag.split('-').next().map(str::to_lowercase).filter(|tag| matches!(tag.len(), 2 | 3))
}

/// A warning before the text; long forms use `summary` for an abstract instead.
fn sensitive(object: &Value, kind: ItemKind) -> Option<String> {
    let summary = owned(object, "/summary").filter(|_| kind == ItemKind::Note);
    summary.or_else(|| flag(object, "/sensitive").then(String::new))
}

fn quote(object: &Value) -> Option<Quote> {
    let url = ["/quote", "/quoteUri", "/quoteUrl", "/_misskey_quote"].iter().find_map(|at| web(object, at))?;
    Some(Quote { native_id: Some(url.clone()), url, author: None })
}

fn poll(object: &Value, cx: &NormaliseCx) -> Option<Poll> {
    let (one, any) = (list(object, "/oneOf"), list(object, "/anyOf"));
    let options: Vec<String> = one.iter().chain(any).filter_map(|option| owned(option, "/name")).collect();
    (!options.is_empty()).then(|| Poll { options, closes_at: time(object, "/endTime", cx), multiple: !any.is_empty() })
}

fn event(object: &Value, cx: &NormaliseCx) -> Option<ItemEvent> {
    let start = time(object, "/startTime", cx)?;
    let status = text(object, "/ical:status").or_else(|| text(object, "/status")).unwrap_or_default();
    Some(ItemEvent {
        all_day: start.precision == Precision::Date,
        end: time(object, "/endTime", cx),
        tz: owned(object, "/timezone"),
        place: place(object),
        status: if status.eq_ignore_ascii_case("cancelled") { EventStatus::Cancelled } else { EventStatus::Scheduled },
        url: page_of(object),
        ..ItemEvent::at(start)
    })
}

fn place(object: &Value) -> Option<Place> {
    if !has_object(object, "/location") {
        return None;
    }
    let part = |name: &str| owned(object, &format!("/location/address/{name}"));
    let town = [part("postalCode"), part("addressLocality")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let lines = [part("streetAddress"), Some(town).filter(|town| !town.is_empty())];
    let address = owned(object, "/location/address")
        .unwrap_or_else(|| lines.into_iter().flatten().collect::<Vec<_>>().join(", "));
    let degrees = |name: &str| object.pointer(&format!("/location/{name}")).and_then(Value::as_f64);
    Some(Place {
        name: owned(object, "/location/name"),
        address: Some(address).filter(|address| !address.is_empty()),
        lat: degrees("latitude"),
        lon: degrees("longitude"),
    })
}

/// Attachments; of a video only its still picture, since the video itself stays where it is.
fn media(object: &Value, sort: &str) -> Vec<ItemMedia> {
    let stills = match object.get("icon") {
        Some(Value::Array(all)) => all.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    if sort == "Video" {
        let largest = stills.iter().filter_map(medium).max_by_key(|still| still.w);
        return largest.into_iter().collect();
    }
    let attached = match object.get("attachment") {
        Some(Value::Array(all)) => all.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    let mut found: Vec<ItemMedia> = Vec::new();
    for media in object.get("image").into_iter().chain(&attached).filter_map(medium).take(MAX_MEDIA) {
        match found.iter_mut().find(|known| known.source_url == media.source_url) {
            Some(known) if known.alt.is_none() => *known = media,
            Some(_) => {}
            None => found.push(media),
        }
    }
    found
}

fn medium(attachment: &Value) -> Option<ItemMedia> {
    let url = page_or_file(attachment)?;
    let mime = owned(attachment, "/mediaType").or_else(|| owned(attachment, "/url/0/mediaType"));
    let kind = match mime.as_deref().and_then(|mime| mime.split('/').next()).or_else(|| text(attachment, "/type"))? {
        "image" | "Image" => MediaKind::Image,
        "video" | "Video" => MediaKind::Video,
        "audio" | "Audio" => MediaKind::Audio,
        _ => return None,
    };
    let alt = owned(attachment, "/name").or_else(|| owned(attachment, "/summary"));
    let focus = |at: usize| attachment.pointer(&format!("/focalPoint/{at}")).and_then(Value::as_f64);
    Some(ItemMedia {
        mime,
        w: pixels(attachment, "/width"),
        h: pixels(attachment, "/height"),
        alt_source: if alt.is_some() { AltOrigin::Author } else { AltOrigin::None },
        alt,
        focal: focus(0).zip(focus(1)).map(|(x, y)| (super::status_read::narrow(x), super::status_read::narrow(y))),
        ..ItemMedia::at(kind, url)
    })
}

fn page_or_file(attachment: &Value) -> Option<String> {
    let first = attachment.pointer("/url/0").and_then(|link| web(link, "").or_else(|| web(link, "/href")));
    first
        .or_else(|| web(attachment, "/url"))
        .or_else(|| web(attachment, "/url/href"))
        .or_else(|| web(attachment, "/href"))
}
