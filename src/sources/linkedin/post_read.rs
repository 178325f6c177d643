//! A post of LinkedIn becomes an item. In: an answer of the Posts API, or one of its errors. Out: [`Parsed`]. Pure. Called
//! by `LinkedinConnector::normalise`, `ask`.
//!
//! **Identity**: the post's URN. **`content_hash`**: `item_hash` under `linkedin/1`; media are known by their URN.

use serde_json::Value;

use super::super::contract::{NormaliseCx, Parsed};
use super::super::failure::SourceError;
use super::super::item_hash::content_hash;
use super::super::json_value::{flag, id, list, number, owned, parse, recorded, text, web};
use super::super::sorting::{Sorted, not_ours, sort};
use super::super::time_parse::unix_time;
use super::little_text;
use crate::domain::item::{Item, ItemKind, ItemMedia, ItemTime, LinkCard, NativeId, Poll, Quote};
use crate::domain::media::{AltOrigin, MediaKind};
use crate::domain::source::Cause;

/// Behind a video's URN: its still.
pub(super) const STILL: &str = "/still";

/// Posts of one answer; the platform lists at most 100.
const MAX_POSTS: usize = 200;

/// Reads one answer.
///
/// # Errors
/// The platform's own error, or bytes that are no JSON.
pub fn normalise(raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
    let value = parse(raw)?;
    let value = recorded(&value);
    if let Some(error) = error_of(value) {
        return Err(error);
    }
    let listed = value.as_array().map_or_else(|| list(value, "/elements"), Vec::as_slice);
    let lone = value.get("elements").is_none() && !value.is_array();
    let posts = if lone { std::slice::from_ref(value) } else { listed };
    Ok(sort(posts.iter().take(MAX_POSTS).map(|post| read(post, cx)).collect(), cx))
}

/// LinkedIn's own errors name their status.
pub(super) fn error_of(value: &Value) -> Option<SourceError> {
    let status = number(value, "/status").filter(|status| *status >= 400)?;
    let code = text(value, "/code").unwrap_or("an error");
    let cause = match (status, code) {
        (426, _) | (_, "NONEXISTENT_VERSION") => Cause::Sunset,
        (401, "RESTRICTED_MEMBER") => Cause::Forbidden,
        (401, _) => Cause::LoginExpired,
        (403, _) => Cause::Forbidden,
        (404, _) => Cause::NotFound,
        (429, _) => Cause::AskedToWait,
        (500.., _) => Cause::ServerTrouble,
        _ => Cause::NoDocument,
    };
    Some(SourceError::new(cause, format!("LinkedIn answers {code} (HTTP {status})")))
}

fn read(post: &Value, cx: &NormaliseCx) -> Sorted {
    let native = text(post, "/id").filter(|id| id.starts_with("urn:li:share:") || id.starts_with("urn:li:ugcPost:"));
    let Some(native) = native.map(str::to_owned) else { return not_ours(id(post, "/id"), "this is not a post") };
    let author = owned(post, "/author");
    let named = |account: &str| {
        author.as_deref().is_some_and(|author| author == account || author == format!("urn:li:organization:{account}"))
    };
    let why = if cx.account.as_deref().is_some_and(|account| !named(account)) {
        Some("a post of another organisation")
    } else if hidden(post).is_some() {
        Some("a post that is not public")
    } else if text(post, "/distribution/feedDistribution") == Some("NONE") {
        Some("an advertisement that stands in no feed")
    } else {
        None
    };
    if let Some(why) = why {
        return not_ours(Some(native), why);
    }
    let mut item = Item::new(NativeId(native.clone()));
    item.account_native_id = author;
    item.canonical_url = Some(page_of(&native));
    let legacy = "/specificContent/com.linkedin.ugc.ShareContent/shareCommentary/text";
    (item.text, item.spans) = match text(post, "/commentary") {
        Some(words) => little_text::read(words),
        None => (owned(post, legacy).unwrap_or_default(), Vec::new()),
    };
    item.created_at =
        ["/publishedAt", "/firstPublishedAt", "/createdAt", "/created/time"].iter().find_map(|at| time(post, at));
    item.edited_at = time(post, "/lastModifiedAt").filter(|_| flag(post, "/lifecycleStateInfo/isEditedByAuthor"));
    content(&mut item, post);
    if let Some(parent) = text(post, "/reshareContext/parent").or_else(|| text(post, "/reshareContext/root")) {
        item.quote = Some(Quote { url: page_of(parent), author: None, native_id: Some(parent.to_owned()) });
        if item.text.trim().is_empty() {
            item.kind = ItemKind::RepostLink;
        }
    }
    item.content_hash = content_hash("linkedin/1", &item);
    Ok(item)
}

