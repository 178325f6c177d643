//! Bluesky's answers become items. In: a feed, a list of posts, one post with or without its thread, a bare record, a
//! profile, an error, or frames of the stream. Out: [`Parsed`]. Pure. Called by `BlueskyConnector` and `poll`.
//!
//! **Identity**: the AT address `at://did/app.bsky.feed.post/rkey`; a bare record has none and gets its hash.
//! **`content_hash`**: `item_hash` under `bluesky/1`. The app cannot edit; another client that does changes the record
//! and with it the hash.

use serde_json::Value;

use super::super::contract::{NormaliseCx, OffsetUnit, Parsed, Profile};
use super::super::failure::SourceError;
use super::super::item_hash::content_hash;
use super::super::json_value::{flag, has_object, id, list, owned, parse, text};
use super::super::sorting::{Sorted, not_ours, refuse, sort};
use super::super::span_offsets::{MAX_SPANS, span};
use super::super::time_parse::parse_time;
use super::{embed_read, error_read, frame_read};
use crate::domain::item::{Item, ItemKind, ItemSpan, ItemTime, NativeId, SpanKind};
use crate::domain::media::MediaKind;
use crate::domain::source::Aside;
use crate::seal::sha256_hex;

/// Labels that mark a post as unsuitable for some, whoever put them there.
const SENSITIVE: &[&str] = &["porn", "sexual", "nudity", "graphic-media", "gore", "!warn", "intolerant", "self-harm"];

/// Entries of one answer that are read; the platform lists at most 100.
const MAX_ENTRIES: usize = 500;

/// Reads one answer.
///
/// # Errors
/// The platform's own error, or bytes that are no JSON.
pub fn normalise(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    if let Some(hints) = frame_read::hints(raw, cx) {
        return Ok(Parsed { hints, ..Parsed::default() });
    }
    let value = parse(raw)?;
    if let Some(error) = error_read::error_of(&value) {
        return Err(error);
    }
    let mut entries = Vec::new();
    gather(&value, cx, &mut entries);
    let mut parsed = sort(entries, cx);
    parsed.profile = profile(&value);
    Ok(parsed)
}

/// Who a `profileView` describes.
#[must_use]
pub fn profile(value: &Value) -> Profile {
    if value.get("did").is_none() || value.get("handle").is_none() {
        return Profile::default();
    }
    Profile {
        name: owned(value, "/displayName").or_else(|| owned(value, "/handle")),
        site_url: text(value, "/did").map(|did| format!("https://bsky.app/profile/{did}")),
        lang: None,
    }
}

fn gather(value: &Value, cx: &NormaliseCx, into: &mut Vec<Sorted>) {
    let listed = [value.as_array().map_or(&[][..], Vec::as_slice), list(value, "/feed"), list(value, "/posts")];
    let listed: Vec<&Value> = listed.into_iter().flatten().take(MAX_ENTRIES).collect();
    if !listed.is_empty() {
        into.extend(listed.into_iter().map(|entry| one(entry, cx)));
    } else if has_object(value, "/thread") {
        gather_thread(value.get("thread").unwrap_or(value), cx, into);
    } else if has_object(value, "/post") && value.get("replies").is_some() {
        gather_thread(value, cx, into);
    } else if !(value.get("feed").is_some() || value.get("posts").is_some() || value.is_array()) {
        into.push(one(value, cx));
    }
}

/// A thread: its first post, and what its own author added to it. Answers of others are not even looked at.
fn gather_thread(value: &Value, cx: &NormaliseCx, into: &mut Vec<Sorted>) {
    let Some(author) = value.get("post").map(author_of) else { return };
    let mut open = vec![value];
    while let Some(node) = open.pop() {
        let Some(post) = node.get("post").filter(|post| author_of(post) == author) else { continue };
        if into.len() >= MAX_ENTRIES {
            break;
        }
        into.push(post_item(post, None, cx));
        open.extend(list(node, "/replies").iter().rev());
    }
}

