//! X: a town's own posts by the API v2 (docs.x.com/x-api). Off until somebody recorded that the terms allow it, silent
//! towards followers until somebody said so, and never above what a month may cost (spec/sources.md §4).
//!
//! Reading goes `normalise` → `post_read` → `text_read`. Asking: `settings` are what staff decided, `ask` holds the
//! requests and pays for them, `poll` lists, `refetch` looks up, `resolve` finds the account, `push_check` believes
//! pushes. Called through [`crate::sources::Registry`].

mod ask;
mod normalise;
mod poll;
pub(super) mod post_read;
mod push_check;
mod refetch;
mod resolve;
mod settings;
mod text_read;

#[cfg(test)]
mod network_tests;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use http::HeaderMap;
use serde_json::Value;

use super::contract::{
    Account, Ask, Backfill, Batch, Budget, Capabilities, Connector, Cursor, Cx, DeleteSignal, EditSignal, Fetched,
    Hint, LookCx, MediaTtl, NormaliseCx, OffsetUnit, Ordering, Parsed, Profile, Push,
};
use super::failure::SourceError;
use super::push::{PushSecrets, Reject};
use crate::domain::item::NativeId;
use crate::domain::source::SourceKind;

const CAPABILITIES: Capabilities = Capabilities {
    push: Push::Webhook,
    edit_signal: EditSignal::Version,
    delete_signal: DeleteSignal::LookupGone,
    offsets: OffsetUnit::CodePoints,
    media_ttl: MediaTtl::Stable,
    // The platform lists no more than this.
    backfill: Backfill::LastN(3200),
    ordering: Ordering::NewestFirst,
    min_interval: Duration::from_secs(60),
    default_interval: Duration::from_secs(300),
};

/// Reads an account of X.
#[derive(Debug, Clone, Copy)]
pub struct XConnector;

#[async_trait]
impl Connector for XConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::X
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        resolve::resolve(cx, given).await
    }

    fn check_settings(&self, settings: &Value) -> Result<(), String> {
        settings::Settings::read(settings).map(|_| ())
    }

    fn monthly_cap(&self, settings: &Value) -> Option<u32> {
        // Settings that cannot be read allow nothing.
        Some(settings::Settings::read(settings).map_or(0, |settings| settings.monthly_cap))
    }

    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError> {
        ask::Asked::of(cx)?.health().await
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
        refetch::refetch(&ask::Asked::of(cx)?, asks, budget).await
    }

    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
        normalise::normalise(raw, cx)
    }

    fn handshake(&self, query: &[(String, String)], secrets: &PushSecrets) -> Result<String, Reject> {
        push_check::handshake(query, secrets)
    }

    fn accept_push(&self, headers: &HeaderMap, raw: &[u8], secrets: &PushSecrets) -> Result<Vec<Hint>, Reject> {
        push_check::verify(headers, raw, secrets)?;
        let parsed = normalise::normalise(raw, &NormaliseCx::default()).map_err(|_| Reject::Unreadable)?;
        Ok(parsed.hints)
    }
}
