//! What hangs on a Bluesky post: pictures, a gallery, a video, a link card, a quoted post. In: the embed of the record
//! and, where the platform rendered one, its view with addresses. Out: the item's media, card and quote. Of quoted posts
//! only name and address are read. Called by `normalise`.

use serde_json::Value;

use super::super::json_value::{has_object, list, owned, pixels, text, web};
use super::normalise::{authority, web_address};
use crate::domain::item::{Item, ItemMedia, LinkCard, Quote};
use crate::domain::media::{AltOrigin, MediaKind};

/// Pictures of one post (lexicon `app.bsky.embed.gallery`).
const MAX_PICTURES: usize = 20;

/// Where the platform's picture server keeps a picture that no view gave an address for.
const PICTURES: &str = "https://cdn.bsky.app/img/feed_fullsize/plain";

/// Reads the embed into the item.
pub fn embed(item: &mut Item, record: Option<&Value>, view: Option<&Value>, did: Option<&str>) {
    for side in [record, view].into_iter().flatten() {
        card(item, side);
        quote(item, side);
    }
    // `recordWithMedia` holds the media one level deeper.
    let inner =
        |side: Option<&Value>| side.map(|side| side.get("media").filter(|m| m.is_object()).unwrap_or(side)).cloned();
    let (record, view) = (inner(record).unwrap_or_default(), inner(view).unwrap_or_default());
    card(item, &record);
    card(item, &view);
    item.media = pictures(&record, &view, did);
    item.media.extend(video(&record, &view));
}

fn pictures(record: &Value, view: &Value, did: Option<&str>) -> Vec<ItemMedia> {
    let entries = |side: &Value| {
        let images = list(side, "/images");
        if images.is_empty() { list(side, "/items").to_vec() } else { images.to_vec() }
    };
    let (blobs, views) = (entries(record), entries(view));
    let most = blobs.len().max(views.len()).min(MAX_PICTURES);
    let none = Value::Null;
    (0..most).filter_map(|at| picture(blobs.get(at).unwrap_or(&none), views.get(at).unwrap_or(&none), did)).collect()
}

fn picture(blob: &Value, view: &Value, did: Option<&str>) -> Option<ItemMedia> {
    let cid = owned(blob, "/image/ref/$link").or_else(|| owned(blob, "/image/cid"));
    let made = || Some(format!("{PICTURES}/{}/{}@jpeg", did?, cid.as_deref()?));
    let url = web(view, "/fullsize").or_else(made);
    let native = cid.clone().or_else(|| url.as_deref().map(last_part));
    if native.is_none() && url.is_none() {
        return None;
    }
    let side = |name: &str| {
        let pointer = format!("/aspectRatio/{name}");
        pixels(view, &pointer).or_else(|| pixels(blob, &pointer))
    };
    let alt = owned(view, "/alt").or_else(|| owned(blob, "/alt"));
    Some(ItemMedia {
        native_media_id: native,
        source_url: url,
        mime: owned(blob, "/image/mimeType"),
        w: side("width"),
        h: side("height"),
        alt_source: origin(alt.as_ref()),
        alt,
        ..ItemMedia::at(MediaKind::Image, String::new())
    })
}

/// The picture's content id in `…/plain/{did}/{cid}@jpeg`.
fn last_part(url: &str) -> String {
    let last = url.rsplit('/').next().unwrap_or_default();
    last.split('@').next().unwrap_or(last).to_owned()
}

fn video(record: &Value, view: &Value) -> Option<ItemMedia> {
    let is_video = |side: &Value| text(side, "/$type").is_some_and(|kind| kind.starts_with("app.bsky.embed.video"));
    if !is_video(record) && !is_video(view) {
        return None;
    }
    let alt = owned(view, "/alt").or_else(|| owned(record, "/alt"));
    let side = |name: &str| {
        let pointer = format!("/aspectRatio/{name}");
        pixels(view, &pointer).or_else(|| pixels(record, &pointer))
    };
    Some(ItemMedia {
        native_media_id: owned(record, "/video/ref/$link").or_else(|| owned(view, "/cid")),
        source_url: web(view, "/playlist"),
        mime: owned(record, "/video/mimeType"),
        w: side("width"),
        h: side("height"),
        alt_source: origin(alt.as_ref()),
        alt,
        poster: web(view, "/thumbnail"),
        ..ItemMedia::at(MediaKind::Video, String::new())
    })
}

fn origin(alt: Option<&String>) -> AltOrigin {
    if alt.is_some() { AltOrigin::Author } else { AltOrigin::None }
}

/// A linked page. Its preview picture is the page's, not the town's.
fn card(item: &mut Item, side: &Value) {
    if let Some(url) = web(side, "/external/uri") {
        item.link_card = Some(LinkCard {
            url,
            title: owned(side, "/external/title"),
            description: owned(side, "/external/description"),
            image_media_ix: None,
        });
    }
}

/// A quoted post; lists, feeds and starter packs are no posts.
fn quote(item: &mut Item, side: &Value) {
    let pointer = if has_object(side, "/record/record") { "/record/record" } else { "/record" };
    let Some(quoted) = side.pointer(pointer).filter(|quoted| quoted.is_object()) else { return };
    let Some((uri, url)) = text(quoted, "/uri").and_then(|uri| Some((uri.to_owned(), web_address(uri)?))) else {
        return;
    };
    let author = owned(quoted, "/author/displayName").or_else(|| owned(quoted, "/author/handle"));
    let known = item.quote.take().and_then(|known| known.author);
    let author = author.or(known).filter(|_| authority(&uri).is_some());
    item.quote = Some(Quote { url, author, native_id: Some(uri) });
}
