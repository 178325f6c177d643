//! One look at an account. In: the account, what was remembered, and what may be spent. Out: a [`Batch`]. Each post costs,
//! so a look asks only for what is newer than the newest known; an edit comes as a newer post of the same name. Once a
//! day the last week is listed again, once a week the newest hundred: what is absent then is looked up. Older posts are
//! read page by page until as many are there as staff wanted. Called by `XConnector`.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::super::contract::{Batch, Budget, Cursor, Parsed, Window};
use super::super::failure::SourceError;
use super::super::sorting::troubles;
use super::ask::{Asked, Listed};
use crate::domain::source::Cause;

/// Posts of one page.
const PAGE: u32 = 100;
/// How far the daily pass reaches back, and how often it and the weekly one come.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What is remembered between looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    account: String,
    /// The newest post that was listed, by the id of its newest version.
    newest: Option<String>,
    /// News that was announced and could not be read yet.
    gaps: Vec<Gap>,
    /// The next page of older posts.
    older: Option<String>,
    /// Posts that were read so far, the newest page among them.
    read: u32,
    swept_day: Option<Timestamp>,
    swept_week: Option<Timestamp>,
}

/// What lies between two posts, neither of them among it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Gap {
    since: String,
    until: String,
}

impl Gap {
    /// What is still to be read after a page of what is newer than `since`.
    fn behind(since: &str, page: &Listed) -> Option<Self> {
        page.older.as_ref()?;
        Some(Self { since: since.to_owned(), until: page.oldest.clone()? })
    }
}

/// What a look has gathered.
struct Look {
    all: Parsed,
    window: Window,
    pause_s: Option<u32>,
}

impl Look {
    fn add(&mut self, listed: Listed) {
        self.pause_s = self.pause_s.or(listed.pause_s);
        for item in listed.parsed.items {
            if !self.all.items.iter().any(|known| known.native_id == item.native_id) {
                self.all.items.push(item);
            }
        }
        self.all.quarantined.extend(listed.parsed.quarantined);
    }
}

/// Looks once.
///
/// # Errors
/// When the newest posts cannot be listed or paid, or the account lists none at all.
pub(super) async fn poll(asked: &Asked<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
    let known = cursor.and_then(|cursor| serde_json::from_value::<Memory>(cursor.0).ok());
    let mut memory = known.filter(|memory| memory.account == asked.account).unwrap_or_default();
    memory.account.clone_from(&asked.account);
    let mut look = Look { all: Parsed::default(), window: Window::Partial, pause_s: None };
    match memory.newest.clone() {
        None => begin(asked, &mut memory, &mut look, budget).await?,
        Some(newest) => {
            go_on(asked, &newest, &mut memory, &mut look, budget).await?;
            // The news is there; what fails from here on is tried again with the next look.
            let _later = sweep(asked, &mut memory, &mut look, budget).await;
            let _later = backfill(asked, &mut memory, &mut look, budget).await;
        }
    }
    Ok(Batch {
        unchanged: look.all.items.is_empty() && look.all.quarantined.is_empty(),
        items: look.all.items,
        quarantined: troubles(look.all.quarantined),
        next: serde_json::to_value(&memory).ok().map(Cursor),
        window: look.window,
        interval_hint_s: look.pause_s,
        ..Batch::default()
    })
}

/// The first look: the newest page.
async fn begin(
    asked: &Asked<'_>,
    memory: &mut Memory,
    look: &mut Look,
    budget: &mut Budget,
) -> Result<(), SourceError> {
    let listed = asked.list(&[], PAGE.min(asked.settings.backfill), budget).await?;
    if listed.count == 0 {
        return Err(SourceError::new(Cause::EmptyList, "the account lists nothing"));
    }
    memory.newest.clone_from(&listed.newest);
    memory.older.clone_from(&listed.older);
    memory.read = listed.count;
    (memory.swept_day, memory.swept_week) = (Some(asked.now), Some(asked.now));
    look.window = match whole_page(&listed, asked.now) {
        // The first look is the first pass.
        Window::Span { from, to } => Window::Complete { from: Some(from), to: Some(to) },
        window => window,
    };
    look.add(listed);
    Ok(())
}

