//! Photos, videos, live videos, albums and stories as nodes of their own. In: the node. Out: an [`Item`] under the post
//! it belongs to, where the node names it. Keys for broadcasting are never read. Called by `document_parse`.

use super::super::graph::item_finish::{finish, is_empty, story_end};
use super::super::graph::node::Node;
use super::super::graph::reading::{Skip, Why};
use super::super::graph::signed_address::medium;
use super::VERSION;
use super::post_read::{SITE, address, check_public};
use super::whose::{Whose, writer};
use crate::domain::item::{Item, ItemKind, ItemMedia, NativeId};
use crate::domain::media::{AltOrigin, MediaKind};

/// What the platform writes where its machine saw nothing.
const NO_DESCRIPTION: &[&str] = &[
    "No photo description available.",
    "Keine Fotobeschreibung verfügbar.",
    "Kein automatischer Alternativtext verfügbar.",
];

type Found = Result<Item, Skip>;

fn begin(node: Node<'_>, whose: &Whose, post: Option<String>) -> Found {
    let Some(own) = node.id("id") else { return Err(Skip::new(None, Why::NoPost, "no id")) };
    whose.check(node, "from")?;
    check_public(node)?;
    let mut item = Item::new(NativeId(post.unwrap_or(own)));
    item.account_native_id = writer(node, "from").or_else(|| whose.page().map(str::to_owned));
    item.created_at = node.time("created_time");
    Ok(item)
}

fn end(mut item: Item) -> Found {
    if is_empty(&item) {
        return Err(Skip::new(Some(item.native_id.0), Why::Empty, "nothing to show"));
    }
    finish(&mut item, VERSION);
    Ok(item)
}

/// A photo.
///
/// # Errors
/// When it is not public or not ours.
pub fn photo(node: Node<'_>, whose: &Whose) -> Found {
    let mut item = begin(node, whose, node.id("page_story_id"))?;
    item.kind = ItemKind::Photo;
    item.text = node.text("name").unwrap_or_default().to_owned();
    item.canonical_url = Some(node.text("link").map_or_else(|| format!("{SITE}/{}", item.native_id), str::to_owned));
    item.media.extend(picture(node));
    end(item)
}

/// The picture of a photo node: its largest form, and who described it.
#[must_use]
pub fn picture(node: Node<'_>) -> Option<ItemMedia> {
    let largest = node.list("images").into_iter().max_by_key(|image| image.side("width"));
    let address = largest.and_then(|image| image.text("source")).or_else(|| node.text("source"));
    let side = |key| largest.and_then(|image| image.side(key)).or_else(|| node.side(key));
    let (alt, alt_source) = description(node);
    let medium = medium(MediaKind::Image, node.id("id"), address)?;
    Some(ItemMedia { w: side("width"), h: side("height"), alt, alt_source, ..medium })
}

/// The author's description of a photo, else the machine's, marked as such.
#[must_use]
pub fn description(node: Node<'_>) -> (Option<String>, AltOrigin) {
    let machine = || node.text("alt_text").filter(|text| !NO_DESCRIPTION.contains(&text.trim()));
    match (node.text("alt_text_custom"), machine()) {
        (Some(custom), _) => (Some(custom.trim().to_owned()), AltOrigin::Author),
        (None, Some(text)) => (Some(text.trim().to_owned()), AltOrigin::Auto),
        (None, None) => (None, AltOrigin::None),
    }
}

/// A video or reel.
///
/// # Errors
/// When it is not public, not ready, or not ours.
pub fn video(node: Node<'_>, whose: &Whose) -> Found {
    let page = writer(node, "from").or_else(|| whose.page().map(str::to_owned));
    let post = node.id("post_id").map(|post| match &page {
        Some(page) if !post.contains('_') => format!("{page}_{post}"),
        _ => post,
    });
    let mut item = begin(node, whose, post)?;
    if node.get("status").and_then(|status| status.text("video_status")).is_some_and(|status| status != "ready") {
        return Err(Skip::new(Some(item.native_id.0), Why::NotPublic, "not ready yet"));
    }
    item.canonical_url = Some(address(node, &item.native_id.0));
    item.text = node.text("description").unwrap_or_default().to_owned();
    item.title =
        node.text("title").map(|title| title.trim().to_owned()).filter(|title| !item.text.contains(title.as_str()));
    let reel = item.canonical_url.as_deref().is_some_and(|url| url.contains("/reel/"));
    item.kind = if reel { ItemKind::Reel } else { ItemKind::Video };
    item.media.extend(film(node, node.id("id")));
    end(item)
}

