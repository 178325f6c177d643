//! One look at a warning service. In: the source and what was remembered. Out: an item for each warning that runs or ended
//! lately. A warning never just vanishes: its end is an edit. Called by `CapConnector`.

use jiff::SignedDuration;

use super::super::contract::{Ask, Batch, Budget, Cursor, Cx, Fetched, NormaliseCx, Profile, Window};
use super::super::failure::SourceError;
use super::memory::Memory;
use super::resolve;
use super::service::{Service, Settings};
use super::{dwd, nina};
use crate::domain::item::NativeId;
use crate::domain::source::Cause;

/// A warning that NINA does not list is looked for again before its end is believed.
const PATIENCE: SignedDuration = SignedDuration::from_mins(2);

/// Looks once.
///
/// # Errors
/// See [`SourceError`]; what was remembered stays, and nothing ends but by its own time at the next good look.
pub async fn poll(cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
    let known = cursor.and_then(|cursor| serde_json::from_value::<Memory>(cursor.0).ok());
    let mut memory = known.filter(|memory| memory.url == cx.source.url).unwrap_or_default();
    memory.url.clone_from(&cx.source.url);
    let service = Service::of_source(cx)?;
    let settings = Settings::read(&cx.source.settings)
        .map_err(|why| SourceError::new(Cause::AddressUnreadable, format!("a setting is wrong: {why}")))?;
    let normalise =
        NormaliseCx { zone: cx.zone.clone(), now: Some(cx.now), locale: cx.locale, ..NormaliseCx::default() };
    let (aside, patience) = match &service {
        Service::Nina { .. } => (nina::look(cx, &service, &settings, &mut memory, &normalise, budget).await?, PATIENCE),
        Service::Dwd { .. } => (Vec::new(), dwd::look(cx, &service, &settings, &mut memory, &normalise, budget).await?),
    };
    memory.settle(patience, &normalise, cx.now);
    let items = memory.items(&service, &settings, &normalise);
    // All of it was listed, but what ended is said by an edit: nothing follows from absence.
    let first = cx.source.first_pass_at.is_none();
    Ok(Batch {
        unchanged: items.is_empty() && aside.is_empty() && !first,
        items,
        quarantined: aside,
        next: serde_json::to_value(&memory).ok().map(Cursor),
        window: if first { Window::Complete { from: None, to: Some(cx.now) } } else { Window::Partial },
        interval_hint_s: None,
        profile: None,
        moved_to: None,
        ..Batch::default()
    })
}

/// Looks whether the service answers.
///
/// # Errors
/// As [`poll`].
pub async fn profile(cx: &Cx<'_>) -> Result<Profile, SourceError> {
    let service = Service::of_source(cx)?;
    resolve::knock(cx.net, &service, cx.source.api_base.as_deref(), cx.now).await?;
    Ok(Profile::default())
}

/// A single warning is never looked up: whether it runs only its list can tell.
#[must_use]
pub fn refetch(asks: &[Ask]) -> Vec<(NativeId, Fetched)> {
    asks.iter().map(|ask| (ask.native_id.clone(), Fetched::Transient)).collect()
}
