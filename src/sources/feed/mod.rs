//! Web feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed.
//!
//! Reading goes `charset_decode` → `xml_repair` → `xml_tree` → `rss_read` | `atom_read` | `json_read` (with `media_read`)
//! → `draft` → `item_build`; `document_parse` strings these together. `poll` and `refetch` do the asking, `discover`
//! finds the feed behind any page. Called through [`crate::sources::Registry`]; `discover` by cli and admin.

mod atom_read;
mod charset_decode;
pub mod discover;
mod document_parse;
mod draft;
mod hub_read;
mod item_build;
mod json_read;
mod media_read;
mod poll;
mod refetch;
mod rss_read;
mod xml_names;
mod xml_references;
mod xml_repair;
mod xml_tree;

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
use super::push::{PushSecrets, Reject};
use super::websub;
use crate::domain::item::NativeId;
use crate::domain::source::SourceKind;

pub use discover::{Candidate, discover};

/// The largest feed we read, in decoded bytes.
const MAX_BYTES: usize = 5 * 1024 * 1024;

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(20);

const CAPABILITIES: Capabilities = Capabilities {
    push: Push::WebSub,
    edit_signal: EditSignal::HashOnly,
    delete_signal: DeleteSignal::LookupGone,
    offsets: OffsetUnit::Html,
    media_ttl: MediaTtl::Stable,
    backfill: Backfill::Listed,
    ordering: Ordering::NewestFirst,
    min_interval: Duration::from_secs(60),
    default_interval: Duration::from_secs(60),
};

/// Reads web feeds.
#[derive(Debug, Clone, Copy)]
pub struct FeedConnector;

#[async_trait]
impl Connector for FeedConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Feed
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        discover::resolve(cx, given).await
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
        Ok(refetch::refetch(cx, asks, budget).await)
    }

    fn handshake(&self, query: &[(String, String)], secrets: &PushSecrets) -> Result<String, Reject> {
        let asked = websub::question(query).ok_or(Reject::Unreadable)?;
        let ours = secrets.verify.as_ref().is_some_and(|topic| topic.reveal() == asked.topic);
        asked.challenge.filter(|_| ours).ok_or(Reject::Forged)
    }

    fn accept_push(&self, headers: &HeaderMap, raw: &[u8], secrets: &PushSecrets) -> Result<Vec<Hint>, Reject> {
        let secret = secrets.app_secret.as_ref().ok_or(Reject::NotOffered)?;
        websub::check_signature(headers, raw, secret).map(|()| Vec::new())
    }

    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
        document_parse::parse(raw, cx)
    }
}
