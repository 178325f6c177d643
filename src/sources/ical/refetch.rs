//! Looks single events up. Calendars have no addresses for single events, so the authority is the whole calendar, read anew.
//! In: the events asked for. Out: found, gone, or nothing that means anything (DESIGN D10). Called by `IcalConnector`.
//!
//! "Gone" is believed only of a calendar that is whole and lists other events; jobs ask twice, and never for what is over.

use std::collections::HashMap;

use jiff::Timestamp;

use super::super::contract::{Ask, Budget, Cx, Evidence, Fetched, Parsed, Sign};
use super::super::failure::SourceError;
use super::poll;
use crate::domain::item::{Item, NativeId};

/// Answers all asks from one reading.
///
/// # Errors
/// When the calendar cannot be read, or lists nothing.
pub async fn refetch(cx: &Cx<'_>, asks: &[Ask], budget: &mut Budget) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
    if asks.is_empty() || !budget.take() {
        return Ok(asks.iter().map(|ask| (ask.native_id.clone(), Fetched::Transient)).collect());
    }
    let parsed = poll::whole(cx).await?;
    Ok(judge(parsed, asks, cx.now))
}

fn judge(parsed: Parsed, asks: &[Ask], now: Timestamp) -> Vec<(NativeId, Fetched)> {
    let believable = !parsed.damaged && !parsed.items.is_empty();
    let end = end_of_portion(&parsed.items, now);
    let set_aside: Vec<NativeId> = parsed.quarantined.into_iter().filter_map(|piece| piece.native_id).collect();
    let mut items: HashMap<NativeId, Item> =
        parsed.items.into_iter().map(|item| (item.native_id.clone(), item)).collect();
    let mut answer = |ask: &Ask| match items.remove(&ask.native_id) {
        Some(item) => Fetched::Found(Box::new(item)),
        None if set_aside.contains(&ask.native_id) => Fetched::StillThere,
        // A new event among the next ones pushes the last of them out of the list.
        None if end.is_some_and(|end| ask.starts.is_none_or(|starts| starts >= end)) => Fetched::Transient,
        None if believable => {
            Fetched::Gone(Evidence { how: "no longer in the calendar".to_owned(), sign: Sign::NotFound })
        }
        None => Fetched::Transient,
    };
    asks.iter().map(|ask| (ask.native_id.clone(), answer(ask))).collect()
}

/// Where a calendar ends that may list only the next so many events: some systems export no more.
fn end_of_portion(items: &[Item], now: Timestamp) -> Option<Timestamp> {
    let coming: Vec<&Item> = items.iter().filter(|item| !item.is_over(now)).collect();
    let round = coming.len() >= 5 && (coming.len().is_multiple_of(5) || coming.len().is_multiple_of(12));
    let starts = coming.iter().filter_map(|item| item.event.as_ref()).map(|event| event.start.utc);
    starts.max().filter(|_| round)
}
