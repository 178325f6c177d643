//! Instagram accounts (professional ones): pictures, videos, reels, carousels, and stories where wanted.
//!
//! Reading: `document_parse` sorts an answer's nodes, `media_read` makes items. Asking: `poll` lists and looks up,
//! `resolve` finds the account, `door` tells by which of the two logins. The wire is `sources::graph`. Called through
//! the registry.

mod document_parse;
mod door;
mod media_read;
mod poll;
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
use super::graph::{login_refresh, push_check, settings_check};
use super::push::{PushSecrets, Reject};
use crate::domain::connection::Login;
use crate::domain::item::NativeId;
use crate::domain::source::{Cause, Source, SourceKind};

/// Of [`super::graph::item_finish`].
const VERSION: &str = "instagram/1";

/// Nothing is pushed about an account's own new media.
const CAPABILITIES: Capabilities = Capabilities {
    push: Push::None,
    edit_signal: EditSignal::HashOnly,
    delete_signal: DeleteSignal::LookupGone,
    offsets: OffsetUnit::None,
    media_ttl: MediaTtl::Expires(Duration::from_secs(12 * 3_600)),
    backfill: Backfill::LastN(10_000),
    ordering: Ordering::NewestFirst,
    min_interval: Duration::from_secs(60),
    default_interval: Duration::from_secs(300),
};

/// Reads Instagram accounts.
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

    async fn resolve(&self, cx: &LookCx<'_>, given: &str) -> Result<Account, SourceError> {
        resolve::resolve(cx, given).await
    }

    fn check_settings(&self, settings: &serde_json::Value) -> Result<(), String> {
        match settings.get("login").and_then(serde_json::Value::as_str) {
            None | Some("facebook" | "instagram") => {}
            Some(_) => return Err("login=facebook|instagram".to_owned()),
        }
        settings_check::check(settings, &["stories"], &["login", "username", "also"])
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

    /// Comments, mentions and figures: believed, and no reason to look.
    fn accept_push(&self, headers: &HeaderMap, raw: &[u8], secrets: &PushSecrets) -> Result<Vec<Hint>, Reject> {
        push_check::verify(headers, raw, secrets)?;
        Ok(Vec::new())
    }

    async fn refresh_login(&self, cx: &LookCx<'_>, login: &Login) -> Result<Option<Login>, SourceError> {
        match door::by_token(login) {
            Door::Instagram => login_refresh::renew(Door::Instagram, "ig_refresh_token", cx, login).await,
            _ => login_refresh::look_up(cx, login).await,
        }
    }
}

/// The id of the account a source mirrors.
fn account_of(source: &Source) -> Result<String, SourceError> {
    source.account.clone().filter(|id| id.bytes().all(|byte| byte.is_ascii_digit())).ok_or_else(no_account)
}

fn no_account() -> SourceError {
    SourceError::new(Cause::AddressUnreadable, "the address names no account")
}
