//! An existing account on Mastodon or a server that speaks its interface, and ActivityPub documents.
//!
//! Reading goes `normalise` → `status_read` | `activity_read` → `object_read`; `ask` does the asking. Called through
//! [`crate::sources::Registry`].

mod activity_read;
mod ask;
mod normalise;
mod object_read;
mod status_read;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod network_tests;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

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
    edit_signal: EditSignal::Explicit,
    delete_signal: DeleteSignal::LookupGone,
    offsets: OffsetUnit::Html,
    media_ttl: MediaTtl::Stable,
    backfill: Backfill::Full,
    ordering: Ordering::NewestFirst,
    min_interval: Duration::from_secs(30),
    default_interval: Duration::from_secs(60),
};

/// Reads accounts on Mastodon and its relatives.
#[derive(Debug, Clone, Copy)]
pub struct MastodonConnector;

#[async_trait]
impl Connector for MastodonConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Mastodon
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        ask::resolve(cx, given).await
    }

    fn check_settings(&self, settings: &Value) -> Result<(), String> {
        for (name, value) in settings.as_object().into_iter().flatten() {
            // Read by `Source::is_boosted`.
            if name != "boost" {
                return Err(format!("{name} (boost)"));
            }
            if !matches!(value.as_str(), Some("yes" | "no")) {
                return Err("boost=yes|no".to_owned());
            }
        }
        Ok(())
    }

    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError> {
        ask::Asked::of(cx)?.profile().await
    }

    async fn poll(&self, cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
        let asked = ask::Asked::of(cx)?;
        paged::look(&asked, asked.account(), cursor, budget, cx.now).await
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
