//! One look at a channel. In: the channel and what was remembered. Out: a [`Batch`] of its newest videos: by the Data
//! API where the town has a key (the first time two pages), else by the feed. Called by `YoutubeConnector`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::contract::{Batch, Budget, Cursor, Parsed, Window};
use super::super::failure::SourceError;
use super::super::sorting::troubles;
use super::ask::Asked;
use super::units::Ledger;
use crate::domain::source::Cause;

/// Units of one page: one for the list, one for its videos.
const PAGE_UNITS: u32 = 2;

/// What is remembered between looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    channel: String,
    begun: bool,
    units: Ledger,
}

/// Looks once.
///
/// # Errors
/// When the listing cannot be read, lists nothing, or the day's units are used up.
pub(super) async fn poll(asked: &Asked<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
    let known = cursor.and_then(|cursor| serde_json::from_value::<Memory>(cursor.0).ok());
    let mut memory = known.filter(|memory| memory.channel == asked.channel).unwrap_or_default();
    memory.channel.clone_from(&asked.channel);
    let (parsed, listed, whole) = if asked.has_key() {
        by_api(asked, &mut memory, budget).await?
    } else {
        super::super::api_ask::spend(budget)?;
        let parsed = asked.feed().await?;
        let listed = parsed.items.len() + parsed.quarantined.len();
        (parsed, listed, false)
    };
    if listed == 0 {
        return Err(SourceError::new(Cause::EmptyList, "the channel lists nothing"));
    }
    memory.begun = true;
    Ok(Batch {
        window: window(&parsed, whole, asked.now),
        items: parsed.items,
        quarantined: troubles(parsed.quarantined),
        next: serde_json::to_value(&memory).ok().map(Cursor),
        profile: Some(parsed.profile).filter(|profile| profile.name.is_some()),
        hub: asked.hub(),
        ..Batch::default()
    })
}

/// The newest page, the first time the one before it too; and whether that was all there is.
async fn by_api(
    asked: &Asked<'_>,
    memory: &mut Memory,
    budget: &mut Budget,
) -> Result<(Parsed, usize, bool), SourceError> {
    memory.units.pay(PAGE_UNITS, asked.now)?;
    let (mut parsed, mut listed, mut next) = asked.uploads(None, budget).await?;
    if let Some(token) = next.clone().filter(|_| !memory.begun)
        && memory.units.pay(PAGE_UNITS, asked.now).is_ok()
        && let Ok((older, more, last)) = asked.uploads(Some(&token), budget).await
    {
        parsed.items.extend(older.items);
        parsed.quarantined.extend(older.quarantined);
        (listed, next) = (listed + more, last);
    }
    Ok((parsed, listed, next.is_none()))
}

fn window(parsed: &Parsed, whole: bool, now: Timestamp) -> Window {
    let oldest = parsed.items.iter().filter_map(|item| item.created_at.as_ref()).map(|time| time.utc).min();
    if parsed.items.is_empty() || parsed.damaged {
        return Window::Partial;
    }
    Window::Complete { from: oldest.filter(|_| !whole), to: Some(now) }
}