/// A `feedViewPost`, a `postView` or a bare record.
fn one(value: &Value, cx: &NormaliseCx) -> Sorted {
    if let Some(post) = value.get("post").filter(|post| post.is_object()) {
        let uri = owned(post, "/uri");
        if text(value, "/reason/$type").is_some_and(|reason| reason.ends_with("#reasonRepost")) {
            return not_ours(uri, "a repost of somebody else's post");
        }
        let mut item = post_item(post, value.get("reply"), cx)?;
        item.pinned |= text(value, "/reason/$type").is_some_and(|reason| reason.ends_with("#reasonPin"));
        return Ok(item);
    }
    if has_object(value, "/record") {
        return post_item(value, None, cx);
    }
    match text(value, "/$type") {
        Some("app.bsky.feed.post") => bare_record(value, cx),
        _ => not_ours(id(value, "/uri"), "this is not a post"),
    }
}

/// The DID under which a post was written: the author's, else the one in its address.
fn author_of(post: &Value) -> Option<String> {
    owned(post, "/author/did").or_else(|| text(post, "/uri").and_then(authority).map(str::to_owned))
}

/// The repository an AT address lies in.
pub(super) fn authority(uri: &str) -> Option<&str> {
    uri.strip_prefix("at://")?.split('/').next().filter(|did| !did.is_empty())
}

/// The page for readers of a post's AT address.
pub(super) fn web_address(uri: &str) -> Option<String> {
    let rkey = uri.split("/app.bsky.feed.post/").nth(1).filter(|rkey| !rkey.is_empty() && !rkey.contains('/'))?;
    Some(format!("https://bsky.app/profile/{}/post/{rkey}", authority(uri)?))
}

fn bare_record(record: &Value, cx: &NormaliseCx) -> Sorted {
    if has_object(record, "/reply") {
        return not_ours(None, "a reply");
    }
    let name = format!("sha256:{}", sha256_hex(record.to_string().as_bytes()));
    fill(Item::new(NativeId(name)), record, None, cx.account.as_deref(), cx)
}

fn post_item(post: &Value, reply: Option<&Value>, cx: &NormaliseCx) -> Sorted {
    let Some(uri) = owned(post, "/uri") else {
        return refuse(None, Aside::NoEntry, "a post without an address", "");
    };
    let author = author_of(post);
    if let Some(account) = &cx.account
        && !is_account(post, author.as_deref(), account)
    {
        return not_ours(Some(uri), "a post of another account");
    }
    let Some(record) = post.get("record").filter(|record| record.is_object()) else {
        return refuse(Some(uri), Aside::NoEntry, "a post without its record", "");
    };
    if has_object(record, "/reply") && !continues_own_thread(record, reply, author.as_deref()) {
        return not_ours(Some(uri), "a reply to somebody else");
    }
    let mut item = Item::new(NativeId(uri.clone()));
    item.version_id = owned(post, "/cid");
    item.canonical_url = web_address(&uri);
    item.pinned = flag(post, "/viewer/pinned");
    item.reply_to = owned(record, "/reply/parent/uri");
    item.sensitive = sensitive(record, post, author.as_deref());
    let mut item = fill(item, record, post.get("embed"), author.as_deref(), cx)?;
    // A client may date a post into the future; when the network saw it is then nearer to the truth.
    if let Some(indexed) = time(post, "/indexedAt", cx)
        && item.created_at.as_ref().is_none_or(|created| created.utc > indexed.utc)
    {
        item.created_at = Some(indexed);
    }
    Ok(item)
}

fn is_account(post: &Value, author: Option<&str>, account: &str) -> bool {
    let account = account.trim_start_matches('@');
    author == Some(account) || text(post, "/author/handle").is_some_and(|handle| handle.eq_ignore_ascii_case(account))
}