/// What keeps a post from the public: its state, or who may see it.
pub(super) fn hidden(post: &Value) -> Option<&str> {
    let state = text(post, "/lifecycleState").unwrap_or("PUBLISHED");
    let legacy = "/visibility/com.linkedin.ugc.MemberNetworkVisibility";
    let seen = text(post, "/visibility").or_else(|| text(post, legacy)).unwrap_or("PUBLIC");
    if state != "PUBLISHED" { Some(state) } else { Some(seen).filter(|seen| *seen != "PUBLIC") }
}

fn page_of(urn: &str) -> String {
    format!("https://www.linkedin.com/feed/update/{urn}")
}

/// Times are milliseconds since 1970.
fn time(post: &Value, pointer: &str) -> Option<ItemTime> {
    number(post, pointer).and_then(|ms| unix_time(ms.div_euclid(1000)))
}

fn content(item: &mut Item, post: &Value) {
    let many = list(post, "/content/multiImage/images");
    item.media = if many.is_empty() {
        post.pointer("/content/media").map(media_of).unwrap_or_default()
    } else {
        many.iter().flat_map(media_of).collect()
    };
    let legacy = list(post, "/specificContent/com.linkedin.ugc.ShareContent/media");
    if item.media.is_empty()
        && text(post, "/specificContent/com.linkedin.ugc.ShareContent/shareMediaCategory") == Some("IMAGE")
    {
        item.media = legacy.iter().filter_map(legacy_picture).collect();
    }
    let card = |url, at: &str| LinkCard {
        url,
        title: owned(post, &format!("{at}/title")),
        description: owned(post, &format!("{at}/description")),
        image_media_ix: None,
    };
    // A document is read on the platform.
    let document = text(post, "/content/media/id").is_some_and(|urn| urn.starts_with("urn:li:document:"));
    let page = item.canonical_url.clone().filter(|_| document);
    item.link_card = web(post, "/content/article/source")
        .map(|url| card(url, "/content/article"))
        .or_else(|| page.map(|url| card(url, "/content/media")));
    let options: Vec<String> =
        list(post, "/content/poll/options").iter().filter_map(|option| owned(option, "/text")).collect();
    item.poll = (!options.is_empty()).then_some(Poll { options, closes_at: None, multiple: false });
    item.kind = match item.media.len() {
        _ if item.poll.is_some() => ItemKind::Poll,
        0 if item.link_card.is_some() && item.text.is_empty() => ItemKind::Link,
        0 => ItemKind::Note,
        _ if item.media.iter().any(|media| media.kind == MediaKind::Video) => ItemKind::Video,
        1 => ItemKind::Photo,
        _ => ItemKind::Album,
    };
}

/// What a medium is stands in its URN; where it lies must be asked for. Of a video the still is shown.
fn media_of(media: &Value) -> Vec<ItemMedia> {
    let Some(urn) = text(media, "/id") else { return Vec::new() };
    let alt = owned(media, "/altText");
    match urn.split(':').nth(2) {
        Some("image") => vec![of_urn(urn, MediaKind::Image, alt)],
        Some("video") => {
            let still = format!("{urn}{STILL}");
            vec![of_urn(urn, MediaKind::Video, None), of_urn(&still, MediaKind::Image, alt)]
        }
        _ => Vec::new(),
    }
}

fn legacy_picture(media: &Value) -> Option<ItemMedia> {
    // The older interface names the same picture by another kind of URN.
    let urn = text(media, "/media")?.replace(":digitalmediaAsset:", ":image:");
    Some(of_urn(&urn, MediaKind::Image, owned(media, "/description/text")))
}

fn of_urn(urn: &str, kind: MediaKind, alt: Option<String>) -> ItemMedia {
    ItemMedia {
        native_media_id: Some(urn.to_owned()),
        source_url: None,
        alt_source: if alt.is_some() { AltOrigin::Author } else { AltOrigin::None },
        alt,
        ..ItemMedia::at(kind, String::new())
    }
}
