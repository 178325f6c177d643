//! Instagram. Work in progress.
mod document_parse;
mod media_read;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;

use super::contract::{
    Account, Ask, Backfill, Batch, Budget, Capabilities, Connector, Cursor, Cx, DeleteSignal, EditSignal, Fetched, LookCx, MediaTtl,
    NormaliseCx, OffsetUnit, Ordering, Parsed, Profile, Push,
};
use super::failure::SourceError;
use crate::domain::item::NativeId;
use crate::domain::source::{Cause, SourceKind};

/// Of [`super::graph::item_finish`].
const VERSION: &str = "instagram/1";

const CAPABILITIES: Capabilities = Capabilities {
    push: Push::Webhook,
    edit_signal: EditSignal::HashOnly,
    delete_signal: DeleteSignal::LookupGone,
    offsets: OffsetUnit::CodePoints,
    media_ttl: MediaTtl::Expires(Duration::from_secs(4 * 86_400)),
    backfill: Backfill::LastN(600),
    ordering: Ordering::Ranked,
    min_interval: Duration::from_secs(60),
    default_interval: Duration::from_secs(300),
};

/// Reads Instagram.
#[derive(Debug, Clone, Copy)]
pub struct InstagramConnector;

#[async_trait]
impl Connector for InstagramConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Instagram
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, _cx: &LookCx<'_>, _given: &str) -> Result<Account, SourceError> {
        Err(SourceError::new(Cause::NotConnected, "not connected yet"))
    }

    async fn health(&self, _cx: &Cx<'_>) -> Result<Profile, SourceError> {
        Err(SourceError::new(Cause::NotConnected, "not connected yet"))
    }

    async fn poll(&self, _cx: &Cx<'_>, _cursor: Option<Cursor>, _budget: &mut Budget) -> Result<Batch, SourceError> {
        Err(SourceError::new(Cause::NotConnected, "not connected yet"))
    }

    async fn refetch(
        &self,
        _cx: &Cx<'_>,
        _asks: &[Ask],
        _budget: &mut Budget,
    ) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
        Err(SourceError::new(Cause::NotConnected, "not connected yet"))
    }

    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
        Ok(document_parse::read(raw, cx)?.into_parsed())
    }
}
