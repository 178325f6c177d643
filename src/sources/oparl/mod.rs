//! Council information systems by OParl 1.0 and 1.1 (https://oparl.org): one item per meeting whose agenda is public.
//!
//! Reading goes `objects` → `meeting_item` (with `papers` and `meeting_text`); `answer_read` strings these together for
//! recordings. `agenda` asks for what a meeting only names, `place` finds a body's lists, `pass` reads them page by page, `poll` and `refetch` do the asking, `ask`
//! is the way out, `resolve` serves those who add a source. Persons are not read at all. Called through [`crate::sources::Registry`].

mod agenda;
mod answer_read;
mod ask;
mod meeting_item;
mod meeting_text;
mod objects;
mod papers;
mod pass;
mod place;
mod poll;
mod refetch;
mod resolve;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod network_tests;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use jiff::SignedDuration;

use super::contract::{
    Account, Ask, Backfill, Batch, Budget, Capabilities, Connector, Cursor, Cx, DeleteSignal, EditSignal, Fetched,
    LookCx, MediaTtl, NormaliseCx, OffsetUnit, Ordering, Parsed, Profile, Push,
};
use super::failure::SourceError;
use crate::domain::item::NativeId;
use crate::domain::source::SourceKind;

/// The largest page we read, in decoded bytes: a hundred meetings with their agendas.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// How long an answer may take; council systems are slow.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Meetings are followed until so long after they took place: minutes and results come weeks later.
const HORIZON: SignedDuration = SignedDuration::from_hours(120 * 24);

/// A paper is remembered so long for a meeting that was not seen yet.
const KEEP_UNKNOWN: SignedDuration = SignedDuration::from_hours(400 * 24);

const CAPABILITIES: Capabilities = Capabilities {
    push: Push::None,
    edit_signal: EditSignal::Explicit,
    delete_signal: DeleteSignal::Tombstone,
    offsets: OffsetUnit::None,
    media_ttl: MediaTtl::Stable,
    backfill: Backfill::Listed,
    ordering: Ordering::Unordered,
    min_interval: Duration::from_secs(60),
    default_interval: Duration::from_secs(300),
};

/// Reads council information systems.
#[derive(Debug, Clone, Copy)]
pub struct OparlConnector;

#[async_trait]
impl Connector for OparlConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Oparl
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        resolve::resolve(cx, given).await
    }

    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError> {
        poll::profile(cx).await
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
        answer_read::parse(raw, cx)
    }
}