fn film(node: Node<'_>, id: Option<String>) -> Option<ItemMedia> {
    let largest = node
        .list("format")
        .into_iter()
        .max_by_key(|format| (format.text("filter") == Some("native"), format.side("height")));
    let poster = largest.and_then(|format| format.text("picture")).or_else(|| node.text("picture"));
    // Below a day; the cast saturates.
    let duration_ms = node
        .number("length")
        .filter(|seconds| (0.0..86_400.0).contains(seconds))
        .map(|seconds| (seconds * 1000.0) as u64);
    let source = node.text("source").filter(|source| source.starts_with("https://") || source.starts_with("http://"));
    Some(ItemMedia { duration_ms, poster: poster.map(str::to_owned), ..medium(MediaKind::Video, id, source)? })
}

/// A live video: on air, or afterwards its recording.
///
/// # Errors
/// When it is planned, unpublished or not ours.
pub fn live_video(node: Node<'_>, whose: &Whose) -> Found {
    let mut item = begin(node, whose, None)?;
    if !matches!(node.text("status"), Some("LIVE" | "LIVE_NOW" | "LIVE_STOPPED" | "PROCESSING" | "VOD")) {
        return Err(Skip::new(Some(item.native_id.0), Why::NotPublic, "not on air"));
    }
    let recording = node.get("video").and_then(|video| video.id("id"));
    item.kind = ItemKind::Video;
    item.created_at = node.time("broadcast_start_time").or_else(|| node.time("creation_time"));
    item.canonical_url = Some(address(node, recording.as_deref().unwrap_or(&item.native_id.0)));
    item.title = node.text("title").map(|title| title.trim().to_owned());
    item.text = node.text("description").unwrap_or_default().to_owned();
    item.media.extend(medium(MediaKind::Video, recording, None));
    end(item)
}

/// An album: its name and what is said about it. Its pictures come with the posts that added them.
///
/// # Errors
/// When it is not public, not ours, or one of the platform's own (profile pictures).
pub fn album(node: Node<'_>, whose: &Whose) -> Found {
    let mut item = begin(node, whose, None)?;
    if matches!(node.text("type"), Some("profile" | "cover" | "mobile" | "wall")) {
        return Err(Skip::new(Some(item.native_id.0), Why::NoPost, "one of the platform's own albums"));
    }
    item.kind = ItemKind::Album;
    item.title = node.text("name").map(|name| name.trim().to_owned());
    item.text = node.text("description").unwrap_or_default().to_owned();
    item.canonical_url = Some(node.text("link").map_or_else(|| format!("{SITE}/{}", item.native_id), str::to_owned));
    end(item)
}

/// A story, which ends after a day.
///
/// # Errors
/// When it is over or not ours.
pub fn story(node: Node<'_>, whose: &Whose) -> Found {
    let mut item = begin(node, whose, node.id("post_id"))?;
    if node.text("status").is_some_and(|status| !status.eq_ignore_ascii_case("published")) {
        return Err(Skip::new(Some(item.native_id.0), Why::NotPublic, "a story that is over"));
    }
    item.kind = ItemKind::Story;
    item.created_at = node.time("creation_time").or(item.created_at);
    item.expires_at = item.created_at.as_ref().and_then(story_end);
    item.canonical_url = node.text("url").map(str::to_owned);
    let kind = if node.text("media_type") == Some("video") { MediaKind::Video } else { MediaKind::Image };
    item.media.extend(medium(kind, node.id("media_id"), None));
    end(item)
}
