//! LinkedIn by the Posts API (learn.microsoft.com/linkedin/marketing/community-management). In: an organisation and a login
//! that may read for it. Out: its public posts as items.
//!
//! Reading: `post_read` makes items, `little_text` reads their words. Asking: `ask` holds the requests, `resolve` finds the
//! organisation. Called through [`crate::sources::Registry`].

mod ask;
mod little_text;
mod post_read;
mod resolve;
pub(super) mod version;

#[cfg(test)]
mod network_tests;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::contract::{
    Account, Ask, Backfill, Batch, Budget, Capabilities, Connector, Cursor, Cx, DeleteSignal, EditSignal, Fetched,
    LookCx, MediaTtl, NormaliseCx, OffsetUnit, Ordering, Parsed, Profile, Push,
};
use super::failure::SourceError;
use super::{lookups, paged};
use crate::domain::item::{ItemMedia, NativeId};
use crate::domain::source::SourceKind;

/// The allowance of a day is small and not told, so it is asked quietly.
const CAPABILITIES: Capabilities = Capabilities {
    push: Push::None,
    edit_signal: EditSignal::Explicit,
    delete_signal: DeleteSignal::LookupGone,
    offsets: OffsetUnit::None,
    media_ttl: MediaTtl::Expires(Duration::from_secs(3_600)),
    backfill: Backfill::Full,
    ordering: Ordering::Ranked,
    min_interval: Duration::from_secs(900),
    default_interval: Duration::from_secs(900),
};

/// Reads organisations on LinkedIn.
#[derive(Debug, Clone, Copy)]
pub struct LinkedinConnector;

#[async_trait]
impl Connector for LinkedinConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Linkedin
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        resolve::resolve(cx, given).await
    }

    fn check_settings(&self, settings: &Value) -> Result<(), String> {
        ask::check_settings(settings)
    }

    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError> {
        ask::Asked::of(cx)?.health().await
    }

    async fn poll(&self, cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
        let asked = ask::Asked::of(cx)?;
        let batch = paged::look(&asked, &asked.urn, cursor, budget, cx.now).await?;
        let quiet = CAPABILITIES.default_interval.as_secs();
        Ok(Batch { interval_hint_s: batch.interval_hint_s.or(u32::try_from(quiet).ok()), ..batch })
    }

    async fn refetch(
        &self,
        cx: &Cx<'_>,
        asks: &[Ask],
        budget: &mut Budget,
    ) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
        lookups::look_up(&ask::Asked::of(cx)?, asks, budget).await
    }

    fn version_ends(&self, settings: &Value) -> Option<Timestamp> {
        version::end_of(version::of(Some(settings)))
    }

    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
        post_read::normalise(raw, cx)
    }

    async fn media_address(&self, cx: &LookCx<'_>, media: &ItemMedia) -> Result<Option<Url>, SourceError> {
        ask::media_address(cx, media).await
    }
}
