//! Bluesky, over its public interface without a login (docs.bsky.app; lexicons `app.bsky.feed.*`).
//!
//! Reading goes `normalise` (with `embed_read`, `frame_read`, `error_read`); `ask` does the asking. Called through
//! [`crate::sources::Registry`].

mod ask;
mod embed_read;
mod error_read;
mod frame_read;
mod normalise;

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
use super::{lookups, paged};
use crate::domain::item::NativeId;
use crate::domain::source::SourceKind;

const CAPABILITIES: Capabilities = Capabilities {
    push: Push::None,
    edit_signal: EditSignal::Version,
    delete_signal: DeleteSignal::LookupGone,
    offsets: OffsetUnit::Utf8Bytes,
    media_ttl: MediaTtl::Stable,
    backfill: Backfill::Full,
    ordering: Ordering::NewestFirst,
    min_interval: Duration::from_secs(30),
    default_interval: Duration::from_secs(60),
};

/// Reads accounts on Bluesky.
#[derive(Debug, Clone, Copy)]
pub struct BlueskyConnector;

#[async_trait]
impl Connector for BlueskyConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Bluesky
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        ask::resolve(cx, given).await
    }

    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError> {
        ask::Asked::of(cx)?.profile().await
    }

    async fn poll(&self, cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
        let asked = ask::Asked::of(cx)?;
        paged::look(&asked, asked.actor(), cursor, budget, cx.now).await
    }

    async fn refetch(
        &self,
        cx: &Cx<'_>,
        asks: &[Ask],
        budget: &mut Budget,
    ) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
        lookups::look_up(&ask::Asked::of(cx)?, asks, budget).await
    }

    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
        normalise::normalise(raw, cx)
    }
}
