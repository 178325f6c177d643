//! A post as a Note (spec interop §1.7): no `name`, a `summary` only where its author warns of something, one language, HTML that every server keeps.
//! In: a [`Voice`] and a post; out: the document without context. The text is [`super::note_content`]'s.

use serde_json::{Map, Value, json};

use super::actor_document::hashtag_base;
use super::forms::{Voice, public, second};
use super::note_content;
use crate::domain::body_html::hashtag_segment;
use crate::domain::body_text;
use crate::domain::media::{Attached, Variant, mime_of};
use crate::domain::post::Post;
use crate::urls;

/// Mastodon keeps the first four.
pub(super) const MAX_ATTACHMENTS: usize = 4;
/// Pixelfed drops every attachment when one is larger.
const MAX_PIXELS: u32 = 5000;
/// The longest description of a picture, in characters.
const MAX_ALT: usize = 1500;

/// The Note.
pub(super) fn note(voice: &Voice<'_>, post: &Post) -> Value {
    let text = note_content::content(voice, post);
    let mut note = json!({
        "id": voice.origin.absolute(&urls::note(post.ulid)),
        "type": "Note",
        "attributedTo": voice.id(),
        "to": [public()],
        "cc": [voice.part("followers")],
        "published": published(post),
        "sensitive": post.sensitive.is_some(),
        "inReplyTo": post.in_reply_to.map(|other| voice.origin.absolute(&urls::note(other))),
        "url": voice.origin.absolute(&urls::post(post, &voice.town.zone())),
        "content": text.html,
        "contentMap": { language(post): text.html },
        "tag": text.tags.iter().map(|tag| hashtag(voice, tag)).collect::<Vec<_>>(),
        "attachment": best(&post.attached).into_iter().filter_map(|a| attachment(voice, a)).collect::<Vec<_>>(),
        "replies": voice.origin.absolute(&urls::note_part(post.ulid, "replies")),
        "likes": voice.origin.absolute(&urls::note_part(post.ulid, "likes")),
        "shares": voice.origin.absolute(&urls::note_part(post.ulid, "shares")),
    });
    if let (Some(map), Some(at)) = (note.as_object_mut(), updated(post)) {
        map.insert("updated".into(), at.into());
    }
    // Servers fold the whole text behind a summary, so a warning without words has none.
    let warning = post.sensitive.as_deref().filter(|words| !words.is_empty());
    if let (Some(map), Some(words)) = (note.as_object_mut(), warning) {
        map.insert("summary".into(), words.into());
    }
    note
}

/// When it was said. Never after it was first shown here, so never in the future whatever the source claims.
pub(super) fn published(post: &Post) -> String {
    second(post.told_at().min(post.published_at))
}

/// When it was last edited; a moment that is not later than the publication confuses some servers and is left out.
fn updated(post: &Post) -> Option<String> {
    post.edited_at.map(second).filter(|at| *at > published(post))
}

/// One BCP 47 tag; an empty one would make an unreadable `contentMap`.
fn language(post: &Post) -> &str {
    if post.lang.is_empty() { "de" } else { &post.lang }
}

fn hashtag(voice: &Voice<'_>, tag: &str) -> Value {
    json!({
        "type": "Hashtag",
        "name": format!("#{tag}"),
        "href": format!("{}{}", hashtag_base(voice.origin), hashtag_segment(tag)),
    })
}

/// The pictures that go out, in the post's order: described ones before others, then the larger ones.
fn best(attached: &[Attached]) -> Vec<&Attached> {
    let mut ranked: Vec<(usize, &Attached)> =
        attached.iter().enumerate().filter(|(_, one)| sendable(one).is_some()).collect();
    ranked.sort_by_key(|(_, one)| {
        let described = one.alt.as_deref().is_some_and(|alt| !alt.trim().is_empty());
        let large = sendable(one).is_some_and(|variant| variant.width.max(variant.height) >= 600);
        std::cmp::Reverse((described, large))
    });
    ranked.truncate(MAX_ATTACHMENTS);
    ranked.sort_by_key(|(place, _)| *place);
    ranked.into_iter().map(|(_, one)| one).collect()
}

/// The largest size of a picture that every server takes.
fn sendable(attached: &Attached) -> Option<&Variant> {
    let fits =
        |variant: &&Variant| (1..=MAX_PIXELS).contains(&variant.width) && (1..=MAX_PIXELS).contains(&variant.height);
    attached.media.variants.iter().rev().find(fits)
}

/// A picture as a document.
fn attachment(voice: &Voice<'_>, attached: &Attached) -> Option<Value> {
    let variant = sendable(attached)?;
    let mut document = Map::new();
    document.insert("type".into(), "Document".into());
    document.insert("mediaType".into(), mime_of(&variant.ext)?.into());
    document.insert("url".into(), voice.origin.absolute(&urls::media(&variant.hash, &variant.ext)).into());
    if let Some(alt) = attached.alt.as_deref().filter(|alt| !alt.trim().is_empty()) {
        document.insert("name".into(), body_text::shorten(alt, MAX_ALT).into());
    }
    document.insert("width".into(), variant.width.into());
    document.insert("height".into(), variant.height.into());
    if let Some(code) = attached.media.blurhash.as_deref().filter(|code| (6..=164).contains(&code.len())) {
        document.insert("blurhash".into(), code.into());
    }
    Some(Value::Object(document))
}
