//! Threads accounts: posts with text, pictures, carousels, polls and quotes.
//!
//! Reading: `document_parse` sorts an answer's nodes and pushes, `post_read` makes items. Asking: `poll` lists and looks
//! up, `resolve` finds the account. The wire is `sources::graph`. Called through the registry.

mod document_parse;
mod poll;
mod post_read;
mod resolve;

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
use super::graph::client::Door;
use super::graph::node::Node;
use super::graph::shape::{Shape, shape_of};
use super::graph::{login_refresh, push_check};
use super::push::{PushSecrets, Reject};
use crate::domain::connection::Login;
use crate::domain::item::NativeId;
use crate::domain::source::{Cause, Source, SourceKind};

/// Of [`super::graph::item_finish`].
const VERSION: &str = "threads/1";

/// A push only makes us look; and only some apps get any.
const CAPABILITIES: Capabilities = Capabilities {
    push: Push::Webhook,
    edit_signal: EditSignal::HashOnly,
    delete_signal: DeleteSignal::LookupGone,
    offsets: OffsetUnit::CodePoints,
    media_ttl: MediaTtl::Expires(Duration::from_secs(12 * 3_600)),
    backfill: Backfill::Full,
    ordering: Ordering::NewestFirst,
    min_interval: Duration::from_secs(300),
    default_interval: Duration::from_secs(300),
};

/// Reads Threads accounts.
#[derive(Debug, Clone, Copy)]
pub struct ThreadsConnector;

#[async_trait]
impl Connector for ThreadsConnector {
    fn kind(&self) -> SourceKind {
        SourceKind::Threads
    }

    fn capabilities(&self) -> &Capabilities {
        &CAPABILITIES
    }

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        resolve::resolve(cx, given).await
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
        poll::refetch(cx, asks, budget).await
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
            Ok(Shape::Topic(body)) => Ok(document_parse::pushed(Node(&body), None).hints),
            _ => Err(Reject::Unreadable),
        }
    }

    async fn refresh_login(&self, cx: &LookCx<'_>, login: &Login) -> Result<Option<Login>, SourceError> {
        login_refresh::renew(Door::Threads, "th_refresh_token", cx, login).await
    }
}

/// The id of the account a source mirrors.
fn account_of(source: &Source) -> Result<String, SourceError> {
    source.account.clone().filter(|id| id.bytes().all(|byte| byte.is_ascii_digit())).ok_or_else(no_account)
}

fn no_account() -> SourceError {
    SourceError::new(Cause::AddressUnreadable, "the address names no account")
}
