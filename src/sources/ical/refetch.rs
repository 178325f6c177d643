//! Looks single events up. Calendars have no addresses for single events, so the authority is the whole calendar, read anew.
//! In: the events asked for. Out: found, gone, or nothing that means anything (DESIGN D10). Called by `IcalConnector`.
//!
//! "Gone" is believed only of a calendar that is whole and lists other events; jobs ask twice, and never for what is over.

use std::collections::HashMap;

use super::super::contract::{Ask, Budget, Cx, Evidence, Fetched, Parsed};
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
    Ok(judge(parsed, asks))
}

fn judge(parsed: Parsed, asks: &[Ask]) -> Vec<(NativeId, Fetched)> {
    let believable = !parsed.damaged && !parsed.items.is_empty();
    let set_aside: Vec<NativeId> = parsed.quarantined.into_iter().filter_map(|piece| piece.native_id).collect();
    let mut items: HashMap<NativeId, Item> =
        parsed.items.into_iter().map(|item| (item.native_id.clone(), item)).collect();
    let mut answer = |ask: &Ask| match items.remove(&ask.native_id) {
        Some(item) => Fetched::Found(Box::new(item)),
        None if set_aside.contains(&ask.native_id) => Fetched::StillThere,
        None if believable => Fetched::Gone(Evidence { how: "no longer in the calendar".to_owned(), said: false }),
        None => Fetched::Transient,
    };
    asks.iter().map(|ask| (ask.native_id.clone(), answer(ask))).collect()
}
