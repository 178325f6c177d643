//! A status of Mastodon's REST interface becomes an item (docs.joinmastodon.org/entities/Status). In: a status.
//! Out: an [`Item`], or why it is none of ours: not public, a reply to somebody else, another account's. Of boosted and
//! quoted posts only name and address are read. Called by `normalise`.

use serde_json::Value;

use super::super::contract::{NormaliseCx, Profile};
use super::super::html_read::text_of;
use super::super::item_hash::content_hash;
use super::super::json_value::{flag, id, list, owned, pixels, text, web};
use super::super::sorting::{Sorted, not_ours};
use super::super::time_parse::parse_time;
use crate::domain::item::{
    Item, ItemKind, ItemMedia, ItemSpan, ItemTime, LinkCard, NativeId, Poll, Quote, SpanKind, Visibility,
};
use crate::domain::media::{AltOrigin, MediaKind};

/// Pictures of one post; most servers allow four.
const MAX_MEDIA: usize = 20;

/// Whether this is an account, not a status.
#[must_use]
pub fn is_account(value: &Value) -> bool {
    value.get("acct").is_some() && value.get("content").is_none()
}

/// Who an account is.
#[must_use]
pub fn profile(account: &Value) -> Profile {
    Profile {
        name: owned(account, "/display_name").or_else(|| owned(account, "/acct")),
        site_url: web(account, "/url"),
        lang: None,
    }
}

/// Reads one status.
pub fn read(status: &Value, cx: &NormaliseCx) -> Sorted {
    let Some(native) = id(status, "/id").filter(|_| status.get("account").is_some_and(Value::is_object)) else {
        return not_ours(id(status, "/id"), "this is not a status");
    };
    if cx.account.as_deref().is_some_and(|wanted| !is_named(status, wanted)) {
        return not_ours(Some(native), "a post of another account");
    }
    let visibility = match text(status, "/visibility").unwrap_or("public") {
        "public" => Visibility::Public,
        "unlisted" => Visibility::Unlisted,
        _ => return not_ours(Some(native), "a post that is not public"),
    };
    let author = id(status, "/account/id");
    if status.get("in_reply_to_id").is_some_and(|parent| !parent.is_null())
        && id(status, "/in_reply_to_account_id") != author
    {
        return not_ours(Some(native), "a reply to somebody else");
    }
    let mut item = Item::new(NativeId(native));
    item.visibility = visibility;
    item.account_native_id.clone_from(&author);
    item.created_at = time(status, "/created_at", cx);
    match status.get("reblog").filter(|reblog| reblog.is_object()) {
        Some(shared) if id(shared, "/account/id") == author => {
            not_ours(Some(item.native_id.0), "a boost of an own post")
        }
        Some(shared) => boost(item, shared),
        None => Ok(post(item, status, cx)),
    }
}

/// Whether a status is by the account that is named by its id, its name or its address.
fn is_named(status: &Value, wanted: &str) -> bool {
    let wanted = wanted.trim_start_matches('@');
    let equal = |pointer: &str| id(status, pointer).is_some_and(|known| known.eq_ignore_ascii_case(wanted));
    ["/account/id", "/account/acct", "/account/url", "/account/uri"].into_iter().any(equal)
}

fn boost(mut item: Item, shared: &Value) -> Sorted {
    let Some(url) = web(shared, "/url").or_else(|| web(shared, "/uri")) else {
        return not_ours(Some(item.native_id.0), "a boost of a post without an address");
    };
    item.kind = ItemKind::RepostLink;
    item.canonical_url = Some(url.clone());
    item.quote = Some(Quote { url, author: name_of(shared), native_id: owned(shared, "/uri") });
    item.content_hash = content_hash("mastodon/1", &item);
    Ok(item)
}

fn name_of(status: &Value) -> Option<String> {
    owned(status, "/account/display_name").or_else(|| owned(status, "/account/acct"))
}

fn post(mut item: Item, status: &Value, cx: &NormaliseCx) -> Item {
    item.canonical_url = web(status, "/url").or_else(|| web(status, "/uri"));
    item.raw_ref = web(status, "/uri");
    item.quote = quote(status);
    let content = status.get("content").and_then(Value::as_str).unwrap_or_default();
    let content = if item.quote.is_some() { without_quote_line(content) } else { content.to_owned() };
    item.text = text_of(&content);
    item.spans = spans(status, &item.text);
    item.html = Some(content).filter(|content| !content.trim().is_empty());
    item.lang = text(status, "/language").and_then(|tag| tag.split('-').next()).map(str::to_lowercase);
    item.media = list(status, "/media_attachments").iter().take(MAX_MEDIA).filter_map(medium).collect();
    item.link_card = card(status).filter(|_| item.media.is_empty() && item.quote.is_none());
    item.poll = poll(status, cx);
    item.reply_to = id(status, "/in_reply_to_id");
    item.edited_at = time(status, "/edited_at", cx);
    item.pinned = flag(status, "/pinned");
    // A picture may be marked as sensitive without a word why.
    item.sensitive = owned(status, "/spoiler_text").or_else(|| flag(status, "/sensitive").then(String::new));
    item.kind = kind(&item);
    item.content_hash = content_hash("mastodon/1", &item);
    item
}

fn time(status: &Value, pointer: &str, cx: &NormaliseCx) -> Option<ItemTime> {
    text(status, pointer).and_then(|text| parse_time(text, &cx.zone))
}

