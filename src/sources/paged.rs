//! A listing in pages, newest first. In: something that gives pages, and what was remembered. Out: a [`Batch`]: the
//! newest page each time and, until the beginning was reached, as many older ones as the budget holds. Shared by
//! connectors whose platform lists like this; the page is the connector's.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::contract::{Batch, Budget, Cursor, Parsed, Window};
use super::failure::SourceError;
use super::sorting::troubles;
use crate::domain::source::Cause;

/// Older pages that are read at all; a town that posts daily fills fifty of them in ten years.
const MAX_PAGES: u32 = 50;

/// One page of a listing.
#[derive(Debug, Default)]
pub struct Page {
    pub parsed: Parsed,
    /// How many entries it listed, usable or not.
    pub listed: usize,
    /// From when on the page holds everything that was said, where that is not the time of its oldest post.
    pub whole_from: Option<Timestamp>,
    /// What to ask with for the next older page.
    pub older: Option<String>,
    /// How long the platform wants to be left alone, in seconds.
    pub pause_s: Option<u32>,
}

/// A listing that can be asked page by page.
#[async_trait]
pub trait Pages: Send + Sync {
    /// The newest page, or the one that `older` of an earlier page names. One request.
    async fn page(&self, older: Option<&str>) -> Result<Page, SourceError>;
}

/// What is remembered between looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    /// Whose listing it is.
    account: String,
    begun: bool,
    /// The next older page, until the beginning is reached.
    older: Option<String>,
    pages: u32,
}

/// One look.
///
/// # Errors
/// When the newest page cannot be read, or lists nothing at all. A failing older page is asked again next time.
pub async fn look(
    pages: &dyn Pages,
    account: &str,
    cursor: Option<Cursor>,
    budget: &mut Budget,
    now: Timestamp,
) -> Result<Batch, SourceError> {
    let known = cursor.and_then(|cursor| serde_json::from_value::<Memory>(cursor.0).ok());
    let mut memory = known.filter(|memory| memory.account == account).unwrap_or_default();
    account.clone_into(&mut memory.account);
    super::api_ask::spend(budget)?;
    let newest = pages.page(None).await?;
    if newest.listed == 0 {
        return Err(SourceError::new(Cause::EmptyList, "the account lists nothing"));
    }
    let mut window = window(&newest, now);
    let mut pause_s = newest.pause_s;
    let mut all = newest.parsed;
    if !memory.begun {
        // The first look is the first pass.
        if let Window::Span { from, to } = window {
            window = Window::Complete { from: Some(from), to: Some(to) };
        }
        (memory.begun, memory.older) = (true, newest.older);
    }
    while let Some(at) = memory.older.clone().filter(|_| memory.pages < MAX_PAGES && pause_s.is_none()) {
        if !budget.take() {
            break;
        }
        let Ok(page) = pages.page(Some(&at)).await else { break };
        memory.pages += 1;
        // A platform that names the same page again has no older one.
        memory.older = page.older.filter(|older| *older != at && page.listed > 0);
        pause_s = page.pause_s;
        add(&mut all, page.parsed);
    }
    Ok(Batch {
        items: all.items,
        quarantined: troubles(all.quarantined),
        next: serde_json::to_value(&memory).ok().map(Cursor),
        window,
        interval_hint_s: pause_s,
        profile: Some(all.profile).filter(|profile| profile.name.is_some()),
        ..Batch::default()
    })
}

/// The newest page is whole from its oldest post on, or from when it says. Pinned posts stand at its top whatever their age.
fn window(page: &Page, now: Timestamp) -> Window {
    let times = page.parsed.items.iter().filter(|item| !item.pinned).filter_map(|item| item.created_at.as_ref());
    let oldest = times.map(|time| time.utc).min();
    if page.parsed.items.is_empty() || page.parsed.damaged {
        return Window::Partial;
    }
    match (&page.older, page.whole_from) {
        (None, _) => Window::Complete { from: None, to: Some(now) },
        (Some(_), None) => Window::Complete { from: oldest, to: Some(now) },
        (Some(_), Some(from)) => Window::Span { from, to: now },
    }
}

fn add(all: &mut Parsed, page: Parsed) {
    for item in page.items {
        if !all.items.iter().any(|known| known.native_id == item.native_id) {
            all.items.push(item);
        }
    }
    all.quarantined.extend(page.quarantined);
}
