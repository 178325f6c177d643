//! One look at an Instagram account: its media, and its stories where the town wants them. In: the source and what was
//! remembered. Out: a [`Batch`]. Called by `InstagramConnector`.

use serde::{Deserialize, Serialize};

use super::super::contract::{Ask, Batch, Budget, Cursor, Cx, Fetched, NormaliseCx, Window};
use super::super::failure::SourceError;
use super::super::graph::client::Graph;
use super::super::graph::lookup::{look_up, of_listing};
use super::super::graph::node::Node;
use super::super::graph::page_walk::walk;
use super::super::graph::reading::{Reading, Why, set_aside};
use super::super::graph::settings_check::is_on;
use super::super::graph::sweep::{Sweep, interval_hint, window};
use super::document_parse::nodes_of;
use super::door::door_of;
use super::media_read::Whose;
use crate::domain::item::NativeId;

/// What is asked of a medium. No comment and no counter is among it.
pub const FIELDS: &str = "id,caption,media_type,media_product_type,media_url,thumbnail_url,permalink,shortcode,timestamp,\
    username,owner,alt_text,children{id,media_type,media_url,thumbnail_url,alt_text}";

/// What is asked of a story.
const STORY_FIELDS: &str =
    "id,caption,media_type,media_product_type,media_url,thumbnail_url,permalink,timestamp,username,owner";

/// Media on one page.
const LIMIT: &str = "50";
/// Pages in one look; one request is left for stories.
const PAGES: usize = 3;

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
    let graph = Graph::of_source(door_of(cx.login, &cx.source.settings), cx)?;
    let since = reach.since(cx.now).map(|since| since.as_second().to_string());
    let mut query = vec![("fields", FIELDS), ("limit", LIMIT)];
    query.extend(since.as_deref().map(|since| ("since", since)));
    let listed = walk(&graph, &format!("{account}/media"), &query, PAGES, budget).await.map_err(of_listing)?;
    memory.sweep.take(&listed, reach)?;
    let (whose, normalise) = reader(cx, &account);
    let mut reading = nodes_of(&listed.nodes, &whose, &normalise);
    let oldest = reading.items.iter().filter_map(|item| item.created_at.as_ref()).map(|time| time.utc).min();
    let mut window = window(&listed, reach, cx.now, oldest);
    let mut usage = listed.usage;
    if let Some(stopped) = listed.stopped {
        memory.sweep.rest(&stopped.into());
    }
    if is_on(&cx.source.settings, "stories", false) {
        let query = [("fields", STORY_FIELDS), ("limit", LIMIT)];
        match walk(&graph, &format!("{account}/stories"), &query, 1, budget).await {
            Ok(stories) => {
                usage.percent = usage.percent.max(stories.usage.percent);
                reading.items.extend(nodes_of(&stories.nodes, &whose, &normalise).items);
            }
            Err(refused) => {
                memory.sweep.rest(&refused.into());
                window = Window::Partial;
            }
        }
    }
    memory.sweep.done(reach, usage, cx.now);
    Ok(batch(reading, window, interval_hint(usage), &memory))
}

fn batch(reading: Reading, window: Window, interval_hint_s: Option<u32>, memory: &Memory) -> Batch {
    let unusable = reading.skipped.into_iter().filter(|skip| matches!(skip.why, Why::Future | Why::Empty));
    Batch {
        items: reading.items,
        quarantined: unusable.map(set_aside).collect(),
        next: serde_json::to_value(memory).ok().map(Cursor),
        window,
        interval_hint_s,
        ..Batch::default()
    }
}

/// Looks single media up.
///
/// # Errors
/// When the platform as a whole cannot be asked.
pub async fn refetch(cx: &Cx<'_>, asks: &[Ask], budget: &mut Budget) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
    let account = super::account_of(cx.source)?;
    let graph = Graph::of_source(door_of(cx.login, &cx.source.settings), cx)?;
    let (whose, normalise) = reader(cx, &account);
    let read = |node: &serde_json::Value| nodes_of(std::slice::from_ref(node), &whose, &normalise);
    look_up(&graph, asks, |_| FIELDS.to_owned(), read, budget).await
}

/// Whose media count: both logins number an account differently, so its name counts, too.
fn reader(cx: &Cx<'_>, account: &str) -> (Whose, NormaliseCx) {
    let settings = Node(&cx.source.settings);
    let username = settings.text("username").map(str::to_owned);
    let whose = Whose::of(Some(account)).also(settings.id("also"), username);
    let normalise = NormaliseCx {
        zone: cx.zone.clone(),
        now: Some(cx.now),
        account: Some(account.to_owned()),
        ..NormaliseCx::default()
    };
    (whose, normalise)
}
