//! A channel on YouTube: its Atom feed, the hub's pushes, and the Data API v3 when the town has a key.
//!
//! Reading goes `normalise` → `atom_read` | `video_read`, with `error_read`; `poll` and `resolve` ask through `ask` and
//! count `units`. Called through [`crate::sources::Registry`].

mod ask;
mod atom_read;
mod error_read;
mod normalise;
mod poll;
mod resolve;
mod units;
mod video_read;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod network_tests;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use http::HeaderMap;

use super::contract::{
    Account, Ask, Backfill, Batch, Budget, Capabilities, Connector, Cursor, Cx, DeleteSignal, EditSignal, Fetched,
    Hint, LookCx, MediaTtl, NormaliseCx, OffsetUnit, Ordering, Parsed, Profile, Push,
};
use super::failure::SourceError;
use super::lookups;
use super::push::{PushSecrets, Reject};
use super::websub;
use crate::domain::item::NativeId;
use crate::domain::source::SourceKind;

const CAPABILITIES: Capabilities = Capabilities {
    push: Push::WebSub,
    edit_signal: EditSignal::HashOnly,
    delete_signal: DeleteSignal::LookupGone,
    offsets: OffsetUnit::None,
    media_ttl: MediaTtl::Stable,
    backfill: Backfill::LastN(100),
    ordering: Ordering::NewestFirst,
    min_interval: Duration::from_secs(60),
    default_interval: Duration::from_secs(300),
};

/// Reads channels on YouTube.
#[derive(Debug, Clone, Copy)]
pub struct YoutubeConnector;

#[async_trait]
impl Connector for YoutubeConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Youtube
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        resolve::resolve(cx, given).await
    }

    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError> {
        ask::Asked::of(cx)?.profile().await
    }

    async fn poll(&self, cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
        poll::poll(&ask::Asked::of(cx)?, cursor, budget).await
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

    fn handshake(&self, query: &[(String, String)], secrets: &PushSecrets) -> Result<String, Reject> {
        websub::answer(query, secrets)
    }

    fn accept_push(&self, headers: &HeaderMap, raw: &[u8], secrets: &PushSecrets) -> Result<Vec<Hint>, Reject> {
        let secret = secrets.app_secret.as_ref().ok_or(Reject::NotOffered)?;
        websub::check_signature(headers, raw, secret)?;
        let parsed = normalise::normalise(raw, &NormaliseCx::default()).map_err(|_| Reject::Unreadable)?;
        Ok(parsed.hints)
    }
}