/// Whether a reply only goes on with what its author said: parent and root are his own.
fn continues_own_thread(record: &Value, reply: Option<&Value>, author: Option<&str>) -> bool {
    let own = |what: &str| {
        let named = reply.and_then(|reply| text(reply, &format!("/{what}/author/did")));
        let addressed = text(record, &format!("/reply/{what}/uri")).and_then(authority);
        author.is_some() && (named == author || (named.is_none() && addressed == author))
            // An author may be named by one id and addressed by another only where both are known.
            || (addressed.is_some() && addressed == author)
    };
    own("parent") && own("root")
}

/// The text, marks, embeds and times of a record.
fn fill(mut item: Item, record: &Value, view: Option<&Value>, did: Option<&str>, cx: &NormaliseCx) -> Sorted {
    item.account_native_id = did.map(str::to_owned);
    item.text = record.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
    item.spans = spans(record, &item.text);
    item.lang = text(record, "/langs/0").and_then(primary_language);
    item.created_at = time(record, "/createdAt", cx);
    embed_read::embed(&mut item, record.get("embed"), view, did);
    item.kind = kind(&item);
    item.sensitive = item.sensitive.take().or_else(|| sensitive(record, &Value::Null, did));
    item.content_hash = content_hash("bluesky/1", &item);
    Ok(item)
}

fn time(value: &Value, pointer: &str, cx: &NormaliseCx) -> Option<ItemTime> {
    text(value, pointer).and_then(|text| parse_time(text, &cx.zone))
}

fn primary_language(tag: &str) -> Option<String> {
    let primary = tag.split('-').next()?.to_ascii_lowercase();
    (matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(primary)
}

fn kind(item: &Item) -> ItemKind {
    let pictures = item.media.iter().filter(|media| media.kind == MediaKind::Image).count();
    match pictures {
        _ if item.media.iter().any(|media| media.kind == MediaKind::Video) => ItemKind::Video,
        0 if item.link_card.is_some() && item.text.trim().is_empty() => ItemKind::Link,
        0 => ItemKind::Note,
        1 => ItemKind::Photo,
        _ => ItemKind::Album,
    }
}

/// Facets count in UTF-8 bytes (lexicon `app.bsky.richtext.facet`).
fn spans(record: &Value, text_of: &str) -> Vec<ItemSpan> {
    let position = |facet: &Value, end: &str| {
        facet.pointer(&format!("/index/{end}"))?.as_u64().and_then(|at| usize::try_from(at).ok())
    };
    let mut found = Vec::new();
    for facet in list(record, "/facets").iter().take(MAX_SPANS) {
        let Some(range) = position(facet, "byteStart").zip(position(facet, "byteEnd")) else { continue };
        for feature in list(facet, "/features") {
            let Some((kind, href, native)) = mark(feature) else { continue };
            found.extend(span(text_of, OffsetUnit::Utf8Bytes, range, kind, href, native));
        }
    }
    found
}

fn mark(feature: &Value) -> Option<(SpanKind, Option<String>, Option<String>)> {
    match text(feature, "/$type")?.rsplit('#').next()? {
        "link" => Some((SpanKind::Link, Some(super::super::json_value::web(feature, "/uri")?), None)),
        "mention" => {
            let did = text(feature, "/did")?;
            Some((SpanKind::Mention, Some(format!("https://bsky.app/profile/{did}")), Some(did.to_owned())))
        }
        "tag" => Some((SpanKind::Hashtag, None, owned(feature, "/tag"))),
        _ => None,
    }
}

/// The first label that warns: any the author put there himself, or a known one of a moderation service.
fn sensitive(record: &Value, post: &Value, author: Option<&str>) -> Option<String> {
    let own = list(record, "/labels/values").iter().filter_map(|label| text(label, "/val")).map(|val| (true, val));
    let given = list(post, "/labels").iter().filter(|label| !flag(label, "/neg")).filter_map(|label| {
        let by_author = author.is_some() && text(label, "/src") == author;
        text(label, "/val").map(|val| (by_author, val))
    });
    own.chain(given)
        .find(|(own, val)| SENSITIVE.contains(val) || (*own && !val.starts_with('!')))
        .map(|(_, val)| val.to_owned())
}