/// What kind of post the media, poll and card make it.
pub(super) fn kind(item: &Item) -> ItemKind {
    let of = |kind: MediaKind| item.media.iter().filter(|media| media.kind == kind).count();
    if item.poll.is_some() {
        ItemKind::Poll
    } else if of(MediaKind::Video) > 0 {
        ItemKind::Video
    } else {
        match of(MediaKind::Image) {
            0 if item.text.is_empty() && item.link_card.is_some() => ItemKind::Link,
            0 => ItemKind::Note,
            1 => ItemKind::Photo,
            _ => ItemKind::Album,
        }
    }
}

fn medium(attachment: &Value) -> Option<ItemMedia> {
    let kind = match text(attachment, "/type")? {
        "image" => MediaKind::Image,
        "video" | "gifv" => MediaKind::Video,
        "audio" => MediaKind::Audio,
        _ => return None,
    };
    let url = web(attachment, "/url").or_else(|| web(attachment, "/remote_url"))?;
    let alt = owned(attachment, "/description");
    let focus = |axis: &str| attachment.pointer(&format!("/meta/focus/{axis}")).and_then(Value::as_f64);
    let seconds = attachment.pointer("/meta/original/duration").and_then(Value::as_f64);
    Some(ItemMedia {
        native_media_id: id(attachment, "/id"),
        w: pixels(attachment, "/meta/original/width"),
        h: pixels(attachment, "/meta/original/height"),
        duration_ms: seconds.and_then(milliseconds),
        alt_source: if alt.is_some() { AltOrigin::Author } else { AltOrigin::None },
        alt,
        poster: web(attachment, "/preview_url").filter(|_| kind == MediaKind::Video),
        focal: focus("x").zip(focus("y")).map(|(x, y)| (narrow(x), narrow(y))),
        ..ItemMedia::at(kind, url)
    })
}

/// A focal point lies between -1 and 1, so nothing that matters is lost.
pub(super) fn narrow(value: f64) -> f32 {
    value as f32
}

fn milliseconds(seconds: f64) -> Option<u64> {
    std::time::Duration::try_from_secs_f64(seconds).ok().and_then(|time| u64::try_from(time.as_millis()).ok())
}

fn card(status: &Value) -> Option<LinkCard> {
    Some(LinkCard {
        url: web(status, "/card/url")?,
        title: owned(status, "/card/title"),
        description: owned(status, "/card/description"),
        image_media_ix: None,
    })
}

fn poll(status: &Value, cx: &NormaliseCx) -> Option<Poll> {
    let options: Vec<String> =
        list(status, "/poll/options").iter().filter_map(|option| owned(option, "/title")).collect();
    (!options.is_empty()).then(|| Poll {
        options,
        closes_at: time(status, "/poll/expires_at", cx),
        multiple: flag(status, "/poll/multiple"),
    })
}

/// A native quote (Mastodon 4.5), or Friendica's and Pleroma's.
fn quote(status: &Value) -> Option<Quote> {
    let quoted = [status.pointer("/quote/quoted_status"), status.get("quote"), status.pointer("/pleroma/quote")];
    let quoted = quoted.into_iter().flatten().find(|quoted| quoted.get("account").is_some_and(Value::is_object))?;
    let url = web(quoted, "/url").or_else(|| web(quoted, "/uri"))?;
    Some(Quote { url, author: name_of(quoted), native_id: owned(quoted, "/uri") })
}

/// Quoting posts carry a line "RE: address" for servers that know no quotes.
pub(super) fn without_quote_line(html: &str) -> String {
    let Some(start) = html.find("<p class=\"quote-inline\">") else { return html.to_owned() };
    let rest = html.get(start..).unwrap_or_default();
    let end = rest.find("</p>").map_or(html.len(), |end| start + end + "</p>".len());
    format!("{}{}", html.get(..start).unwrap_or_default(), html.get(end..).unwrap_or_default())
}

/// Hashtags and mentions where they stand in the text; the server lists them beside it.
fn spans(status: &Value, text_of: &str) -> Vec<ItemSpan> {
    let tags = list(status, "/tags").iter().filter_map(|tag| {
        let name = text(tag, "/name")?;
        Some((format!("#{name}"), SpanKind::Hashtag, web(tag, "/url"), name.to_owned()))
    });
    let mentions = list(status, "/mentions").iter().filter_map(|mention| {
        let name = text(mention, "/username")?;
        Some((format!("@{name}"), SpanKind::Mention, web(mention, "/url"), id(mention, "/id")?))
    });
    marked(text_of, tags.chain(mentions))
}

/// The places of whole words in a text.
pub(super) fn marked(
    text: &str,
    words: impl Iterator<Item = (String, SpanKind, Option<String>, String)>,
) -> Vec<ItemSpan> {
    let lower = text.to_lowercase();
    let mut found = Vec::new();
    // Lower case may be longer than what was written; then no place in it is a place in the text.
    if lower.len() != text.len() {
        return found;
    }
    for (word, kind, href, native) in words.take(100) {
        for (start, _) in lower.match_indices(&word.to_lowercase()).take(20) {
            let end = start + word.len();
            let goes_on = lower.get(end..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric);
            if !goes_on && text.is_char_boundary(start) && text.is_char_boundary(end) {
                found.push(ItemSpan { start, end, kind, href: href.clone(), native_ref: Some(native.clone()) });
            }
        }
    }
    found.sort_by_key(|span| span.start);
    found.dedup_by_key(|span| span.start);
    found
}
