//! Reads any answer or push about an Instagram account, of either login. In: bytes and whose posts count. Out: a
//! [`Reading`]. Pure; called by `InstagramConnector::normalise`, `poll` and `refetch`.

use serde_json::Value;

use super::super::contract::{NormaliseCx, Profile};
use super::super::failure::SourceError;
use super::super::graph::node::Node;
use super::super::graph::reading::{Read, Reading, Skip, Why};
use super::super::graph::shape::{Edge, Shape, shape_of};
use super::super::graph::token_read;
use super::media_read::{self, Whose};

/// Listings of the account's own media.
const OWN_EDGES: &[&str] = &["media", "stories"];

/// Reads an answer.
///
/// # Errors
/// What its error envelope means, or that it is not Meta's.
pub fn read(raw: &[u8], cx: &NormaliseCx) -> Result<Reading, SourceError> {
    let whose = Whose::of(cx.account.as_deref());
    Ok(match shape_of(raw)? {
        Shape::List { nodes, edge } => list(&nodes, edge.as_ref(), &whose, cx),
        Shape::Nodes(nodes) => nodes_of(&nodes, &whose, cx),
        // Instagram pushes comments, mentions and figures only: nothing of it is a post of ours.
        Shape::Webhook(_) => pushed(),
        Shape::Topic(_) => Reading::default(),
        Shape::Token(token) => {
            token_read::still_good(Node(&token), cx.now)?;
            Reading::default()
        }
    })
}

/// What a push holds for us.
#[must_use]
pub fn pushed() -> Reading {
    let skip = Skip::new(None, Why::NoPost, "a comment, a mention or a figure");
    Reading { skipped: vec![skip], ..Reading::default() }
}

/// Reads one page of a listing. What stands in a listing that names neither its edge nor whose each entry is may be
/// media in which others tagged the account: it is left out.
#[must_use]
pub fn list(nodes: &[Value], edge: Option<&Edge>, whose: &Whose, cx: &NormaliseCx) -> Reading {
    if edge.is_some_and(|edge| OWN_EDGES.contains(&edge.name.as_str()) && whose.may_own(&edge.owner)) {
        return nodes_of(nodes, whose, cx);
    }
    let mut reading = Reading::default();
    for node in nodes.iter().map(Node) {
        if edge.is_none() && (node.has("owner") || node.has("username")) {
            reading.add(one(node, whose), cx.now);
        } else {
            reading.skipped.push(Skip::new(node.id("id"), Why::NotOurs, "nothing says that it is the account's own"));
        }
    }
    reading
}

/// Reads nodes that were asked for as the account's own.
#[must_use]
pub fn nodes_of(nodes: &[Value], whose: &Whose, cx: &NormaliseCx) -> Reading {
    let mut reading = Reading::default();
    for node in nodes {
        reading.add(one(Node(node), whose), cx.now);
    }
    reading
}

fn one(node: Node<'_>, whose: &Whose) -> Read {
    let no_post = |why, reason| Read::Skip(Skip::new(node.id("id"), why, reason));
    if node.has("access_token") {
        return no_post(Why::NoPost, "a login");
    }
    if node.has("mentioned_media") || node.has("mentioned_comment") {
        return no_post(Why::NotOurs, "somebody else mentions the account");
    }
    if node.has("text") || (node.has("media") && !node.has("media_type")) || node.has("parent_id") {
        return no_post(Why::NoPost, "a comment");
    }
    if let Some(profile) = profile(node) {
        return Read::Profile(profile);
    }
    if !node.has("media_type") && !node.has("media_url") {
        return no_post(Why::NoPost, "no medium");
    }
    media_read::read(node, whose).map_or_else(Read::Skip, |item| Read::Item(Box::new(item)))
}

fn profile(node: Node<'_>) -> Option<Profile> {
    if node.has("media_type") || node.has("permalink") || node.has("timestamp") {
        return None;
    }
    let username = node.text("username")?.trim();
    let name = node.text("name").unwrap_or(username).trim().to_owned();
    Some(Profile { name: Some(name), site_url: Some(format!("{}{username}", media_read::PROFILES)), lang: None })
}
