//! One look at a Threads account. In: the source and what was remembered. Out: a [`Batch`]. The platform says nothing
//! about how much of its allowance is used, so there is one quiet rhythm. Called by `ThreadsConnector`.

use serde::{Deserialize, Serialize};

use super::super::contract::{Ask, Batch, Budget, Cursor, Cx, Fetched, NormaliseCx};
use super::super::failure::SourceError;
use super::super::graph::client::{Door, Graph};
use super::super::graph::lookup::{look_up, of_listing};
use super::super::graph::page_walk::walk;
use super::super::graph::reading::{Why, set_aside};
use super::super::graph::sweep::{Sweep, window};
use super::document_parse::nodes_of;
use crate::domain::item::NativeId;

/// What is asked of a post. No reply and no counter is among it.
pub const FIELDS: &str = "id,media_product_type,media_type,media_url,thumbnail_url,permalink,shortcode,owner,username,text,\
    timestamp,alt_text,children{id,media_type,media_url,thumbnail_url,alt_text},is_quote_post,quoted_post,reposted_post,\
    link_attachment_url,poll_attachment,topic_tag,text_entities,text_attachment,is_reply";

/// Posts on one page.
const LIMIT: &str = "50";
/// Pages in one look.
const PAGES: usize = 3;
/// Asked at most this often while nothing is known of the allowance, in seconds.
const QUIET_S: u32 = 300;

/// What is remembered between looks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    /// The account all of this belongs to.
    account: String,
    sweep: Sweep,
}

/// Looks once.
///
/// # Errors
/// See [`SourceError`]; nothing may then be concluded about any post.
pub async fn poll(cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
    let account = super::account_of(cx.source)?;
    let known = cursor.and_then(|cursor| serde_json::from_value::<Memory>(cursor.0).ok());
    let mut memory = known.filter(|memory| memory.account == account).unwrap_or_default();
    memory.account.clone_from(&account);
    let reach = memory.sweep.reach(cx.now)?;
    let graph = Graph::of_source(Door::Threads, cx)?;
    let since = reach.since(cx.now).map(|since| since.as_second().to_string());
    let mut query = vec![("fields", FIELDS), ("limit", LIMIT)];
    query.extend(since.as_deref().map(|since| ("since", since)));
    let listed = walk(&graph, &format!("{account}/threads"), &query, PAGES, budget).await.map_err(of_listing)?;
    memory.sweep.take(&listed, reach)?;
    let reading = nodes_of(&listed.nodes, &normalise_cx(cx, &account));
    let oldest = reading.items.iter().filter_map(|item| item.created_at.as_ref()).map(|time| time.utc).min();
    let window = window(&listed, reach, cx.now, oldest);
    if let Some(stopped) = listed.stopped {
        memory.sweep.rest(&stopped.into());
    }
    memory.sweep.done(reach, listed.usage, cx.now);
    let unusable = reading.skipped.into_iter().filter(|skip| matches!(skip.why, Why::Future | Why::Empty));
    Ok(Batch {
        items: reading.items,
        quarantined: unusable.map(set_aside).collect(),
        next: serde_json::to_value(&memory).ok().map(Cursor),
        window,
        interval_hint_s: Some(QUIET_S),
        ..Batch::default()
    })
}

/// Looks single posts up.
///
/// # Errors
/// When the platform as a whole cannot be asked.
pub async fn refetch(cx: &Cx<'_>, asks: &[Ask], budget: &mut Budget) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
    let account = super::account_of(cx.source)?;
    let graph = Graph::of_source(Door::Threads, cx)?;
    let normalise = normalise_cx(cx, &account);
    let read = |node: &serde_json::Value| nodes_of(std::slice::from_ref(node), &normalise);
    look_up(&graph, asks, |_| FIELDS.to_owned(), read, budget).await
}

fn normalise_cx(cx: &Cx<'_>, account: &str) -> NormaliseCx {
    NormaliseCx {
        zone: cx.zone.clone(),
        now: Some(cx.now),
        account: Some(account.to_owned()),
        ..NormaliseCx::default()
    }
}
