//! Facebook Pages: published posts, albums, videos, coming events.
//!
//! Reading: `document_parse` sorts an answer's nodes into `post_read` (with `attachment_read`), `event_read`,
//! `media_read` and `hints_read`; `whose` keeps visitors out. Asking: `poll` lists with `beside`, `photo_lookup` adds descriptions,
//! `refetch` looks up, `resolve` finds the Page. The wire is `sources::graph`. Called through the registry.

mod attachment_read;
mod beside;
mod document_parse;
mod event_read;
mod hints_read;
mod media_read;
mod photo_lookup;
mod poll;
mod post_read;
mod refetch;
mod resolve;
mod whose;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod network_tests;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use http::HeaderMap;

pub(super) use post_read::is_facebook;

use super::contract::{
    Account, Ask, Backfill, Batch, Budget, Capabilities, Connector, Cursor, Cx, DeleteSignal, EditSignal, Fetched,
    Hint, LookCx, MediaTtl, NormaliseCx, OffsetUnit, Ordering, Parsed, Profile, Push,
};
use super::failure::SourceError;
use super::graph::node::Node;
use super::graph::shape::{Shape, shape_of};
use super::graph::{login_refresh, push_check, settings_check};
use super::push::{PushSecrets, Reject};
use crate::domain::connection::Login;
use crate::domain::item::NativeId;
use crate::domain::source::{Source, SourceKind};

/// Of [`super::graph::item_finish`].
pub(super) const VERSION: &str = "facebook/1";

/// A push only makes us look; and only some apps get any.
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

/// Reads Facebook Pages.
#[derive(Debug, Clone, Copy)]
pub struct FacebookConnector;

#[async_trait]
impl Connector for FacebookConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Facebook
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        resolve::resolve(cx, given).await
    }

    fn check_settings(&self, settings: &serde_json::Value) -> Result<(), String> {
        settings_check::check(settings, &["events", "reels"], &[])
    }

    async fn health(&self, cx: &Cx<'_>) -> Result<Profile, SourceError> {
        resolve::profile(cx).await
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
        refetch::refetch(cx, asks, budget).await
    }

    fn normalise(&self, raw: &[u8], cx: &NormaliseCx) -> Result<Parsed, SourceError> {
        Ok(document_parse::read(raw, cx)?.into_parsed())
    }

    fn handshake(&self, query: &[(String, String)], secrets: &PushSecrets) -> Result<String, Reject> {
        push_check::handshake(query, secrets)
    }

    fn accept_push(&self, headers: &HeaderMap, raw: &[u8], secrets: &PushSecrets) -> Result<Vec<Hint>, Reject> {
        push_check::verify(headers, raw, secrets)?;
        match shape_of(raw) {
            Ok(Shape::Webhook(body)) => Ok(hints_read::read(Node(&body), None).hints),
            _ => Err(Reject::Unreadable),
        }
    }

    async fn refresh_login(&self, cx: &LookCx<'_>, login: &Login) -> Result<Option<Login>, SourceError> {
        login_refresh::look_up(cx, login).await
    }
}

/// The id of the Page a source mirrors.
fn account_of(source: &Source) -> Result<String, SourceError> {
    let of_url =
        || url::Url::parse(&source.url).ok()?.path_segments()?.rfind(|part| !part.is_empty()).map(str::to_owned);
    let id = source.account.clone().or_else(of_url);
    id.filter(|id| id.bytes().all(|byte| byte.is_ascii_digit())).ok_or_else(poll::no_account)
}
