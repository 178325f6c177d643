//! TikTok by the Display API (developers.tiktok.com/doc/display-api-overview). In: an account and its own login. Out: its
//! public videos as items: words, cover and link, never the video.
//!
//! Reading: `video_read` makes items. Asking: `ask` holds the requests and finds the account; each look first asks whose
//! login it is. Called through [`crate::sources::Registry`].

mod ask;
mod video_read;

#[cfg(test)]
mod network_tests;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use url::Url;

use super::contract::{
    Account, Ask, Backfill, Batch, Budget, Capabilities, Connector, Cursor, Cx, DeleteSignal, EditSignal, Fetched,
    LookCx, MediaTtl, NormaliseCx, OffsetUnit, Ordering, Parsed, Profile, Push,
};
use super::failure::SourceError;
use super::{lookups, paged};
use crate::domain::item::{ItemMedia, NativeId};
use crate::domain::source::SourceKind;

const CAPABILITIES: Capabilities = Capabilities {
    push: Push::None,
    edit_signal: EditSignal::HashOnly,
    delete_signal: DeleteSignal::LookupGone,
    offsets: OffsetUnit::None,
    media_ttl: MediaTtl::Expires(Duration::from_secs(6 * 3_600)),
    backfill: Backfill::Full,
    ordering: Ordering::NewestFirst,
    min_interval: Duration::from_secs(60),
    default_interval: Duration::from_secs(300),
};

/// Reads accounts on TikTok.
#[derive(Debug, Clone, Copy)]
pub struct TiktokConnector;

#[async_trait]
impl Connector for TiktokConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Tiktok
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        ask::resolve(cx, given).await
    }

    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError> {
        ask::Asked::of(cx)?.health().await
    }

    async fn poll(&self, cx: &Cx<'_>, cursor: Option<Cursor>, budget: &mut Budget) -> Result<Batch, SourceError> {
        let asked = ask::Asked::of(cx)?;
        asked.is_theirs(budget).await?;
        paged::look(&asked, &asked.account, cursor, budget, cx.now).await
    }

    async fn refetch(
        &self,
        cx: &Cx<'_>,
        asks: &[Ask],
        budget: &mut Budget,
    ) -> Result<Vec<(NativeId, Fetched)>, SourceError> {
        let asked = ask::Asked::of(cx)?;
        asked.is_theirs(budget).await?;
        lookups::look_up(&asked, asks, budget).await
    }

    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
        video_read::normalise(raw, cx)
    }

    async fn media_address(&self, cx: &LookCx<'_>, media: &ItemMedia) -> Result<Option<Url>, SourceError> {
        ask::media_address(cx, media).await
    }
}
