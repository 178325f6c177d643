//! Reads any answer or push about a Page. In: bytes and whose posts count. Out: a [`Reading`]. Pure; called by
//! `FacebookConnector::normalise`, `poll` and `refetch`.

use serde_json::Value;

use super::super::contract::{NormaliseCx, Profile};
use super::super::failure::SourceError;
use super::super::graph::node::Node;
use super::super::graph::reading::{Read, Reading, Skip, Why};
use super::super::graph::shape::{Edge, Shape, shape_of};
use super::super::graph::token_read;
use super::whose::Whose;
use super::{event_read, hints_read, media_read, post_read};

/// Listings in which everything, or too much, is other people's or not out yet.
const NOT_OURS: &[&str] = &[
    "visitor_posts",
    "tagged",
    "comments",
    "replies",
    "likes",
    "reactions",
    "ratings",
    "conversations",
    "scheduled_posts",
    "promotable_posts",
    "ads_posts",
    "indexed_videos",
    "blocked",
    "sharedposts",
    "attending",
    "interested",
];

/// Reads an answer.
///
/// # Errors
/// What its error envelope means, or that it is not Meta's.
pub fn read(raw: &[u8], cx: &NormaliseCx) -> Result<Reading, SourceError> {
    Ok(match shape_of(raw)? {
        Shape::List { nodes, edge } => list(&nodes, edge.as_ref(), cx),
        Shape::Nodes(nodes) => nodes_of(&nodes, &Whose::of(cx.account.as_deref(), None), cx),
        Shape::Webhook(body) => hints_read::read(Node(&body), cx.account.as_deref()),
        Shape::Topic(_) => Reading::default(),
        Shape::Token(token) => {
            token_read::still_good(Node(&token), cx.now)?;
            Reading::default()
        }
    })
}

/// Reads one page of a listing.
#[must_use]
pub fn list(nodes: &[Value], edge: Option<&Edge>, cx: &NormaliseCx) -> Reading {
    if edge.is_some_and(|edge| NOT_OURS.contains(&edge.name.as_str())) {
        let mut reading = Reading::default();
        for node in nodes {
            reading.skipped.push(Skip::new(
                Node(node).id("id"),
                Why::NotOurs,
                "listed as other people's, or as not out yet",
            ));
        }
        return reading;
    }
    nodes_of(nodes, &Whose::of(cx.account.as_deref(), edge.map(|edge| edge.owner.as_str())), cx)
}

fn nodes_of(nodes: &[Value], whose: &Whose, cx: &NormaliseCx) -> Reading {
    let mut reading = Reading::default();
    for node in nodes {
        reading.add(one(Node(node), whose), cx.now);
    }
    reading
}

/// What sort of node it is, by the fields only that sort has.
fn one(node: Node<'_>, whose: &Whose) -> Read {
    let any = |keys: &[&str]| keys.iter().any(|key| node.has(key));
    let no_post = |reason| Read::Skip(Skip::new(node.id("id"), Why::NoPost, reason));
    let read = if any(&["access_token"]) {
        return no_post("a login");
    } else if any(&["start_time"]) && any(&["name"]) {
        event_read::read(node, whose)
    } else if any(&["broadcast_start_time", "ingest_streams", "stream_url", "seconds_left", "live_views"]) {
        media_read::live_video(node, whose)
    } else if any(&["can_remove", "comment_count", "user_likes", "can_comment"]) {
        return no_post("a comment");
    } else if any(&["media_id"]) && any(&["media_type", "creation_time"]) {
        media_read::story(node, whose)
    } else if any(&["length", "format", "embeddable", "embed_html", "video_status"]) {
        media_read::video(node, whose)
    } else if any(&["images", "webp_images", "page_story_id", "alt_text", "alt_text_custom"]) || is_photo_link(node) {
        media_read::photo(node, whose)
    } else if any(&["cover_photo", "can_upload"]) || (any(&["count"]) && any(&["link"])) {
        media_read::album(node, whose)
    } else if let Some(profile) = profile(node) {
        return Read::Profile(profile);
    } else if any(&[
        "message",
        "story",
        "attachments",
        "permalink_url",
        "status_type",
        "parent_id",
        "child_attachments",
        "is_published",
        "coordinates",
    ]) || node.id("id").is_some_and(|id| id.contains('_'))
    {
        post_read::read(node, whose)
    } else {
        return no_post("no post");
    };
    read.map_or_else(Read::Skip, |item| Read::Item(Box::new(item)))
}

fn is_photo_link(node: Node<'_>) -> bool {
    let photo = node.text("link").is_some_and(|link| link.contains("/photo"));
    photo && !node.has("message") && !node.has("attachments") && !node.has("status_type")
}

/// A page's own description of itself.
fn profile(node: Node<'_>) -> Option<Profile> {
    let about = ["category", "category_list", "fan_count", "about", "verification_status", "followers_count"];
    let bare = node.0.as_object().is_some_and(|fields| {
        fields.keys().all(|key| matches!(key.as_str(), "id" | "name" | "link" | "username" | "picture"))
    });
    let post = ["message", "attachments", "from", "created_time"].iter().any(|key| node.has(key));
    if post || !(bare || about.iter().any(|key| node.has(key))) {
        return None;
    }
    let name = node.text("name")?.trim().to_owned();
    let site_url = node.text("link").filter(|link| link.starts_with("https://")).map(str::to_owned);
    Some(Profile { name: Some(name), site_url, lang: None })
}
