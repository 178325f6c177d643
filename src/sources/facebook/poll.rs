//! One look at a Page: its published posts and its coming events. In: the source and what was remembered. Out: a
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
use super::super::graph::settings_check::is_on;
use super::super::graph::sweep::{Reach, Sweep, interval_hint, window};
use super::document_parse;
use super::photo_lookup::{self, Photos};
use crate::domain::source::{Cause, ErrorClass};

/// What is asked of a post. Nobody's name, no comment and no counter is among it.
pub const POST_FIELDS: &str = "id,message,message_tags,created_time,permalink_url,full_picture,status_type,parent_id,\
    from{id},is_published,is_hidden,is_expired,privacy,timeline_visibility,scheduled_publish_time,\
    attachments{media_type,type,title,url,unshimmed_url,target{id,url},media,\
    subattachments.limit(100){media_type,type,media,target{id,url}}}";

/// What is asked of an event.
pub const EVENT_FIELDS: &str = "id,name,description,start_time,end_time,timezone,is_canceled,is_draft,type,created_time,\
    place{name,location},cover,ticket_uri,owner{id}";

/// Posts on one page.
const LIMIT: &str = "100";
/// Pages of posts in one look; one request is left for events and one for descriptions of pictures.
const PAGES: usize = 2;
/// A listing of events that we may not read is asked for again after a day.
const REFUSED_S: i64 = 86_400;

/// What is remembered between looks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// The page all of this belongs to.
    account: String,
    sweep: Sweep,
    pub photos: Photos,
    /// It has listed an event before.
    events_listed: bool,
    /// The events may not be read.
    events_refused_at: Option<Timestamp>,
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
    let oldest = reading.items.iter().filter_map(|item| item.created_at.as_ref()).map(|time| time.utc).min();
    let mut window = window(&listed, reach, cx.now, oldest);
    let mut usage = listed.usage;
    if let Some(stopped) = listed.stopped {
        memory.sweep.rest(&stopped.into());
    }
    if let Some(events) = events(cx, &graph, &account, &mut memory, budget).await? {
        usage.percent = usage.percent.max(events.usage.percent);
        if !events.ended {
            window = Window::Partial;
        }
        memory.events_listed |= !events.nodes.is_empty();
        let more = document_parse::list(&events.nodes, None, &normalise);
        reading.items.extend(more.items);
        reading.skipped.extend(more.skipped);
    } else if memory.events_listed {
        window = Window::Partial;
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

/// The coming events; `None` when they could not be read. A dead login or a throttle ends the look.
async fn events(
    cx: &Cx<'_>,
    graph: &Graph<'_>,
    account: &str,
    memory: &mut Memory,
    budget: &mut Budget,
) -> Result<Option<Walk>, SourceError> {
    if !is_on(&cx.source.settings, "events", true) {
        return Ok(Some(Walk { ended: true, ..Walk::default() }));
    }
    if memory.events_refused_at.is_some_and(|at| cx.now.duration_since(at).as_secs() < REFUSED_S) {
        return Ok(None);
    }
    memory.events_refused_at = None;
    let query = [("fields", EVENT_FIELDS), ("limit", LIMIT), ("time_filter", "upcoming")];
    match walk(graph, &format!("{account}/events"), &query, 1, budget).await {
        Ok(walk) => Ok(Some(walk)),
        Err(refused) => {
            let error = SourceError::from(refused);
            match error.class() {
                ErrorClass::AuthDead => return Err(error),
                ErrorClass::RateLimited => memory.sweep.rest(&error),
                ErrorClass::PermissionMissing | ErrorClass::ConfigWrong | ErrorClass::Gone => {
                    tracing::info!(source = cx.source.slug, %error, "the events of a page cannot be read");
                    memory.events_refused_at = Some(cx.now);
                }
                _ => {}
            }
            Ok(None)
        }
    }
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
