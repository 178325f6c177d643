//! A message of a channel becomes an item (core.telegram.org/bots/api#message). In: a message, or the messages of one
//! album in their order. Out: an [`Item`], or why it is none: a service message, a sticker, a forward of somebody's
//! words without a public address. Names of people (signatures, senders) are never read. Called by `normalise`.

use serde_json::Value;

use super::super::contract::OffsetUnit;
use super::super::item_hash::content_hash;
use super::super::json_value::{flag, has_object, id, list, number, owned, text};
use super::super::sorting::{Sorted, not_ours};
use super::super::span_offsets::{MAX_SPANS, span};
use super::super::time_parse::unix_time;
use super::media_read;
use crate::domain::item::{Item, ItemKind, ItemSpan, LinkCard, NativeId, Poll, Quote, SpanKind};
use crate::domain::media::MediaKind;

/// The id of the post a message belongs to.
pub fn name_of(message: &Value) -> String {
    let post = id(message, "/media_group_id").or_else(|| id(message, "/message_id"));
    format!("{}/{}", id(message, "/chat/id").unwrap_or_default(), post.unwrap_or_default())
}

/// Reads the messages of one post.
pub fn read(parts: &[&Value]) -> Sorted {
    let Some(first) = parts.first() else { return not_ours(None, "no message") };
    let name = name_of(first);
    let mut item = Item::new(NativeId(name.clone()));
    item.account_native_id = id(first, "/chat/id");
    item.canonical_url = page_of(first);
    item.created_at = number(first, "/date").and_then(unix_time);
    item.edited_at = parts.iter().filter_map(|part| number(part, "/edit_date")).max().and_then(unix_time);
    match forwarded(first) {
        Forward::No => {}
        Forward::Nowhere => return not_ours(Some(name), "a forwarded message without a public address"),
        Forward::From(quote) => {
            item.kind = ItemKind::RepostLink;
            item.quote = Some(quote);
            item.content_hash = content_hash("telegram/1", &item);
            return Ok(item);
        }
    }
    words(&mut item, parts);
    item.media = parts.iter().filter_map(|part| media_read::of_message(part)).collect();
    item.poll = poll(first);
    place(&mut item, first);
    let preview = text(first, "/link_preview_options/url").filter(|_| item.media.is_empty());
    if let Some(url) = preview.and_then(|url| super::super::address_clean::absolute(None, url)) {
        item.link_card = item.link_card.take().or(Some(LinkCard {
            url: url.into(),
            title: None,
            description: None,
            image_media_ix: None,
        }));
    }
    item.sensitive = parts.iter().any(|part| flag(part, "/has_media_spoiler")).then(String::new);
    let says =
        !item.text.trim().is_empty() || !item.media.is_empty() || item.poll.is_some() || item.link_card.is_some();
    if !says {
        return not_ours(Some(name), "a service message or a kind without text and pictures");
    }
    item.kind = kind(&item);
    item.content_hash = hash(&item);
    Ok(item)
}

/// The id to ask for a file with changes with time and bot; only the lasting id counts.
fn hash(item: &Item) -> String {
    let mut lasting = item.clone();
    for media in &mut lasting.media {
        media.native_media_id = media.native_media_id.take().map(media_read::lasting_id);
    }
    content_hash("telegram/1", &lasting)
}

/// The public page of a message; only channels with a name have one.
fn page_of(message: &Value) -> Option<String> {
    let channel = text(message, "/chat/type") == Some("channel");
    let name = text(message, "/chat/username").filter(|_| channel)?;
    Some(format!("https://t.me/{name}/{}", number(message, "/message_id")?))
}

fn kind(item: &Item) -> ItemKind {
    let of = |kind: MediaKind| item.media.iter().filter(|media| media.kind == kind).count();
    match of(MediaKind::Image) {
        _ if item.poll.is_some() => ItemKind::Poll,
        _ if item.media.len() > 1 => ItemKind::Album,
        _ if of(MediaKind::Video) > 0 => ItemKind::Video,
        0 => ItemKind::Note,
        _ => ItemKind::Photo,
    }
}

/// The text, or the caption of whichever part of an album has one.
fn words(item: &mut Item, parts: &[&Value]) {
    for part in parts {
        let (words, marks) = match (text(part, "/text"), text(part, "/caption")) {
            (Some(words), _) => (words, list(part, "/entities")),
            (None, Some(words)) => (words, list(part, "/caption_entities")),
            (None, None) => continue,
        };
        if item.text.is_empty() {
            words.clone_into(&mut item.text);
            item.spans = spans(words, marks);
        }
    }
    if item.text.is_empty()
        && let Some(name) = parts.iter().find_map(|part| text(part, "/document/file_name"))
    {
        name.clone_into(&mut item.text);
    }
}