/// What is newer than the newest known, and then what could not be read before. Every post is paid once: what a page gave
/// counts even where the next one fails, and the next look goes on there.
async fn go_on(
    asked: &Asked<'_>,
    newest: &str,
    memory: &mut Memory,
    look: &mut Look,
    budget: &mut Budget,
) -> Result<(), SourceError> {
    let listed = asked.list(&[("since_id", newest)], PAGE, budget).await?;
    memory.gaps.extend(Gap::behind(newest, &listed));
    memory.newest = listed.newest.clone().or_else(|| memory.newest.take());
    look.add(listed);
    let mut left = Vec::new();
    for gap in std::mem::take(&mut memory.gaps).into_iter().rev() {
        left.extend(fill(asked, gap, look, budget).await);
    }
    left.reverse();
    memory.gaps = left;
    Ok(())
}

/// Reads a gap from its newest post on; what was not reached stays one.
async fn fill(asked: &Asked<'_>, mut gap: Gap, look: &mut Look, budget: &mut Budget) -> Option<Gap> {
    loop {
        let query = [("since_id", gap.since.as_str()), ("until_id", gap.until.as_str())];
        let Ok(listed) = asked.list(&query, PAGE, budget).await else { return Some(gap) };
        // A platform that names the same post again has no older one.
        let rest = Gap::behind(&gap.since, &listed).filter(|rest| rest.until != gap.until && listed.count > 0);
        look.add(listed);
        gap = rest?;
    }
}

/// The passes that find what was withdrawn.
async fn sweep(
    asked: &Asked<'_>,
    memory: &mut Memory,
    look: &mut Look,
    budget: &mut Budget,
) -> Result<(), SourceError> {
    let due = |last: Option<Timestamp>, every| last.is_none_or(|last| asked.now.duration_since(last) >= every);
    if due(memory.swept_week, WEEK) {
        let listed = asked.list(&[], PAGE, budget).await?;
        look.window = whole_page(&listed, asked.now);
        look.add(listed);
        (memory.swept_day, memory.swept_week) = (Some(asked.now), Some(asked.now));
    } else if due(memory.swept_day, DAY) {
        let Ok(from) = asked.now.checked_sub(WEEK) else { return Ok(()) };
        let since = from.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let listed = asked.list(&[("start_time", &since)], PAGE, budget).await?;
        // An empty list proves nothing, nor does one that goes on.
        if listed.count > 0 && listed.older.is_none() {
            look.window = Window::Span { from, to: asked.now };
        }
        look.add(listed);
        memory.swept_day = Some(asked.now);
    }
    Ok(())
}

/// One page of older posts, until as many are there as staff wanted.
async fn backfill(
    asked: &Asked<'_>,
    memory: &mut Memory,
    look: &mut Look,
    budget: &mut Budget,
) -> Result<(), SourceError> {
    let left = asked.settings.backfill.saturating_sub(memory.read);
    let Some(older) = memory.older.clone().filter(|_| left > 0 && look.pause_s.is_none()) else { return Ok(()) };
    let listed = asked.list(&[("pagination_token", &older)], left, budget).await?;
    memory.read = memory.read.saturating_add(listed.count);
    memory.older = listed.older.clone().filter(|next| *next != older && listed.count > 0);
    look.add(listed);
    Ok(())
}

/// The newest page is whole from its oldest post on. It says nothing about older ones: looking each of them up would cost.
fn whole_page(listed: &Listed, now: Timestamp) -> Window {
    let oldest = listed.parsed.items.iter().filter_map(|item| item.created_at.as_ref()).map(|at| at.utc).min();
    match oldest {
        None => Window::Partial,
        Some(_) if listed.older.is_none() => Window::Complete { from: None, to: Some(now) },
        Some(from) => Window::Span { from, to: now },
    }
}
