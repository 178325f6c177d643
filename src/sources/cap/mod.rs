//! Official warnings by the Common Alerting Protocol 1.2: NINA (MoWaS, KATWARN, BIWAPP, flood portal, police, weather) by
//! district, and the weather service's own snapshot by commune.
//!
//! Reading goes `json_read` | `xml_read` (with `zip_read`) → `alert` → `alert_item` (with `alert_text`). `service` says
//! what is read and from which gravity on, `nina` and `dwd` do the asking with `ask`, `memory` knows which warnings run,
//! `poll` puts that together. Called through [`crate::sources::Registry`].

mod alert;
mod alert_item;
mod alert_text;
mod answer_read;
mod ask;
mod dwd;
mod json_read;
mod memory;
mod nina;
mod poll;
mod resolve;
mod service;
mod xml_read;
mod zip_read;

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

const CAPABILITIES: Capabilities = Capabilities {
    push: Push::None,
    edit_signal: EditSignal::Version,
    // A warning that ends is edited, never withdrawn.
    delete_signal: DeleteSignal::None,
    offsets: OffsetUnit::None,
    media_ttl: MediaTtl::Stable,
    backfill: Backfill::None,
    ordering: Ordering::Unordered,
    min_interval: Duration::from_secs(60),
    default_interval: Duration::from_secs(60),
};

/// Reads official warnings.
#[derive(Debug, Clone, Copy)]
pub struct CapConnector;

#[async_trait]
impl Connector for CapConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Cap
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        resolve::resolve(cx, given).await
    }

    fn check_settings(&self, settings: &serde_json::Value) -> Result<(), String> {
        service::Settings::read(settings).map(|_| ())
    }

    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError> {
        poll::profile(cx).await
    }

    async fn poll(&self, cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
        poll::poll(cx, cursor, budget).await
    }

    async fn refetch(
        &self,
        _cx: &Cx<'_>,
        asks: &[Ask],
        _budget: &mut Budget,
    ) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
        Ok(poll::refetch(asks))
    }

    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
        answer_read::parse(raw, cx)
    }
}
