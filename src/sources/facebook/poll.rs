//! One look at a Page: its published posts, its coming events and its reels. In: the source and what was remembered. Out: a
//! [`Batch`]. The listing is ranked, so every entry is looked at; it counts as whole for the span that was asked for and
//! read to its end. Called by `FacebookConnector`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::contract::{Batch, Budget, Cursor, Cx, NormaliseCx, Window};
use super::super::failure::SourceError;
use super::super::graph::client::{Door, Graph};
use super::super::graph::lookup::of_listing;
use super::super::graph::page_walk::{Walk, walk};
use super::super::graph::reading::{Reading, Why, set_aside};
use super::super::graph::sweep::{Reach, Sweep, interval_hint, window};
use super::beside::{Beside, EVENTS, REELS};
use super::document_parse;
use super::photo_lookup::{self, Photos};
use crate::domain::item::Item;
use crate::domain::source::Cause;

/// What is asked of a post. Nobody's name, no comment and no counter is among it.
pub const POST_FIELDS: &str = "id,message,message_tags,created_time,permalink_url,full_picture,status_type,parent_id,\
    from{id},is_published,is_hidden,is_expired,privacy,timeline_visibility,scheduled_publish_time,\
    attachments{media_type,type,title,url,unshimmed_url,target{id,url},media,\
    subattachments.limit(100){media_type,type,media,target{id,url}}}";

/// Posts on one page.
const LIMIT: &str = "100";
/// Pages of posts in one look; a request each is left for events, reels and descriptions of pictures.
const PAGES: usize = 2;

/// What is remembered between looks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// The page all of this belongs to.
    account: String,
    sweep: Sweep,
    pub photos: Photos,
    events: Beside,
    reels: Beside,
}

impl Memory {
    /// What was remembered of this page.
    #[must_use]
    pub fn of(cursor: Option<serde_json::Value>, account: &str) -> Self {
        let known = cursor.and_then(|cursor| serde_json::from_value::<Self>(cursor).ok());
        known
            .filter(|memory| memory.account == account)
            .unwrap_or_else(|| Self { account: account.to_owned(), ..Self::default() })
    }
}

/// Looks once.
///
/// # Errors
/// See [`SourceError`]; nothing may then be concluded about any post.
pub async fn poll(cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
    let account = super::account_of(cx.source)?;
    let mut memory = Memory::of(cursor.map(|cursor| cursor.0), &account);
    let reach = memory.sweep.reach(cx.now)?;
    let graph = Graph::of_source(Door::Facebook, cx)?;
    let listed = walk_from(&graph, &format!("{account}/published_posts"), POST_FIELDS, reach, budget).await?;
    memory.sweep.take(&listed, reach)?;
    let normalise = normalise_cx(cx, &account);
    let mut reading = document_parse::list(&listed.nodes, None, &normalise);
    let oldest = oldest_of(&reading.items);
    let mut window = window(&listed, reach, cx.now, oldest);
    let mut usage = listed.usage;
    if let Some(stopped) = listed.stopped {
        memory.sweep.rest(&stopped.into());
    }
    let events = memory.events.read(EVENTS, cx, &graph, &account, &mut memory.sweep, budget).await?;
    if events.is_none() && memory.events.listed {
        window = Window::Partial;
    }
    if let Some(events) = events {
        usage.percent = usage.percent.max(events.usage.percent);
        if !events.ended {
            window = Window::Partial;
        }
        add(&mut reading, document_parse::list(&events.nodes, None, &normalise));
    }
    let reels = memory.reels.read(REELS, cx, &graph, &account, &mut memory.sweep, budget).await?;
    if reels.is_none() && memory.reels.listed {
        window = Window::Partial;
    }
    if let Some(reels) = reels {
        usage.percent = usage.percent.max(reels.usage.percent);
        let mut more = document_parse::list(&reels.nodes, None, &normalise);
        if !reels.ended {
            window = window.no_earlier_than(oldest_of(&more.items));
        }
        more.items.retain(|reel| !is_among(reel, &reading.items));
        add(&mut reading, more);
    }
    let deferred = photo_lookup::describe(&graph, &mut reading.items, &mut memory.photos, budget).await;
    if deferred {
        window = Window::Partial;
    }
    memory.sweep.done(reach, usage, cx.now);
    Ok(batch(reading, window, interval_hint(usage), &memory))
}

/// Walks a listing as far back as the look reads.
async fn walk_from(
    graph: &Graph<'_>,
    path: &str,
    fields: &str,
    reach: Reach,
    budget: &mut Budget,
) -> Result<Walk, SourceError> {
    let since = reach.since(graph.now()).map(|since| since.as_second().to_string());
    let mut query = vec![("fields", fields), ("limit", LIMIT)];
    query.extend(since.as_deref().map(|since| ("since", since)));
    walk(graph, path, &query, PAGES, budget).await.map_err(of_listing)
}

fn oldest_of(items: &[Item]) -> Option<Timestamp> {
    items.iter().filter_map(|item| item.created_at.as_ref()).map(|time| time.utc).min()
}

/// Whether a reel came with a post of the page.
fn is_among(reel: &Item, posts: &[Item]) -> bool {
    let film = |item: &Item| item.media.iter().find_map(|medium| medium.native_media_id.clone());
    let shows = |post: &Item| {
        post.media.iter().any(|medium| medium.native_media_id.is_some() && medium.native_media_id == film(reel))
    };
    posts.iter().any(|post| post.native_id == reel.native_id || shows(post))
}

fn add(reading: &mut Reading, more: Reading) {
    reading.items.extend(more.items);
    reading.skipped.extend(more.skipped);
}

fn batch(reading: Reading, window: Window, interval_hint_s: Option<u32>, memory: &Memory) -> Batch {
    // What is not ours or not public is no concern of anyone here; only what could not be used is shown to staff.
    let unusable = reading.skipped.into_iter().filter(|skip| skip.why == Why::Future);
    Batch {
        items: reading.items,
        quarantined: unusable.map(set_aside).collect(),
        next: serde_json::to_value(memory).ok().map(Cursor),
        window,
        interval_hint_s,
        ..Batch::default()
    }
}

/// What the page's own nodes are read with.
#[must_use]
pub fn normalise_cx(cx: &Cx<'_>, account: &str) -> NormaliseCx {
    NormaliseCx {
        zone: cx.zone.clone(),
        now: Some(cx.now),
        account: Some(account.to_owned()),
        ..NormaliseCx::default()
    }
}

/// Why a source cannot be asked for at all.
#[must_use]
pub fn no_account() -> SourceError {
    SourceError::new(Cause::AddressUnreadable, "the address names no page")
}
