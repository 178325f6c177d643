//! Calendars: iCalendar (RFC 5545) as council systems, websites and calendar programs export it.
//!
//! Reading goes `line_read` → `component_read` → `zone_read`, `time_read`, `status_read`, `text_clean` → `event_read` →
//! `item_build`; `document_parse` strings these together. `poll` and `refetch` do the asking, `discover` finds the calendar
//! behind any page. How dates follow from a rule is `domain::event`. Called through [`crate::sources::Registry`].

mod component_read;
mod discover;
mod document_parse;
mod event_read;
mod item_build;
mod line_read;
mod poll;
mod refetch;
mod status_read;
mod text_clean;
mod time_read;
mod zone_read;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod network_tests;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;

use super::contract::{
    Account, Ask, Backfill, Batch, Budget, Capabilities, Connector, Cursor, Cx, DeleteSignal, EditSignal, Fetched,
    LookCx, MediaTtl, NormaliseCx, OffsetUnit, Ordering, Parsed, Profile, Push,
};
use super::failure::SourceError;
use crate::domain::item::NativeId;
use crate::domain::source::SourceKind;

/// The largest calendar we read, in decoded bytes.
const MAX_BYTES: usize = 5 * 1024 * 1024;

/// How long an answer may take; council systems gather their calendar while we wait.
const TIMEOUT: Duration = Duration::from_secs(30);

const CAPABILITIES: Capabilities = Capabilities {
    push: Push::None,
    edit_signal: EditSignal::HashOnly,
    delete_signal: DeleteSignal::RelistOnly,
    offsets: OffsetUnit::None,
    media_ttl: MediaTtl::Stable,
    backfill: Backfill::Listed,
    ordering: Ordering::Unordered,
    min_interval: Duration::from_secs(300),
    default_interval: Duration::from_secs(900),
};

/// Reads calendars.
#[derive(Debug, Clone, Copy)]
pub struct IcalConnector;

#[async_trait]
impl Connector for IcalConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Ical
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        discover::resolve(cx, given).await
    }

    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError> {
        Ok(poll::whole(cx).await?.profile)
    }

    async fn poll(&self, cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
        poll::poll(cx, cursor, budget).await
    }

    async fn refetch(
        &self,
        cx: &Cx<'_>,
        asks: &[Ask],
        budget: &mut Budget,
    ) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
        refetch::refetch(cx, asks, budget).await
    }

    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
        document_parse::parse(raw, cx)
    }
}