/// Entities count in UTF-16 units (core.telegram.org/bots/api#messageentity).
fn spans(words: &str, entities: &[Value]) -> Vec<ItemSpan> {
    let whole = |entity: &Value, field: &str| number(entity, field).and_then(|at| usize::try_from(at).ok());
    let read = |entity: &Value| -> Option<ItemSpan> {
        let start = whole(entity, "/offset")?;
        let end = start.checked_add(whole(entity, "/length")?)?;
        let plain = span(words, OffsetUnit::Utf16, (start, end), SpanKind::Link, None, None)?;
        let covered = words.get(plain.start..plain.end)?;
        let (kind, href) = mark(entity, covered)?;
        let native_ref = matches!(kind, SpanKind::Mention | SpanKind::Hashtag)
            .then(|| covered.trim_start_matches(['@', '#']).to_owned());
        Some(ItemSpan { kind, href, native_ref, ..plain })
    };
    entities.iter().take(MAX_SPANS).filter_map(read).collect()
}

fn mark(entity: &Value, covered: &str) -> Option<(SpanKind, Option<String>)> {
    let web = |address: &str| super::super::address_clean::absolute(None, address).map(String::from);
    Some(match text(entity, "/type")? {
        "url" => (SpanKind::Link, Some(web(covered).or_else(|| web(&format!("https://{covered}")))?)),
        "text_link" => (SpanKind::Link, Some(web(text(entity, "/url")?)?)),
        "email" => (SpanKind::Link, Some(format!("mailto:{covered}"))),
        "mention" => (SpanKind::Mention, Some(format!("https://t.me/{}", covered.trim_start_matches('@')))),
        "hashtag" => (SpanKind::Hashtag, None),
        "bold" => (SpanKind::Bold, None),
        "italic" => (SpanKind::Italic, None),
        "underline" => (SpanKind::Underline, None),
        "strikethrough" => (SpanKind::Strike, None),
        "spoiler" => (SpanKind::Spoiler, None),
        "code" | "pre" => (SpanKind::Code, None),
        "blockquote" | "expandable_blockquote" => (SpanKind::Quote, None),
        _ => return None,
    })
}

enum Forward {
    No,
    From(Quote),
    Nowhere,
}

/// Where a message came from: the channel's own words stay its own, another channel's become a link.
fn forwarded(message: &Value) -> Forward {
    let origin = message.get("forward_origin").filter(|origin| origin.is_object());
    let legacy =
        ["forward_from_chat", "forward_from", "forward_sender_name"].iter().any(|at| message.get(*at).is_some());
    if origin.is_none() && !legacy {
        return Forward::No;
    }
    let none = Value::Null;
    let chat = [
        origin.and_then(|origin| origin.get("chat")),
        origin.and_then(|origin| origin.get("sender_chat")),
        message.get("forward_from_chat"),
    ];
    let chat = chat.into_iter().flatten().next().unwrap_or(&none);
    if id(chat, "/id").is_some() && id(chat, "/id") == id(message, "/chat/id") {
        return Forward::No;
    }
    let number =
        origin.and_then(|origin| number(origin, "/message_id")).or_else(|| number(message, "/forward_from_message_id"));
    let public = text(chat, "/username").filter(|_| text(chat, "/type") == Some("channel")).zip(number);
    match public {
        Some((name, number)) => Forward::From(Quote {
            url: format!("https://t.me/{name}/{number}"),
            author: owned(chat, "/title"),
            native_id: id(chat, "/id").map(|chat| format!("{chat}/{number}")),
        }),
        None => Forward::Nowhere,
    }
}

fn poll(message: &Value) -> Option<Poll> {
    let options: Vec<String> =
        list(message, "/poll/options").iter().filter_map(|option| owned(option, "/text")).collect();
    (!options.is_empty()).then(|| Poll {
        options,
        closes_at: number(message, "/poll/close_date").and_then(unix_time),
        multiple: flag(message, "/poll/allows_multiple_answers"),
    })
}

/// A place as words and a link to a map; a poll's question as words.
fn place(item: &mut Item, message: &Value) {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(owned(message, "/poll/question"));
    if has_object(message, "/venue") {
        lines.extend([owned(message, "/venue/title"), owned(message, "/venue/address")].into_iter().flatten());
    }
    let degrees = |side: &str| {
        let at = |root: &str| message.pointer(&format!("/{root}/{side}")).and_then(Value::as_f64);
        at("venue/location").or_else(|| at("location"))
    };
    if let Some((lat, lon)) = degrees("latitude").zip(degrees("longitude")) {
        item.link_card = Some(LinkCard {
            url: format!("https://www.openstreetmap.org/?mlat={lat}&mlon={lon}"),
            title: owned(message, "/venue/title"),
            description: None,
            image_media_ix: None,
        });
    }
    if item.text.is_empty() {
        item.text = lines.join("\n");
    }
}
