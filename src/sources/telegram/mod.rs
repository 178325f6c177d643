//! A channel on Telegram, read by a bot that is its administrator (core.telegram.org/bots/api).
//!
//! Reading goes `normalise` → `message_read` → `media_read`, with `error_read`; `poll` asks through `ask`; `push_read`
//! judges pushes. Called through [`crate::sources::Registry`].

mod ask;
mod error_read;
mod media_read;
mod message_read;
mod normalise;
mod poll;
mod push_read;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod network_tests;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use http::HeaderMap;
use url::Url;

use super::contract::{
    Account, Ask, Backfill, Batch, Budget, Capabilities, Connector, Cursor, Cx, DeleteSignal, EditSignal, Fetched,
    Hint, LookCx, MediaTtl, NormaliseCx, OffsetUnit, Ordering, Parsed, Profile, Push,
};
use super::failure::SourceError;
use super::push::{PushSecrets, Reject};
use crate::domain::item::{ItemMedia, NativeId};
use crate::domain::source::SourceKind;

/// Updates are fetched, not pushed: a bot has either, and what was pushed cannot be looked up again.
const CAPABILITIES: Capabilities = Capabilities {
    push: Push::None,
    edit_signal: EditSignal::Explicit,
    delete_signal: DeleteSignal::None,
    offsets: OffsetUnit::Utf16,
    media_ttl: MediaTtl::Expires(Duration::from_secs(3600)),
    backfill: Backfill::None,
    ordering: Ordering::NewestFirst,
    min_interval: Duration::from_secs(5),
    default_interval: Duration::from_secs(60),
};

/// Reads channels on Telegram.
#[derive(Debug, Clone, Copy)]
pub struct TelegramConnector;

#[async_trait]
impl Connector for TelegramConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Telegram
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        ask::resolve(cx, given).await
    }

    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError> {
        ask::Bot::of(cx)?.profile(&poll::chat_of(cx)?).await
    }

    async fn poll(&self, cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
        poll::poll(cx, cursor, budget).await
    }

    /// The Bot API shows no post a second time.
    async fn refetch(
        &self,
        _cx: &Cx<'_>,
        asks: &[Ask],
        _budget: &mut Budget,
    ) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
        Ok(asks.iter().map(|ask| (ask.native_id.clone(), Fetched::Transient)).collect())
    }

    async fn media_address(&self, cx: &LookCx<'_>, media: &ItemMedia) -> Result<Option<Url>, SourceError> {
        ask::Bot::looking(cx)?.file(media).await
    }

    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
        normalise::normalise(raw, cx)
    }

    fn accept_push(&self, headers: &HeaderMap, raw: &[u8], secrets: &PushSecrets) -> Result<Vec<Hint>, Reject> {
        push_read::accept(headers, raw, secrets)
    }
}
