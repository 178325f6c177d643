//! Reads any answer or push about a Threads account. In: bytes and whose posts count. Out: a [`Reading`]. Pure; called by
//! `ThreadsConnector::normalise`, `poll` and `refetch`.

use serde_json::Value;

use super::super::contract::{Hint, HintVerb, NormaliseCx, Profile};
use super::super::failure::SourceError;
use super::super::graph::node::Node;
use super::super::graph::reading::{Read, Reading, Skip, Why};
use super::super::graph::shape::{Shape, shape_of};
use super::super::graph::token_read;
use super::post_read;
use crate::domain::item::NativeId;

/// Reads an answer.
///
/// # Errors
/// What its error envelope means, or that it is not Meta's.
pub fn read(raw: &[u8], cx: &NormaliseCx) -> Result<Reading, SourceError> {
    Ok(match shape_of(raw)? {
        Shape::List { nodes, edge } => {
            let own = edge.is_none_or(|edge| matches!(edge.name.as_str(), "threads" | "ghost_posts"));
            if own { nodes_of(&nodes, cx) } else { others(&nodes) }
        }
        Shape::Nodes(nodes) => nodes_of(&nodes, cx),
        Shape::Topic(body) => pushed(Node(&body), cx.account.as_deref()),
        Shape::Webhook(_) => Reading::default(),
        Shape::Token(token) => {
            token_read::still_good(Node(&token), cx.now)?;
            Reading::default()
        }
    })
}

fn others(nodes: &[Value]) -> Reading {
    let skip = |node| Skip::new(Node(node).id("id"), Why::NotOurs, "listed as other people's");
    Reading { skipped: nodes.iter().map(skip).collect(), ..Reading::default() }
}

/// Reads nodes that were asked for as the account's own.
#[must_use]
pub fn nodes_of(nodes: &[Value], cx: &NormaliseCx) -> Reading {
    let mut reading = Reading::default();
    for node in nodes {
        reading.add(one(Node(node), cx.account.as_deref()), cx.now);
    }
    reading
}

fn one(node: Node<'_>, account: Option<&str>) -> Read {
    let no_post = |reason| Read::Skip(Skip::new(node.id("id"), Why::NoPost, reason));
    let post = ["text", "media_type", "permalink", "timestamp", "poll_attachment", "is_quote_post", "reposted_post"];
    if node.has("access_token") {
        return no_post("a login");
    }
    if !post.iter().any(|key| node.has(key)) {
        return profile(node).map_or_else(|| no_post("no post"), Read::Profile);
    }
    post_read::read(node, account).map_or_else(Read::Skip, |item| Read::Item(Box::new(item)))
}

fn profile(node: Node<'_>) -> Option<Profile> {
    let username = node.text("username")?.trim();
    let name = node.text("name").unwrap_or(username).trim().to_owned();
    Some(Profile { name: Some(name), site_url: Some(format!("{}{username}", post_read::PROFILES)), lang: None })
}

/// What a push tells: a new post or a withdrawn one. Replies and mentions are other people's.
#[must_use]
pub fn pushed(body: Node<'_>, account: Option<&str>) -> Reading {
    let mut reading = Reading::default();
    let target = body.id("target_id");
    let stranger = account
        .zip(target.as_deref())
        .is_some_and(|(account, target)| account.bytes().all(|byte| byte.is_ascii_digit()) && account != target);
    let values = body.get("values");
    // One change as the documentation prints it; a list of them does no harm.
    let changes = values.map(|values| if values.0.is_array() { body.list("values") } else { vec![values] });
    for change in changes.unwrap_or_default() {
        let id = change.get("value").and_then(|value| value.id("id"));
        let verb = match change.text("field") {
            Some("publish") => HintVerb::Create,
            Some("delete") => HintVerb::Delete,
            _ => {
                reading.skipped.push(Skip::new(id, Why::NotOurs, "a reply, a mention, or something unknown"));
                continue;
            }
        };
        match id {
            Some(id) if !stranger => reading.hint(Hint { native_id: NativeId(id), verb }),
            id => reading.skipped.push(Skip::new(id, Why::NotOurs, "of another account")),
        }
    }
    reading
}
